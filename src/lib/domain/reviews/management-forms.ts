import { z } from 'zod';
import {
	checkbox,
	listOf,
	optionalDay,
	optionalId,
	optionalText,
	passwordField,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { reviewDecisionFollows, reviewDecisionKinds, reviewInputSources } from './management-lifecycle.ts';

const rowVersion = rowVersionField;
const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const time = z.string('required').regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time_invalid');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'invalid');

const plan = {
	title: requiredText(300),
	plannedOn: requiredDay,
	startsAt: time,
	place: optionalText(300),
	/** From which day inputs count; empty: since the last review. */
	periodFrom: optionalDay,
	chairId: requiredId,
	secretaryId: requiredId,
	memberIds: listOf(requiredId)
};
export const planReviewForm = z.object(plan);
export type PlanReviewInput = z.output<typeof planReviewForm>;
export const editReviewForm = z.object({ ...plan, rowVersion });
export type EditReviewInput = z.output<typeof editReviewForm>;

/** `<input>:<person>` for each input, empty for the secretary. */
const assigned = z
	.string()
	.regex(/^[0-9a-f-]{36}:([0-9a-f-]{36})?$/, 'invalid')
	.transform((text) => {
		const [inputId = '', userId = ''] = text.split(':');
		return { inputId, userId: userId || null };
	});
export const assignReviewForm = z.object({ reporters: listOf(assigned), rowVersion });

export const reviewInputForm = z.object({
	inputId: requiredId,
	source: z.enum(reviewInputSources, 'required'),
	text: optionalText(4000),
	textSource: optionalText(500),
	textOn: optionalDay,
	missing: optionalText(1000),
	inputRowVersion: rowVersionField
});
export type ReviewInputInput = z.output<typeof reviewInputForm>;

export const takeFiguresForm = z.object({});
export const notifyReviewForm = z.object({ shortNoticeReason: optionalText(1000), rowVersion });
export const startReviewForm = z.object({ rowVersion });
/** Who came; who is not named was absent. */
export const attendReviewForm = z.object({ presentIds: listOf(requiredId), absentReason: optionalText(500) });
export const discussInputForm = z.object({
	inputId: requiredId,
	discussion: optionalText(4000),
	conclusion: optionalText(4000),
	inputRowVersion: rowVersionField
});
export const reviewDecisionForm = z.object({
	decisionId: optionalId,
	/** Of the decision that is changed: nobody may have written in between. */
	decisionRowVersion: rowVersionField,
	inputId: optionalId,
	kind: z.enum(reviewDecisionKinds, 'required'),
	follow: z.enum(reviewDecisionFollows, 'required'),
	what: requiredText(2000),
	responsibleId: requiredId,
	dueOn: requiredDay,
	documentId: optionalId
});
export type ReviewDecisionInput = z.output<typeof reviewDecisionForm>;
export const dropDecisionForm = z.object({ decisionId: requiredId });
export const concludeReviewForm = z.object({ conclusion: optionalText(4000), endedAt: time.or(z.literal('')).default(''), rowVersion });
/** The hash of the minutes that the signer had before them. */
export const signReviewForm = z.object({ password: passwordField, sha256: sha256.optional(), rowVersion });
export const reviewReasonForm = z.object({ reason, rowVersion });
export const postponeReviewForm = z.object({ plannedOn: requiredDay, reason, rowVersion });
export const shareReviewForm = z.object({ shared: checkbox, rowVersion });
export const stepDoneForm = z.object({ decisionId: requiredId, doneOn: requiredDay, result: requiredText(2000) });

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
import { announcementKinds } from './kinds.ts';

const rowVersion = rowVersionField.pipe(z.int('invalid'));
const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'invalid');

/** Lines of a text field, without the empty ones. */
const lines = (limit: number) =>
	optionalText(limit).transform((text) =>
		text
			.split(/\r?\n/)
			.map((line) => line.trim())
			.filter(Boolean)
	);

export const newAnnouncementForm = z.object({
	unitId: requiredId,
	kind: z.enum(announcementKinds, 'invalid'),
	standardCode: requiredText(60),
	confirmationId: optionalId,
	effectiveOn: optionalDay,
	takenOn: checkbox
});

export const announcementForm = z.object({
	kind: z.enum(announcementKinds, 'invalid'),
	standardCode: requiredText(60),
	confirmationId: optionalId,
	decisionNumber: optionalText(60),
	decisionDate: optionalDay,
	effectiveOn: optionalDay,
	effectiveTo: optionalDay,
	place: optionalText(100),
	subject: requiredText(300),
	authority: requiredText(200),
	grounds: lines(6000),
	fields: requiredText(4000),
	responsible: requiredText(500),
	recipients: lines(2000),
	rowVersion
});
export type AnnouncementInput = z.output<typeof announcementForm>;

/** Which of the listed services stay in the scope. */
export const scopeForm = z.object({ service: z.preprocess(one, z.array(z.uuid('invalid')).max(5000)), rowVersion });
/** Services of a paper, one a line: code, name, field, procedure, separated by tabs or semicolons. */
export const scopeTextForm = z.object({ text: optionalText(400_000), rowVersion });

function one(value: unknown): unknown {
	return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

export const actForm = z.object({ rowVersion });
export const reasonForm = z.object({ reason, rowVersion });
export const signForm = z.object({ password: passwordField, sha256, rowVersion });
export const withdrawForm = z.object({ password: passwordField, reason, from: optionalDay, rowVersion });
export const correctForm = z.object({
	password: passwordField,
	decisionNumber: requiredText(60),
	decisionDate: requiredDay,
	reason,
	rowVersion
});
export const sendForm = z.object({ sentOn: requiredDay, note: optionalText(1000), rowVersion });
export const receiveForm = z.object({ receivedOn: requiredDay, rowVersion });
export const postForm = z.object({
	postedUrl: optionalText(500).refine((url) => url === '' || /^https?:\/\/[^\s<>"]+$/i.test(url), 'url_invalid'),
	postedOn: optionalDay,
	rowVersion
});

export const newConfirmationForm = z.object({ unitId: requiredId });
export const confirmationForm = z.object({
	documents: requiredText(2000),
	audit: requiredText(1000),
	auditResult: requiredText(4000),
	openFindings: optionalText(4000),
	reviewOn: optionalDay,
	review: optionalText(2000),
	conclusion: requiredText(4000),
	effective: checkbox,
	rowVersion
});
export type ConfirmationInput = z.output<typeof confirmationForm>;

/** Grounds of the province, one a line, each perhaps begun by its days: `2014-05-05..: Căn cứ …`. */
export const announcementRulesForm = z.object({
	sendDays: z.coerce.number('invalid').int('invalid').min(1, 'invalid').max(365, 'invalid'),
	text: listOf(z.string().trim().max(1000, 'too_long:1000')),
	from: listOf(z.string()),
	to: z.preprocess(one, z.array(z.string()).max(100))
});

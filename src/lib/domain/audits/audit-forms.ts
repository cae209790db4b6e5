import { z } from 'zod';
import {
	checkbox,
	listOf,
	optionalId,
	optionalText,
	passwordField,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { auditStates } from './audit-lifecycle.ts';
import { minutesOf, slotKinds } from './timetable.ts';

const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const clause = z.string().regex(/^\d+(\.\d+)*$/, 'invalid');
const rowVersion = rowVersionField;

/** What an audit is about: asked when it is planned and while it is. */
const scope = {
	title: requiredText(300),
	purpose: optionalText(2000),
	law: optionalText(2000),
	place: optionalText(300),
	startsOn: requiredDay,
	endsOn: requiredDay,
	areaIds: listOf(requiredId),
	clauses: listOf(clause),
	documentIds: listOf(requiredId),
	checklistVersionId: optionalId
};

export const planAuditForm = z.object({
	...scope,
	/** Lines of the approved programme that it carries out; none: extraordinary, with the reason. */
	lineIds: listOf(requiredId),
	extraordinaryReason: optionalText(2000)
});
export type PlanAuditInput = z.output<typeof planAuditForm>;

export const editAuditForm = z.object({ ...scope, rowVersion });
export type EditAuditInput = z.output<typeof editAuditForm>;

/** `member:<user>:<home unit or empty>` per person and `<user>:<area>` per ticked box. */
const proposedPerson = z
	.string()
	.regex(/^member:[0-9a-f-]{36}:([0-9a-f-]{36})?$/, 'invalid')
	.transform((text) => {
		const [, userId = '', homeUnitId = ''] = text.split(':');
		return { userId, homeUnitId: homeUnitId || null };
	});
const proposedArea = z
	.string()
	.regex(/^[0-9a-f-]{36}:[0-9a-f-]{36}$/, 'invalid')
	.transform((text) => {
		const [userId = '', areaId = ''] = text.split(':');
		return { userId, areaId };
	});
/** Beside the people of the table one more guest may be named, who may lead as well (`leadId` is then `guest`). */
export const proposeTeamForm = z
	.object({
		leadId: z.union([z.literal('guest'), z.uuid('lead_required')], 'lead_required'),
		person: listOf(proposedPerson),
		area: listOf(proposedArea),
		guest: z
			.string()
			.default('')
			.transform((text) => text || null)
			.pipe(proposedPerson.nullable()),
		guestArea: listOf(requiredId),
		rowVersion
	})
	.transform(({ leadId, person, area, guest, guestArea, rowVersion }) => {
		const lead = leadId === 'guest' ? guest?.userId : leadId;
		const listed = person
			.filter(({ userId }) => userId === lead || area.some((one) => one.userId === userId))
			.map(({ userId, homeUnitId }) => ({
				userId,
				homeUnitId,
				isLead: userId === lead,
				areaIds: area.filter((one) => one.userId === userId).map(({ areaId }) => areaId)
			}));
		const invited = guest ? [{ ...guest, isLead: guest.userId === lead, areaIds: guestArea }] : [];
		return { rowVersion, members: [...listed, ...invited] };
	});
export type ProposedMember = z.output<typeof proposeTeamForm>['members'][number];

export const appointTeamForm = z.object({ password: passwordField, rowVersion });

const time = z
	.string('time_invalid')
	.transform((text) => minutesOf(text))
	.pipe(z.int('time_invalid'));
export const slotForm = z.object({
	slotId: optionalId,
	kind: z.enum(slotKinds, 'required'),
	day: requiredDay,
	from: time,
	to: time,
	areaId: optionalId,
	topic: optionalText(500),
	clauses: listOf(clause),
	place: optionalText(300),
	auditorIds: listOf(requiredId),
	auditeeIds: listOf(requiredId),
	rowVersion
});
export type SlotInput = z.output<typeof slotForm>;
export const removeSlotForm = z.object({ slotId: requiredId, rowVersion });

export const notifyAuditForm = z.object({ shortNoticeReason: optionalText(2000), rowVersion });
export const startAuditForm = z.object({ openingMeeting: requiredText(4000), rowVersion });
export const writeReportForm = z.object({
	strengths: optionalText(4000),
	conclusion: optionalText(4000),
	proposals: optionalText(4000),
	closingMeeting: optionalText(4000),
	rowVersion
});
export const signAuditForm = z.object({ password: passwordField, rowVersion });
export const acceptAuditForm = z.object({ password: passwordField, findingIds: listOf(requiredId), rowVersion });
export const shareAuditForm = z.object({ shared: checkbox, rowVersion });
export const auditReasonForm = z.object({ reason, rowVersion });
export const postponeAuditForm = z.object({ reason, startsOn: requiredDay, endsOn: requiredDay, rowVersion });
export const verdictForm = z.object({
	findingId: requiredId,
	verdict: z.enum(['confirmed', 'disputed'], 'required'),
	text: optionalText(2000)
});
export const auditFindingForm = z.object({
	findingId: optionalId,
	questionId: optionalId,
	areaId: optionalId,
	grade: z.enum(['major', 'minor', 'observation'], 'required'),
	clause: optionalText(20),
	requirement: optionalText(1000),
	statement: requiredText(4000),
	evidence: optionalText(4000),
	repeats: checkbox,
	rowVersion
});
export type AuditFindingInput = z.output<typeof auditFindingForm>;

const listText = z.string().normalize().trim().min(1).max(200).optional().catch(undefined);
/** What the list can be asked for by its address. */
export const auditQuery = z.object({
	q: listText,
	state: z.enum(auditStates).optional().catch(undefined),
	year: z.coerce.number().int().min(2000).max(2200).optional().catch(undefined),
	area: z.uuid().optional().catch(undefined),
	page: z.coerce.number().int().min(1).max(10_000).catch(1)
});
export type AuditQuery = z.output<typeof auditQuery>;

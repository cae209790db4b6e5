import { z } from 'zod';
import { provinceRoles, roles, signingCapacities } from '#lib/domain/permissions/actor.ts';
import { listOf, maxInteger, optionalText, requiredDay, requiredId, requiredText } from '#lib/domain/shared/form-fields.ts';
import { dutyKinds } from './duties.ts';

/*
 * The shape of what people type about people. Messages are codes of `field_…`. Forms send empty text for nothing and one text or a
 * list for a repeated name.
 */
/** Forms send empty text for nothing, the API null. */
const orNull = <Schema extends z.ZodType>(schema: Schema) =>
	z.preprocess((value) => (value === '' || value === undefined ? null : value), schema.nullable());
const flag = z.preprocess((value) => value === true || value === 'on' || value === 'true' || value === '1', z.boolean());

const email = orNull(z.string().trim().max(254, 'too_long:254'));
const locale = z.enum(['vi', 'en'], 'invalid').default('vi');
const rowVersion = z.coerce.number('invalid').int('invalid').positive('invalid').max(maxInteger, 'invalid');
const confirm = listOf(z.enum(['last_head', 'last_officer'], 'invalid'));
const staffName = orNull(z.string().trim().max(80, 'too_long:80'));
const day = orNull(requiredDay);

const appointment = {
	roles: listOf(z.enum(roles, 'invalid')),
	position: optionalText(200),
	capacity: orNull(z.enum(signingCapacities, 'invalid')),
	divisionId: orNull(requiredId)
};

export const channels = ['mail', 'slip'] as const;

export const inviteForm = z.object({
	unitId: requiredId,
	fullName: requiredText(120),
	email,
	staffName,
	...appointment,
	validFrom: day,
	validTo: day,
	channel: z.enum(channels, 'invalid').default('mail'),
	locale,
	/** Gives a membership to the account that the mail address already has, or offers it to a person whom the actor may not see. */
	useExisting: flag.default(false)
});

export const addMembershipForm = z.object({
	userId: requiredId,
	unitId: requiredId,
	...appointment,
	validFrom: day,
	validTo: day
});

export const changeMembershipForm = z.object({
	membershipId: requiredId,
	rowVersion,
	...appointment,
	/** From which day; today when left out. */
	from: day,
	confirm
});

export const endMembershipForm = z.object({
	membershipId: requiredId,
	rowVersion,
	/** The first day without it; today when left out. */
	on: day,
	reason: optionalText(1000),
	confirm
});

/** An offer, by the name that the form of a row has. */
export const offerForm = z.object({ id: requiredId });

export const personForm = z.object({ userId: requiredId });
export const slipsForm = z.object({ userIds: listOf(requiredId).refine((ids) => ids.length > 0, 'required') });
export const correctInvitedForm = z.object({ userId: requiredId, fullName: requiredText(120), email });

export const provinceAccountForm = z.object({
	fullName: requiredText(120),
	email,
	staffName,
	role: z.enum(provinceRoles, 'invalid').exclude(['administrator'], 'invalid'),
	position: optionalText(200),
	channel: z.enum(channels, 'invalid').default('mail'),
	locale
});

export const provinceAppointmentForm = z.object({
	userId: requiredId,
	role: z.enum(provinceRoles, 'invalid').exclude(['administrator'], 'invalid'),
	position: optionalText(200)
});
export const endAppointmentForm = z.object({ appointmentId: requiredId });

export const disableForm = z.object({ userId: requiredId, reason: requiredText(1000), confirm });
export const enableForm = z.object({ userId: requiredId, reason: requiredText(1000) });

export const handOverForm = z.object({
	fromUserId: requiredId,
	items: z
		.array(z.object({ kind: z.enum(dutyKinds), subjectId: requiredId, toUserId: requiredId }))
		.min(1, 'required')
		.max(500, 'invalid')
});

export const inspectionForm = z.object({
	userId: requiredId,
	unitIds: listOf(requiredId).refine((ids) => ids.length > 0, 'required'),
	basis: requiredText(300),
	validFrom: day,
	validTo: requiredDay
});
export const endInspectionForm = z.object({ accessId: requiredId });

export type InviteInput = z.output<typeof inviteForm>;
export type AddMembershipInput = z.output<typeof addMembershipForm>;
export type ChangeMembershipInput = z.output<typeof changeMembershipForm>;
export type EndMembershipInput = z.output<typeof endMembershipForm>;
export type HandOverInput = z.output<typeof handOverForm>;
export type InspectionInput = z.output<typeof inspectionForm>;

export const importFileForm = z.object({});
export const importCommitForm = z.object({ file: requiredId });

export const resetForm = z.object({ userId: requiredId, kind: z.enum(['assisted_code', 'assisted_witness'], 'required') });

/** Duties as the page sends them: `to:<kind>:<id>` = the new holder; empty ones are left alone. */
export const handOverPageForm = z
	.looseObject({ fromUserId: requiredId })
	.transform(({ fromUserId, ...fields }) => ({
		fromUserId,
		items: Object.entries(fields).flatMap(([name, toUserId]) => {
			const [to, kind, subjectId] = name.split(':');
			return to === 'to' && typeof toUserId === 'string' && toUserId !== '' ? [{ kind, subjectId, toUserId }] : [];
		})
	}))
	.pipe(handOverForm);

import type { z } from 'zod';
import type { provinceAccountForm, provinceAppointmentForm } from '#lib/domain/people/forms.ts';
import type { ProvinceRole } from '#lib/domain/permissions/actor.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { provinceRoleNames } from '#lib/role-names.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { sendInvitation } from './invitations.ts';
import { authorizeAbout, endsAfter, loadPerson } from './person-facts.ts';
import { checkNames, createPerson } from './person-names.ts';

/** Staff names of people who belong to no unit begin with this. */
const provinceCode = 'TINH';

/**
 * Makes an account with a province-wide role (coordinator, inspector) and invites it. Recorded as `person.create` and
 * `appointment.add` in the province's chain.
 * @throws Forbidden (not the administrator), Invalid, Conflict `email_taken`, `staff_name_taken`
 */
export function createProvinceAccount(
	ctx: Ctx,
	input: z.output<typeof provinceAccountForm>
): Promise<{ userId: string; staffName: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorizeAbout(ctx, 'person.appoint_province', { unitId: null, personId: null });
		const person = await createPerson(ctx, { ...checkNames(input), unitCode: provinceCode, locale: input.locale });
		await record(ctx, {
			event: 'person.create',
			subjectType: 'person',
			subjectId: person.id,
			unitId: null,
			role,
			after: { fullName: person.fullName, email: person.email, staffName: person.staffName }
		});
		await appoint(ctx, person.id, input.role, input.position, role);
		if (input.channel === 'mail') await sendInvitation(ctx, { userId: person.id });
		return { userId: person.id, staffName: person.staffName };
	});
}

/**
 * Gives a province-wide role to an account. Recorded as `appointment.add`; the person is told.
 * @throws NotFound, Forbidden (`self_appointment`), Conflict `membership_overlaps`, `administrator_alone`, `person_disabled`
 */
export function appointProvince(ctx: Ctx, input: z.output<typeof provinceAppointmentForm>): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const person = await loadPerson(ctx, input.userId);
		const role = authorizeAbout(ctx, 'person.appoint_province', { unitId: null, personId: person.id });
		if (person.status === 'disabled') throw new Conflict('person_disabled');
		await appoint(ctx, person.id, input.role, input.position, role);
		await notify(ctx, {
			to: [person.id],
			kind: 'appointed',
			subjectType: 'person',
			subjectId: person.id,
			unitId: null,
			params: {
				unit: m.common_province({}, { locale: person.locale }),
				day: formatDay(today(ctx)),
				what: provinceRoleNames[input.role]({}, { locale: person.locale })
			}
		});
	});
}

async function appoint(ctx: Ctx, userId: string, role: ProvinceRole, position: string, by: string): Promise<void> {
	const made = await ctx.db.provinceAppointment.create({
		data: { userId, role, position: position.normalize('NFC'), validFrom: toDbDate(today(ctx)), createdAt: ctx.clock.now() },
		select: { id: true }
	});
	await record(ctx, {
		event: 'appointment.add',
		subjectType: 'person',
		subjectId: userId,
		unitId: null,
		role: by,
		after: { appointment: made.id, role, position, from: today(ctx) }
	});
}

/**
 * Ends a province-wide role today. Recorded as `appointment.end`.
 * @throws NotFound, Forbidden (`self_appointment`), Conflict `membership_over`
 */
export function endProvinceAppointment(ctx: Ctx, input: { appointmentId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const found = await ctx.db.provinceAppointment.findUnique({ where: { id: input.appointmentId } });
		if (!found) throw new NotFound('membership_not_found');
		const person = await loadPerson(ctx, found.userId);
		const by = authorizeAbout(ctx, 'person.appoint_province', { unitId: null, personId: person.id });
		if (!endsAfter(found, today(ctx))) throw new Conflict('membership_over');
		await ctx.db.provinceAppointment.update({ where: { id: found.id }, data: { validTo: toDbDate(today(ctx)) } });
		await record(ctx, {
			event: 'appointment.end',
			subjectType: 'person',
			subjectId: person.id,
			unitId: null,
			role: by,
			before: { appointment: found.id, role: found.role, to: fromDbDate(found.validTo) },
			after: { to: today(ctx) }
		});
	});
}

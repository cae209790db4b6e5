import type { InspectionInput } from '#lib/domain/people/forms.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { record } from '#lib/server/audit-trail/record.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { unitStands } from './memberships.ts';
import { authorizeAbout, endsAfter, holdsOn, loadPerson } from './person-facts.ts';

/**
 * Lets an inspector read what units have issued, for a time and on a basis (the decision on the inspection). Recorded as
 * `inspection.grant` in each unit's chain; the inspector is told.
 * @throws Forbidden (`self_appointment`), NotFound, Invalid (`userId`: no inspector; days), Conflict `access_exists`
 */
export function grantInspection(ctx: Ctx, input: InspectionInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const person = await loadPerson(ctx, input.userId);
		const role = authorizeAbout(ctx, 'person.grant_inspection', { unitId: null, personId: person.id });
		const from = input.validFrom ?? today(ctx);
		const faults: Record<string, string> = {};
		const inspects = person.appointments.some((one) => one.role === 'inspector' && endsAfter(one, today(ctx)));
		if (!inspects || person.status === 'disabled') faults.userId = 'not_inspector';
		if (from < today(ctx)) faults.validFrom = 'day_in_past';
		if (input.validTo <= from) faults.validTo = 'day_before_start';
		if (Object.keys(faults).length > 0) throw new Invalid(faults);
		const names: string[] = [];
		for (const unitId of new Set(input.unitIds)) names.push(await grantOne(ctx, input, { unitId, from, role }));
		await notify(ctx, {
			to: [person.id],
			kind: 'appointed',
			subjectType: 'person',
			subjectId: person.id,
			unitId: null,
			params: {
				unit: names.slice(0, 3).join(', '),
				day: formatDay(from),
				what: m.people_inspection_access({}, { locale: person.locale })
			}
		});
	});
}

async function grantOne(
	ctx: Ctx,
	input: InspectionInput,
	{ unitId, from, role }: { unitId: string; from: Day; role: string }
): Promise<string> {
	const unit = await unitStands(ctx, unitId, from);
	const others = await ctx.db.inspectionAccess.findMany({
		where: { userId: input.userId, unitId },
		select: { validFrom: true, validTo: true }
	});
	const overlaps = others.some(
		(other) => fromDbDate(other.validFrom) < input.validTo && (other.validTo === null || fromDbDate(other.validTo) > from)
	);
	if (overlaps) throw new Conflict('access_exists', { unit: unit.name });
	const grantedById = userIdOf(ctx.actor);
	if (!grantedById) throw new NotFound();
	const basis = input.basis.normalize('NFC');
	const made = await ctx.db.inspectionAccess.create({
		data: {
			userId: input.userId,
			unitId,
			basis,
			validFrom: toDbDate(from),
			validTo: toDbDate(input.validTo),
			grantedById,
			createdAt: ctx.clock.now()
		},
		select: { id: true }
	});
	await record(ctx, {
		event: 'inspection.grant',
		subjectType: 'person',
		subjectId: input.userId,
		unitId,
		role,
		after: { access: made.id, basis, from, to: input.validTo }
	});
	return unit.name;
}

/** Ends an access today. Recorded as `inspection.end`. @throws Forbidden, NotFound, Conflict `membership_over` */
export function endInspection(ctx: Ctx, input: { accessId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'person.grant_inspection', { personId: null }, { readable: may(ctx.actor, 'person.grant_inspection') });
		const access = await ctx.db.inspectionAccess.findUnique({ where: { id: input.accessId } });
		if (!access) throw new NotFound();
		if (!endsAfter(access, today(ctx))) throw new Conflict('membership_over');
		const on = [today(ctx), fromDbDate(access.validFrom)].sort().at(-1) ?? today(ctx);
		await ctx.db.inspectionAccess.update({ where: { id: access.id }, data: { validTo: toDbDate(on) } });
		await record(ctx, {
			event: 'inspection.end',
			subjectType: 'person',
			subjectId: access.userId,
			unitId: access.unitId,
			role,
			before: { access: access.id, to: fromDbDate(access.validTo) },
			after: { to: on }
		});
	});
}

export type InspectionRow = {
	id: string;
	inspector: string;
	unit: string;
	basis: string;
	validFrom: Day;
	validTo: Day | null;
	holds: boolean;
	over: boolean;
};

/** All accesses, those that hold or are to come first. @throws Forbidden for everybody but the coordinator */
export async function listInspections(ctx: Ctx): Promise<{ rows: InspectionRow[]; inspectors: { value: string; label: string }[] }> {
	authorize(ctx, 'person.grant_inspection', { personId: null });
	const day = today(ctx);
	const found = await ctx.db.inspectionAccess.findMany({
		orderBy: [{ validFrom: 'desc' }, { id: 'desc' }],
		take: 500,
		include: { user: { select: { fullName: true } } }
	});
	const names = await unitNamesOn(
		ctx,
		found.map((row) => row.unitId),
		day
	);
	const rows = found.map((row) => ({
		id: row.id,
		inspector: row.user.fullName,
		unit: names.get(row.unitId)?.name ?? '',
		basis: row.basis,
		validFrom: fromDbDate(row.validFrom),
		validTo: fromDbDate(row.validTo),
		holds: holdsOn(row, day),
		over: !endsAfter(row, day)
	}));
	const date = toDbDate(day);
	const inspectors = await ctx.db.user.findMany({
		where: {
			status: { not: 'disabled' },
			appointments: { some: { role: 'inspector', validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] } }
		},
		orderBy: { fullName: 'asc' },
		select: { id: true, fullName: true }
	});
	return {
		rows: [...rows.filter((row) => !row.over), ...rows.filter((row) => row.over)],
		inspectors: inspectors.map((person) => ({ value: person.id, label: person.fullName }))
	};
}

import type { Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { NumberingScheme } from '#lib/domain/documents/numbering.ts';
import { readUnits, validOn } from './units-on-day.ts';

export type DivisionRow = {
	readonly id: string;
	readonly code: string;
	readonly name: string;
	readonly headId: string | null;
	/** Null also when the actor may not list the unit's people. */
	readonly headName: string | null;
	readonly validFrom: Day;
	readonly validTo: Day | null;
	readonly rowVersion: number;
	/** People who belong to it that day; 0 when the actor may not list them. */
	readonly people: number;
};

/** The divisions of a unit on a day, by name. One query. @throws Unauthenticated */
export async function divisionsOn(ctx: Ctx, unitId: string, day: Day = today(ctx)): Promise<DivisionRow[]> {
	authorize(ctx, 'unit.read');
	const rows = await ctx.db.$queryRaw<DivisionRow[]>`
		select d.id, v.code, v.name, v.head_id as "headId", u.full_name as "headName", v.valid_from::text as "validFrom",
			v.valid_to::text as "validTo", d.row_version as "rowVersion",
			(select count(distinct m.user_id)::int from membership m where m.division_id = d.id
				and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to > ${day}::date)) as people
		from division d join division_version v on v.division_id = d.id left join "user" u on u.id = v.head_id
		where d.unit_id = ${unitId}::uuid and v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date)
		order by v.name collate "vi-x-icu", v.code`;
	if (may(ctx.actor, 'person.list', { unitId })) return rows;
	return rows.map((row) => ({ ...row, headId: null, headName: null, people: 0 }));
}

export type Option = { value: string; label: string; hint?: string };

/** What a field for choosing a division of a unit offers. @throws Unauthenticated */
export async function divisionOptions(ctx: Ctx, unitId: string, day: Day = today(ctx)): Promise<Option[]> {
	return (await divisionsOn(ctx, unitId, day)).map(({ id, name, code }) => ({ value: id, label: name, hint: code }));
}

export type UnitSettings = {
	readonly unitId: string;
	readonly name: string;
	readonly code: string;
	readonly numberingScheme: NumberingScheme;
	readonly rowVersion: number;
	readonly today: Day;
	/** Of today. */
	readonly divisions: readonly DivisionRow[];
	/** Begin after today. */
	readonly upcoming: readonly DivisionRow[];
	/** Who may lead a division: members of the unit today. */
	readonly heads: readonly Option[];
	readonly abilities: { readonly divisions: boolean; readonly numbering: boolean; readonly exceptions: boolean };
};

/** The settings of a unit, for its own people. @throws NotFound when it does not exist today or is not one's own */
export async function unitSettings(ctx: Ctx, unitId: string): Promise<UnitSettings> {
	const day = today(ctx);
	const subject = { unitId };
	if (!isUuid(unitId) || !may(ctx.actor, 'person.list', subject)) throw new NotFound('unit_not_found');
	const [unit, now] = await Promise.all([
		ctx.db.unit.findUnique({ where: { id: unitId }, select: { numberingScheme: true, rowVersion: true } }),
		readUnits(ctx, day)
	]);
	const named = now.find((one) => one.unitId === unitId);
	if (!unit || !named) throw new NotFound('unit_not_found');
	return {
		unitId,
		name: named.name,
		code: named.code,
		...unit,
		today: day,
		divisions: await divisionsOn(ctx, unitId, day),
		upcoming: await upcomingDivisions(ctx, unitId, day),
		heads: await possibleHeads(ctx, unitId, day),
		abilities: {
			divisions: may(ctx.actor, 'division.manage', subject),
			numbering: may(ctx.actor, 'unit.settings', subject),
			exceptions: may(ctx.actor, 'exception.read', subject)
		}
	};
}

async function upcomingDivisions(ctx: Ctx, unitId: string, day: Day): Promise<DivisionRow[]> {
	return ctx.db.$queryRaw<DivisionRow[]>`
		select d.id, v.code, v.name, v.head_id as "headId", u.full_name as "headName", v.valid_from::text as "validFrom",
			v.valid_to::text as "validTo", d.row_version as "rowVersion", 0 as people
		from division d join division_version v on v.division_id = d.id left join "user" u on u.id = v.head_id
		where d.unit_id = ${unitId}::uuid and v.valid_from > ${day}::date and (v.valid_to is null or v.valid_to > v.valid_from)
		order by v.valid_from, v.name collate "vi-x-icu"`;
}

async function possibleHeads(ctx: Ctx, unitId: string, day: Day): Promise<Option[]> {
	const members = await ctx.db.membership.findMany({
		where: { unitId, ...validOn(day), user: { status: { not: 'disabled' } } },
		select: { userId: true, position: true, user: { select: { fullName: true } } },
		orderBy: { user: { fullName: 'asc' } },
		distinct: ['userId']
	});
	return members.map(({ userId, position, user }) => ({ value: userId, label: user.fullName, hint: position }));
}

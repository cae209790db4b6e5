import { ancestorsOf } from '#lib/domain/units/tree.ts';
import type { UnitOnDay } from '#lib/domain/units/unit.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

/** A unit as it stands on a day, with the name of its kind in the reader's language. */
export type UnitRow = UnitOnDay & { readonly kindName: string };

/** Versions of a day: `[validFrom, validTo)`; empty ranges never match. */
export function validOn(day: Day): { validFrom: { lte: Date }; OR: [{ validTo: null }, { validTo: { gt: Date } }] } {
	const date = toDbDate(day);
	return { validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] };
}

/**
 * All units of a day, parents and kinds first, then by name as people sort it. One query. For pages: asks for the right to read.
 * @throws Unauthenticated
 */
export function unitsOn(ctx: Ctx, day: Day = today(ctx)): Promise<UnitRow[]> {
	authorize(ctx, 'unit.read');
	return readUnits(ctx, day);
}

/** The same without a question of rights, for commands and for other queries of the server. */
export function readUnits(ctx: Ctx, day: Day, where: Prisma.Sql = Prisma.sql`true`): Promise<UnitRow[]> {
	return ctx.db.$queryRaw<UnitRow[]>`
		select v.unit_id as "unitId", v.code, v.name, v.kind_code as "kindCode", v.parent_id as "parentId",
			v.valid_from::text as "validFrom", v.valid_to::text as "validTo",
			case ${ctx.locale} when 'en' then k.name_en else k.name_vi end as "kindName"
		from unit_version v join unit_kind k on k.code = v.kind_code
		where v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date) and ${where}
		order by k.sort_order, v.name collate "vi-x-icu", v.code`;
}

export type UnitName = { readonly unitId: string; readonly code: string; readonly name: string };

/**
 * What units are called on a day; for one that does not exist that day, its last name before it, else its first one, so that an old
 * or future paper never shows an empty place; one that never came about as it would have been. Ids that do not exist are left out. One query, no question of rights.
 */
export async function unitNamesOn(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<Map<string, UnitName>> {
	if (unitIds.length === 0) return new Map();
	const rows = await ctx.db.$queryRaw<UnitName[]>`
		select distinct on (unit_id) unit_id as "unitId", code, name from unit_version
		where unit_id = any(${[...new Set(unitIds)]}::uuid[])
		order by unit_id, (valid_to is null or valid_to > valid_from) desc, (valid_from <= ${day}::date) desc,
			case when valid_from <= ${day}::date then valid_from end desc, valid_from`;
	return new Map(rows.map((row) => [row.unitId, row]));
}

/** @throws NotFound `unit_not_found` */
export async function unitNameOn(ctx: Ctx, unitId: string, day: Day): Promise<string> {
	const name = (await unitNamesOn(ctx, [unitId], day)).get(unitId);
	if (!name) throw new NotFound('unit_not_found');
	return name.name;
}

/**
 * The last end among the versions of a unit. What was called off leaves a version with no day in it, which says nothing of the end, unless the unit
 * has no other: then it never began.
 */
export const endDaySql = Prisma.sql`coalesce(max(valid_to) filter (where valid_to is distinct from valid_from), max(valid_to))`;

/**
 * The first day on which the unit is no more, as an event has set it; null: no end is known. Whatever is given without an end in a
 * unit ends on that day at the latest.
 */
export async function unitEnd(ctx: Ctx, unitId: string): Promise<Day | null> {
	const [row] = await ctx.db.$queryRaw<{ end: Day | null }[]>`
		select case when bool_and(valid_to is not null) then (${endDaySql})::text end as end
		from unit_version where unit_id = ${unitId}::uuid`;
	return row?.end ?? null;
}

/** Units that have no day yet: each begins on a day to come, by an event that was entered. @throws Unauthenticated */
export async function unitsToCome(ctx: Ctx): Promise<(UnitName & { validFrom: Day })[]> {
	authorize(ctx, 'unit.read');
	return ctx.db.$queryRaw<(UnitName & { validFrom: Day })[]>`
		select v.unit_id as "unitId", v.code, v.name, v.valid_from::text as "validFrom" from unit_version v
		where v.valid_from > ${today(ctx)}::date and (v.valid_to is null or v.valid_to > v.valid_from)
			and not exists (select 1 from unit_version o where o.unit_id = v.unit_id and o.valid_from < v.valid_from)
		order by v.valid_from, v.name collate "vi-x-icu"`;
}

/** Whether the unit exists on that day or begins on a later one, as an event that was entered says. */
export async function standsOrComes(ctx: Ctx, unitId: string, day: Day): Promise<boolean> {
	const [row] = await ctx.db.$queryRaw<{ is: boolean }[]>`
		select exists (select 1 from unit_version where unit_id = ${unitId}::uuid
			and (valid_to is null or valid_to > greatest(valid_from, ${day}::date))) as is`;
	return row?.is ?? false;
}

export type UnitHeading = {
	/** The unit that a paper is of. */
	readonly agency: string;
	/** What stands above it on the letterhead; null at the top. */
	readonly parentAgency: string | null;
};

/** The two lines at the top left of a printed paper, as of a day. @throws NotFound `unit_not_found` */
export async function unitHeading(ctx: Ctx, unitId: string, day: Day): Promise<UnitHeading> {
	const [row] = await ctx.db.$queryRaw<{ name: string; parentId: string | null }[]>`
		select name, parent_id as "parentId" from unit_version
		where unit_id = ${unitId}::uuid and (valid_to is null or valid_to > valid_from)
		order by (valid_from <= ${day}::date) desc, case when valid_from <= ${day}::date then valid_from end desc, valid_from limit 1`;
	if (!row) throw new NotFound('unit_not_found');
	const parent = row.parentId === null ? undefined : (await unitNamesOn(ctx, [row.parentId], day)).get(row.parentId);
	return { agency: row.name, parentAgency: parent?.name ?? null };
}

/** From the top down to the unit's parent, as of a day: for crumbs. */
export async function unitCrumbs(ctx: Ctx, unitId: string, day: Day): Promise<UnitName[]> {
	const units = new Map((await readUnits(ctx, day)).map((unit) => [unit.unitId, unit]));
	return ancestorsOf(units, unitId).map(({ unitId, code, name }) => ({ unitId, code, name }));
}

import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

/** The unit as it is on a day: code, name, parent; null when it does not exist on that day. */
export function unitOn(ctx: Ctx, unitId: string, day: Day): Promise<{ code: string; name: string; parentId: string | null } | null> {
	return ctx.db.unitVersion.findFirst({
		where: { unitId, ...validOn(day) },
		select: { code: true, name: true, parentId: true }
	});
}

/**
 * The first day on which the unit is no more, as an event has set it; null: no end is known. Whatever is given without an end in a
 * unit ends on that day at the latest.
 */
export async function unitEnd(ctx: Ctx, unitId: string): Promise<Day | null> {
	const [row] = await ctx.db.$queryRaw<{ end: Day | null }[]>`
		select case when bool_and(valid_to is not null) then max(valid_to)::text end as end
		from unit_version where unit_id = ${unitId}::uuid`;
	return row?.end ?? null;
}

/** @throws Conflict `unit_closed` when the unit does not exist on that day */
export async function requireOpenUnit(ctx: Ctx, unitId: string, day: Day): Promise<void> {
	if (!(await unitOn(ctx, unitId, day))) throw new Conflict('unit_closed', { day });
}

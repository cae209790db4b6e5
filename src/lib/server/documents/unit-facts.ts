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

/** @throws Conflict `unit_closed` when the unit does not exist on that day */
export async function requireOpenUnit(ctx: Ctx, unitId: string, day: Day): Promise<void> {
	if (!(await unitOn(ctx, unitId, day))) throw new Conflict('unit_closed', { day });
}

import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';

/** The unit as it is on a day: code, name, parent; null when it does not exist on that day. */
export function unitOn(ctx: Ctx, unitId: string, day: Day): Promise<{ code: string; name: string; parentId: string | null } | null> {
	const date = toDbDate(day);
	return ctx.db.unitVersion.findFirst({
		where: { unitId, validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] },
		select: { code: true, name: true, parentId: true }
	});
}

/** @throws Conflict `unit_closed` when the unit does not exist on that day */
export async function requireOpenUnit(ctx: Ctx, unitId: string, day: Day): Promise<void> {
	if (!(await unitOn(ctx, unitId, day))) throw new Conflict('unit_closed', { day });
}

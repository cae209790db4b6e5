import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { standsOrComes, validOn } from '#lib/server/units/units-on-day.ts';

/** The unit as it is on a day: code, name, parent; null when it does not exist on that day. */
export function unitOn(ctx: Ctx, unitId: string, day: Day): Promise<{ code: string; name: string; parentId: string | null } | null> {
	return ctx.db.unitVersion.findFirst({
		where: { unitId, ...validOn(day) },
		select: { code: true, name: true, parentId: true }
	});
}

/** The same; a unit that begins later as it will be on its first day, so that a draft of its papers shows its name. */
export async function unitOnOrToBe(
	ctx: Ctx,
	unitId: string,
	day: Day
): Promise<{ code: string; name: string; parentId: string | null } | null> {
	return (
		(await unitOn(ctx, unitId, day)) ??
		ctx.db.unitVersion.findFirst({
			where: { unitId, validFrom: { gt: toDbDate(day) }, validTo: null },
			orderBy: { validFrom: 'asc' },
			select: { code: true, name: true, parentId: true }
		})
	);
}

/**
 * What is prepared may be prepared as well in a unit that begins on a day to come: from the entry of its event on it has people and drafts.
 * @throws Conflict `unit_closed` when the unit does not stand today and never will
 */
export async function requireUnitToPrepare(ctx: Ctx, unitId: string): Promise<void> {
	if (!(await standsOrComes(ctx, unitId, today(ctx)))) throw new Conflict('unit_closed', { day: today(ctx) });
}

/** @throws Conflict `unit_closed` when the unit does not exist on that day */
export async function requireOpenUnit(ctx: Ctx, unitId: string, day: Day): Promise<void> {
	if (!(await unitOn(ctx, unitId, day))) throw new Conflict('unit_closed', { day });
}

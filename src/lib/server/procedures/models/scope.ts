import { unitIdsWith } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/**
 * Units whose stance to models an actor sees: null, every unit, for the Department; else those whose documents they keep.
 * @throws Forbidden, Unauthenticated
 */
export function unitsInSight(ctx: Ctx): string[] | null {
	if (may(ctx.actor, 'model.read')) return null;
	const own = unitIdsWith(ctx.actor).filter((unitId) => may(ctx.actor, 'model.read', { unitId }));
	authorize(ctx, 'model.read', { unitId: own[0] });
	return own;
}

/** The unit that a page is about: the one asked for if it is in sight, else the active one if its documents are kept by the reader. */
export function unitAskedFor(ctx: Ctx, asked: string | null, activeUnitId: string | null): string | null {
	const own = unitsInSight(ctx);
	if (asked !== null && (own === null || own.includes(asked))) return asked;
	if (activeUnitId !== null && may(ctx.actor, 'model.read', { unitId: activeUnitId }) && own !== null) return activeUnitId;
	return own?.[0] ?? null;
}

import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

/** Whose reading an actor sees by name in a unit: everybody's, that of the divisions they lead, or (null) nobody's. */
export type ReadersScope = { readonly divisionIds: readonly string[] | null } | null;

/** design.md §8, row "reading": officer and head see the unit, the head of a division their people. */
export async function readersScope(ctx: Ctx, unitId: string): Promise<ReadersScope> {
	if (may(ctx.actor, 'reading.list', { unitId })) return { divisionIds: null };
	const userId = userIdOf(ctx.actor);
	if (!userId) return null;
	const led = await ctx.db.divisionVersion.findMany({
		where: { headId: userId, division: { unitId }, ...validOn(today(ctx)) },
		select: { divisionId: true }
	});
	if (led.length === 0 || !may(ctx.actor, 'reading.list', { unitId, divisionHeadIds: [userId] })) return null;
	return { divisionIds: led.map(({ divisionId }) => divisionId) };
}

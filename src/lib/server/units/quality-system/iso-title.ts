import type { IsoTitle } from '#lib/domain/units/quality-system/quality-system.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '../units-on-day.ts';

/**
 * The title that a person has in the steering committee of a unit on a day, for covers and minutes; null when they have none. For the
 * server's own papers: asks for no right. One query.
 */
export async function isoTitleOf(ctx: Ctx, unitId: string, userId: string, day: Day): Promise<IsoTitle | null> {
	return (await isoTitlesOf(ctx, unitId, [userId], day)).get(userId) ?? null;
}

/** The same for several people at once, in one query. */
export async function isoTitlesOf(ctx: Ctx, unitId: string, userIds: readonly string[], day: Day): Promise<Map<string, IsoTitle>> {
	const members = await ctx.db.committeeMember.findMany({
		where: { userId: { in: [...userIds] }, ...validOn(day), committee: { unitId, ...validOn(day) } },
		select: { userId: true, title: true }
	});
	return new Map(members.flatMap(({ userId, title }): [string, IsoTitle][] => (userId === null ? [] : [[userId, title]])));
}

import type { Ctx } from '#lib/server/platform/context.ts';

const hour = 3_600_000;
export const holdHours = 24;
export const holdNoticeDays = 30;

/**
 * Holds a person's signature for 24 hours; signatures of the next 30 days show the fact (design.md §8, states.md §13). Within the
 * act that is recorded.
 * @param startedById who started the reset or made the change; null when the person did, by mail link
 * @returns until when
 */
export async function holdSigning(
	ctx: Ctx,
	input: { userId: string; reason: 'reset' | 'head_change'; startedById: string | null }
): Promise<Date> {
	const since = ctx.clock.now();
	const until = new Date(since.getTime() + holdHours * hour);
	await ctx.db.signingHold.create({
		data: { ...input, since, until, noticeUntil: new Date(since.getTime() + holdNoticeDays * 24 * hour) }
	});
	return until;
}

/** Until when the person cannot sign; null when nothing holds them. */
export async function heldUntil(ctx: Ctx, userId: string): Promise<Date | null> {
	const now = ctx.clock.now();
	const hold = await ctx.db.signingHold.findFirst({
		where: { userId, since: { lte: now }, until: { gt: now } },
		orderBy: { until: 'desc' },
		select: { until: true }
	});
	return hold?.until ?? null;
}

import { record } from '#lib/server/audit-trail/record.ts';
import { ownActor } from '#lib/server/identity/own-actor.ts';
import { hashSecret, newSecret } from '#lib/server/identity/secrets.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/** Addresses of one person at once. */
export const feedLimit = 5;

export type OwnFeed = { readonly id: string; readonly createdAt: Date };

/** The own addresses that still answer, the newest first; the addresses themselves are known nowhere. @throws Unauthenticated */
export function ownFeeds(ctx: Ctx): Promise<OwnFeed[]> {
	return ctx.db.calendarFeed.findMany({
		where: { userId: ownActor(ctx).userId, endedAt: null },
		orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
		select: { id: true, createdAt: true }
	});
}

/**
 * Makes an address of the own calendar. Whoever has it reads the visits that its owner may see at that time; it is in the answer and nowhere
 * else. Recorded as `calendar_feed.make`, without it.
 * @throws Unauthenticated, Forbidden; Conflict `calendar_feed_limit`
 */
export function makeFeed(ctx: Ctx): Promise<{ id: string; secret: string }> {
	return transaction(ctx, async (ctx) => {
		const { userId } = ownActor(ctx);
		const role = authorize(ctx, 'calendar.own', { personId: userId });
		// Of two made at once the second sees the first.
		await ctx.db.$executeRaw`select 1 from "user" where id = ${userId}::uuid for update`;
		if ((await ctx.db.calendarFeed.count({ where: { userId, endedAt: null } })) >= feedLimit)
			throw new Conflict('calendar_feed_limit', { limit: feedLimit });
		const secret = newSecret();
		const { id } = await ctx.db.calendarFeed.create({
			data: { userId, hash: hashSecret(secret), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, { event: 'calendar_feed.make', subjectType: 'calendar_feed', subjectId: id, unitId: null, role, after: { userId } });
		return { id, secret };
	});
}

/** Ends one of the own addresses: it answers no more. Recorded as `calendar_feed.end`. @throws NotFound for another person's; Unauthenticated */
export function endFeed(ctx: Ctx, input: { id: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { userId } = ownActor(ctx);
		const role = authorize(ctx, 'calendar.own', { personId: userId });
		const { count } = await ctx.db.calendarFeed.updateMany({
			where: { id: input.id, userId, endedAt: null },
			data: { endedAt: ctx.clock.now() }
		});
		if (count === 0) throw new NotFound();
		await record(ctx, {
			event: 'calendar_feed.end',
			subjectType: 'calendar_feed',
			subjectId: input.id,
			unitId: null,
			role,
			after: { userId }
		});
	});
}

import { record } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { homeUnitId } from './accounts.ts';
import { endSessionsOf, listSessions, type SessionRow } from './sessions.ts';
import { ownActor } from './own-actor.ts';

/** Where the acting person is signed in. */
export async function ownSessions(ctx: Ctx): Promise<SessionRow[]> {
	return listSessions(ctx, ownActor(ctx).userId);
}

/** Ends one session of the acting person, by its hash. Recorded as `session.end`. @throws NotFound when it is not theirs */
export function endOwnSession(ctx: Ctx, id: string): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const actor = ownActor(ctx);
		const { count } = await ctx.db.session.deleteMany({ where: { id, userId: actor.userId } });
		if (count !== 1) throw new NotFound();
		await recordEnd(ctx, 1);
	});
}

/** Ends all but the present one. Recorded as `session.end`. @returns how many */
export function endOtherSessions(ctx: Ctx, presentId: string | undefined): Promise<number> {
	return transaction(ctx, async (ctx) => {
		const count = await endSessionsOf(ctx, ownActor(ctx).userId, presentId);
		await recordEnd(ctx, count);
		return count;
	});
}

function recordEnd(ctx: Ctx, count: number): Promise<void> {
	const actor = ownActor(ctx);
	return record(ctx, {
		event: 'session.end',
		subjectType: 'person',
		subjectId: actor.userId,
		unitId: homeUnitId(actor),
		after: { sessions: count }
	});
}

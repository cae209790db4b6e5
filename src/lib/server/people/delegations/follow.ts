import { systemActor } from '#lib/domain/permissions/actor.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { afterEnd } from './acts.ts';
import { delegationInclude, delegationMachine, holding, type Delegation } from './load.ts';

/**
 * Once a day: ends what is over by itself. The rights were gone with the day, the membership or the account; this says so, and tells both what was
 * done. One that begins later ends only with its unit or its people. @returns how many
 */
export async function endPastDelegations(ctx: Ctx): Promise<number> {
	const day = today(ctx);
	const rows = await ctx.db.delegation.findMany({
		where: {
			OR: [
				{ state: 'accepted', validFrom: { lte: toDbDate(day) } },
				{ state: 'offered', validTo: { lte: toDbDate(day) } }
			]
		},
		orderBy: { id: 'asc' },
		include: delegationInclude
	});
	const inForce = await holding(ctx, rows, day);
	const over = rows.filter(({ id }) => !inForce.has(id));
	for (const row of over) await transaction(ctx, (ctx) => endFollowing(ctx, row));
	return over.length;
}

/** Those of a unit that is no more, in the transaction that closes it. @returns how many */
export async function endDelegationsOf(ctx: Ctx, unitId: string): Promise<number> {
	const rows = await ctx.db.delegation.findMany({
		where: { unitId, state: { in: ['offered', 'accepted'] } },
		orderBy: { id: 'asc' },
		include: delegationInclude
	});
	for (const row of rows) await endFollowing(ctx, row);
	return rows.length;
}

async function endFollowing(ctx: Ctx, row: Delegation): Promise<void> {
	const byItself: Ctx = { ...ctx, actor: systemActor };
	await transition(byItself, delegationMachine, row, 'end', {}, { follows: 'G5', data: { endedAt: ctx.clock.now() } });
	await afterEnd(byItself, row);
}

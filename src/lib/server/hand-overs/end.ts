import { toDbDate } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { ClosingSteps } from '#lib/server/units/finish-closing.ts';
import { handOverMachine } from './machine.ts';
import { tellEnded } from './tell.ts';

/** Once a day: ends hand-overs whose last day is over. Nothing moved; who still wants it begins anew. @returns how many */
export function expireHandOvers(ctx: Ctx): Promise<number> {
	return transaction(ctx, (ctx) =>
		expire(ctx, { lastDay: { lt: toDbDate(today(ctx)) } }, m.hand_overs_expired_reason({}, { locale: 'vi' }), true)
	);
}

async function expire(ctx: Ctx, where: Prisma.HandOverWhereInput, reason: string, tells: boolean): Promise<number> {
	const open = await ctx.db.handOver.findMany({
		where: { ...where, state: 'open' },
		orderBy: { id: 'asc' },
		include: { from: { select: { fullName: true } }, to: { select: { fullName: true } } }
	});
	for (const handOver of open) {
		await transition(
			ctx,
			handOverMachine,
			handOver,
			'expire',
			{},
			{
				follows: 'HO3',
				comment: reason,
				data: { endedAt: ctx.clock.now(), endedReason: reason }
			}
		);
		if (tells) await tellEnded(ctx, handOver, 'hand_over_expired');
	}
	await lapse(
		ctx,
		'hand_over',
		open.map(({ id }) => id),
		['hand_over_asked', 'hand_over_confirmed', 'hand_over_changed']
	);
	return open.length;
}

/** The end of a unit ends its open hand-overs from the day on: its people are the successor's, with what they have. */
export const handOverClosing: ClosingSteps = {
	atEntry: async () => {},
	fromDay: async (ctx, { unitId }) => ({
		handOvers: await expire(ctx, { unitId }, m.units_closing_reason({}, { locale: 'vi' }), false)
	})
};

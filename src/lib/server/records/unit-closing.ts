import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { isChainClosed } from '#lib/server/audit-trail/close-chain.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import { transitionMany } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { keeperWithoutHeir, refuseRecordsWithNobody } from '#lib/server/units/record-keeper.ts';
import { chosenTarget } from '#lib/server/units/event-choices.ts';
import type { ClosingSteps, EndingUnit } from '#lib/server/units/finish-closing.ts';
import { disposalMachine } from './machines.ts';

/**
 * The end of a unit (states.md §11): its series of records, with what is filed under them and the holds on it, pass into the custody of the
 * successor, where a split says which to the one that was chosen. Nothing new is filed under them; retention runs on. Records keep their
 * unit and number. Without a successor the unit above keeps them, else the Department's own, and who follows these where they end as well; what a
 * unit keeps for another passes on with its own. An event that would leave any with nobody, now or by ends that are entered already, is refused.
 * Lists of disposal that were not carried out are cancelled: nobody of the unit can, and who keeps the records now lists them anew under a signature
 * of its own.
 */
export const recordClosing: ClosingSteps = {
	/** @throws Conflict `records_without_keeper` */
	atEntry: refuseRecordsWithNobody,
	fromDay: async (ctx, ending) => {
		const disposals = await cancelDisposals(ctx, ending.unitId);
		return { ...(await passSeries(ctx, ending)), disposals };
	}
};

async function cancelDisposals(ctx: Ctx, unitId: string): Promise<number> {
	const open = await ctx.db.recordDisposal.findMany({
		where: { unitId, state: { in: ['draft', 'proposed', 'approved'] } },
		select: { id: true, unitId: true, state: true, rowVersion: true, number: true },
		orderBy: { number: 'asc' }
	});
	const comment = m.units_closing_reason({}, { locale: 'vi' });
	await transitionMany(ctx, disposalMachine, open, 'cancel', { unitId }, { follows: 'D5e', comment, after: ({ number }) => ({ number }) });
	await lapse(
		ctx,
		'record_disposal',
		open.map(({ id }) => id)
	);
	return open.length;
}

/**
 * Who stood above on the day of the end, although it may have ended since and waits to be closed as well: what passes through it goes where its own end
 * sends it. Once it is closed, whoever follows it.
 */
async function keeperOf(ctx: Ctx, unitId: string, day: Day): Promise<string | undefined> {
	const then = await keeperWithoutHeir(ctx, unitId, day, day);
	if (then && !(await isChainClosed(ctx, then.unitId))) return then.unitId;
	return (await keeperWithoutHeir(ctx, unitId, day))?.unitId;
}

async function passSeries(ctx: Ctx, { unitId, day, eventId, heirIds }: EndingUnit): Promise<Record<string, number>> {
	const first = heirIds[0] ?? (await keeperOf(ctx, unitId, day));
	// The end came in with a list of units, and nobody stands above.
	if (first === undefined) return { series: 0 };
	const series = await ctx.db.recordSeries.findMany({
		where: { custodyUnitId: unitId },
		orderBy: { code: 'asc' },
		select: { id: true, code: true, endedOn: true }
	});
	const passed: { id: string; code: string; heir: string }[] = [];
	for (const { id, code, endedOn } of series) {
		const heir = (await chosenTarget(ctx, eventId, 'record_series', id)) ?? first;
		await ctx.db.recordSeries.update({
			where: { id },
			data: { custodyUnitId: heir, endedOn: endedOn ?? toDbDate(day), rowVersion: { increment: 1 } }
		});
		passed.push({ id, code, heir });
	}
	await recordMany(
		ctx,
		passed.map(({ id, code, heir }) => ({
			event: 'record_series.pass_on',
			subjectType: 'record_series',
			subjectId: id,
			unitId,
			role: 'system',
			after: { code, heir }
		}))
	);
	return { series: passed.length };
}

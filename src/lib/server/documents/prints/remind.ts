import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { officersByUnit } from '../external/told.ts';
import { printSelect, type LoadedPrint } from './facts.ts';
import { tellHolders, tellOf } from './tell.ts';

/** The first reminder: so many days before the last one. */
const soonDays = 2;

/**
 * Once a day: reminds holders of prints that are soon to be handed back, once, and them and the officers of those that are late, every week.
 * Who has said what they did with it is left alone.
 */
export async function remindOfPrints(ctx: Ctx): Promise<void> {
	const day = today(ctx);
	const prints = await ctx.db.numberedPrint.findMany({
		where: {
			state: 'recalled',
			holderOutcome: null,
			recallFrom: { lte: toDbDate(day) },
			recallDueOn: { lte: toDbDate(addDays(day, soonDays)) }
		},
		orderBy: [{ custodyUnitId: 'asc' }, { recallDueOn: 'asc' }, { copyNo: 'asc' }],
		select: printSelect
	});
	const units = [...new Set(prints.map((print) => print.custodyUnitId))];
	const officers = await officersByUnit(ctx, units);
	for (const unitId of units)
		await transaction(ctx, async (ctx) => {
			const own = prints.filter((print) => print.custodyUnitId === unitId);
			for (const [due, group] of Map.groupBy(own, (print) => fromDbDate(print.recallDueOn) ?? day)) {
				const fresh = await notTold(ctx, group, due, day);
				if (due >= day) {
					await tellHolders(ctx, 'print_soon', fresh, { day: due });
					continue;
				}
				await lapse(
					ctx,
					'numbered_print',
					fresh.map(({ id }) => id),
					['print_soon']
				);
				await tellHolders(ctx, 'print_late', fresh, { day: due });
				await tellOf(ctx, 'print_late', officers.get(unitId) ?? [], fresh, { day: due });
			}
		});
}

/** Those of which this was not said yet; of what is late, not in this week. */
async function notTold(ctx: Ctx, prints: readonly LoadedPrint[], due: Day, day: Day): Promise<LoadedPrint[]> {
	const weeks = Math.floor((toDbDate(day).getTime() - toDbDate(due).getTime()) / (7 * 86_400_000));
	const said = due >= day ? 'soon' : `late:${weeks}`;
	const fresh: LoadedPrint[] = [];
	for (const print of prints) {
		const data = [{ key: `print:${print.id}:${due}:${said}`, toldAt: ctx.clock.now() }];
		const { count } = await ctx.db.upkeepTold.createMany({ data, skipDuplicates: true });
		if (count === 1) fresh.push(print);
	}
	return fresh;
}

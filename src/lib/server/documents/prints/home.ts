import { unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { printSelect } from './facts.ts';
import { lineOf, stateWhere, type PrintLine } from './queries.ts';

/** What numbered prints ask of somebody. */
export type PrintTasks = {
	/** Their own, that are recalled, and of which they have not said anything yet; and those that they have not received. */
	readonly mine: readonly PrintLine[];
	/** Of the units whose officer they are: late, or said to be handed back. */
	readonly toCollect: readonly PrintLine[];
};

const shownAtMost = 50;

/** Two statements; one for who is no officer. */
export async function printTasks(ctx: Ctx, actor: UserActor): Promise<PrintTasks> {
	const day = today(ctx);
	const units = unitIdsWith(actor, ['officer']);
	const find = (where: Prisma.NumberedPrintWhereInput) =>
		ctx.db.numberedPrint.findMany({ where, orderBy: [{ recallDueOn: 'asc' }, { copyNo: 'asc' }], take: shownAtMost, select: printSelect });
	const [mine, toCollect] = await Promise.all([
		find({
			holderId: actor.userId,
			holderOutcome: null,
			OR: [
				{ state: 'recalled', recallFrom: { lte: toDbDate(day) } },
				{ state: 'held', receivedAt: null }
			]
		}),
		units.length === 0
			? []
			: find({
					custodyUnitId: { in: units },
					state: { in: ['held', 'recalled'] },
					OR: [stateWhere('overdue', day), { holderOutcome: { not: null } }]
				})
	]);
	return { mine: mine.map((row) => lineOf(row, day)), toCollect: toCollect.map((row) => lineOf(row, day)) };
}

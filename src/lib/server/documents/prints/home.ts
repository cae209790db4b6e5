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
	/** Of the units whose officer they are: late, said to be handed back, or held by somebody who is not of the unit any more. */
	readonly toCollect: readonly PrintLine[];
};

const shownAtMost = 100;

/** One statement. */
export async function printTasks(ctx: Ctx, actor: UserActor): Promise<PrintTasks> {
	const day = today(ctx);
	const units = unitIdsWith(actor, ['officer']);
	const mine: Prisma.NumberedPrintWhereInput = {
		holderId: actor.userId,
		holderOutcome: null,
		OR: [
			{ state: 'recalled', recallFrom: { lte: toDbDate(day) } },
			{ state: 'held', receivedAt: null }
		]
	};
	const member: Prisma.MembershipWhereInput = {
		unitId: { in: units },
		validFrom: { lte: toDbDate(day) },
		OR: [{ validTo: null }, { validTo: { gt: toDbDate(day) } }]
	};
	const toCollect: Prisma.NumberedPrintWhereInput = {
		custodyUnitId: { in: units },
		state: { in: ['held', 'recalled'] },
		OR: [
			stateWhere('overdue', day),
			{ holderOutcome: { not: null } },
			{ holderId: { not: null }, holder: { memberships: { none: member } } }
		]
	};
	const rows = await ctx.db.numberedPrint.findMany({
		where: units.length === 0 ? mine : { OR: [mine, toCollect] },
		orderBy: [{ recallDueOn: 'asc' }, { copyNo: 'asc' }],
		take: shownAtMost,
		select: printSelect
	});
	// What an officer holds themself and is late asks of them once, as its holder.
	const isMine = (row: (typeof rows)[number]) => row.holderId === actor.userId && row.holderOutcome === null;
	const line = (row: (typeof rows)[number]) => lineOf(row, day);
	return { mine: rows.filter(isMine).map(line), toCollect: rows.filter((row) => !isMine(row)).map(line) };
}

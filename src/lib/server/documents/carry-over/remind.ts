import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { headsOf, officersOf } from '../eligibility.ts';
import { firstCodes } from '../issue-notices.ts';

/** How long before the last day officers and heads are reminded: enough for a review, an approval and a decision. */
export const remindedDays = 60;

/**
 * Reminds officers and heads of a successor, once, that what applies in transition ends soon and nothing of their own follows it. It only
 * follows dates: the version ends on its day whether this has run or not. Gives how many versions.
 */
export function remindTransitions(ctx: Ctx): Promise<number> {
	return transaction(ctx, async (ctx) => {
		const day = today(ctx);
		const rows = await ctx.db.carriedVersion.findMany({
			where: {
				soonToldAt: null,
				until: { gt: toDbDate(day), lte: toDbDate(addDays(day, remindedDays)) },
				version: { state: 'issued', effectiveFrom: { lte: toDbDate(day) } }
			},
			select: {
				versionId: true,
				unitId: true,
				until: true,
				version: { select: { effectiveTo: true, document: { select: { code: true } } } }
			},
			orderBy: { version: { document: { codeSort: 'asc' } } }
		});
		// Where its own version follows, the range ends earlier.
		const ending = rows.filter(({ until, version }) => version.effectiveTo?.getTime() === until.getTime());
		for (const [unitId, own] of Map.groupBy(ending, (row) => row.unitId)) {
			const first = own.map(({ until }) => fromDbDate(until)).reduce<Day>((least, one) => (one < least ? one : least), '9999-12-31');
			await notify(ctx, {
				to: [...new Set([...(await officersOf(ctx, unitId)), ...(await headsOf(ctx, unitId))])],
				kind: 'carry_over_ends',
				subjectType: 'unit',
				subjectId: unitId,
				unitId,
				params: { count: own.length, code: firstCodes(own.map(({ version }) => version.document.code)), day: formatDay(addDays(first, -1)) }
			});
		}
		await ctx.db.carriedVersion.updateMany({
			where: { versionId: { in: ending.map(({ versionId }) => versionId) } },
			data: { soonToldAt: ctx.clock.now() }
		});
		return ending.length;
	});
}

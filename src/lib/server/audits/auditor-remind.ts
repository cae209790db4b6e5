import { endingDays } from '#lib/domain/audits/auditors.ts';
import { addDays, fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/**
 * Once a day: tells auditors and the officers of their unit of certificates that end within 30 days. Only a word: nothing depends on this
 * having run, because a lapsed entry is refused by its day alone. Each end is said once.
 * @returns how many were said
 */
export async function remindOfAuditors(ctx: Ctx): Promise<number> {
	const day = today(ctx);
	const ending = await ctx.db.auditor.findMany({
		where: { endedOn: null, validTo: { gte: toDbDate(day), lt: toDbDate(addDays(day, endingDays)) }, user: { status: 'active' } },
		select: { id: true, unitId: true, userId: true, validTo: true, user: { select: { fullName: true } } }
	});
	let said = 0;
	for (const { id, unitId, userId, validTo, user } of ending)
		said += await transaction(ctx, async (ctx) => {
			const lastDay = fromDbDate(validTo) ?? day;
			const row = { key: `auditor:${id}:${lastDay}`, toldAt: ctx.clock.now() };
			const { count } = await ctx.db.upkeepTold.createMany({ data: [row], skipDuplicates: true });
			if (count === 0) return 0;
			await notify(ctx, {
				to: [userId, ...(await officersOf(ctx, unitId))],
				kind: 'auditor_ending',
				subjectType: 'auditor',
				subjectId: id,
				unitId,
				params: { who: user.fullName, day: formatDay(lastDay) }
			});
			return 1;
		});
	return said;
}

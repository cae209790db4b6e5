import { addMonths, type Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { sqlError } from '#lib/server/platform/sql-error.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { record } from './record.ts';

export const keepMonthsSetting = 'log.keepMonths';
const defaultMonths = 24;
const leastMonths = 12;

/**
 * The daily job `log.partitions`: makes the partitions of this month and the next two, and drops whole months older than the
 * setting `log.keepMonths` (24 by default, never fewer than 12). Dropping is recorded in the province's chain.
 */
export async function keepAccessLog(ctx: Ctx): Promise<{ dropped: number }> {
	await ensurePartitions(ctx);
	return transaction(ctx, async (ctx) => {
		const months = await monthsKept(ctx);
		const [row] = await ctx.db.$queryRaw<{ dropped: number }[]>`select eiso_log.drop_old(${months}::int) as dropped`;
		const dropped = row?.dropped ?? 0;
		if (dropped > 0)
			await record(ctx, {
				event: 'access_log.drop',
				subjectType: 'access_log',
				subjectId: 'access_log',
				unitId: null,
				after: { months: dropped, kept: months }
			});
		return { dropped };
	});
}

/** How many months reads are kept. */
export async function monthsKept(ctx: Ctx): Promise<number> {
	const setting = await ctx.db.setting.findUnique({ where: { key: keepMonthsSetting }, select: { value: true } });
	const wanted = typeof setting?.value === 'number' && Number.isInteger(setting.value) ? setting.value : defaultMonths;
	return Math.max(wanted, leastMonths);
}

/** Makes the partitions of the access log for this month and the next two. Also called at start, before the first read. */
export async function ensurePartitions(ctx: Ctx): Promise<void> {
	const first = `${today(ctx).slice(0, 7)}-01`;
	for (const months of [0, 1, 2]) await ensureMonth(ctx.client, addMonths(first, months));
}

/** 42P07, 23505: another process made it in the same moment. 23514: rows of that month are in the default partition already. */
const harmless = ['42P07', '23505', '23514'];

/** Makes the partition of the month of a day, outside any transaction. Where it cannot be made the default partition takes the rows. */
export async function ensureMonth(client: PrismaClient, day: Day): Promise<void> {
	try {
		await client.$executeRaw`select eiso_log.ensure_month(${day}::date)`;
	} catch (error) {
		if (!harmless.includes(sqlError(error)?.state ?? '')) throw error;
	}
}

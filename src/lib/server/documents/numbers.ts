import { today, type Ctx } from '#lib/server/platform/context.ts';

/**
 * The next number of a kind in a unit and year of Asia/Ho_Chi_Minh: `ĐBH-2026-009`. Taken in the transaction that uses it; never
 * reused, gaps allowed. Two at once wait for each other at the counter's row.
 */
export async function takeNumber(
	ctx: Ctx,
	kind: 'ĐBH' | 'NL' | 'YC' | 'BBPB' | 'HS' | 'TL' | 'GN' | 'KPH' | 'SS' | 'ĐG' | 'RR' | 'XX' | 'XN' | 'CB',
	unitId: string
): Promise<string> {
	if (!ctx.inTransaction) throw new Error('takeNumber() outside a transaction');
	const year = today(ctx).slice(0, 4);
	const rows = await ctx.db.$queryRaw<{ value: number }[]>`
		insert into counter (key, value) values (${`${kind}:${unitId}:${year}`}, 1)
		on conflict (key) do update set value = counter.value + 1
		returning value`;
	return `${kind}-${year}-${String(rows[0]?.value ?? 0).padStart(3, '0')}`;
}

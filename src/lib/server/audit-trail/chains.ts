import { today, type Ctx } from '#lib/server/platform/context.ts';

/** A chain of the trail and whose it is. The province's chain has no unit. */
export type Chain = {
	readonly id: string;
	readonly unitId: string | null;
	readonly seq: number;
	readonly unitCode: string | null;
	/** When it was closed with its unit; null: it goes on. */
	readonly closedAt: Date | null;
};

type ChainRow = { id: string; unit_id: string | null; seq: bigint; closed_at: Date | null; code: string | null };

function toChain(row: ChainRow): Chain {
	return { id: row.id, unitId: row.unit_id, seq: Number(row.seq), unitCode: row.code, closedAt: row.closed_at };
}

/** The chain of a unit, or of the province; null while nothing was recorded there. */
export async function findChain(ctx: Ctx, unitId: string | null): Promise<Chain | null> {
	const [row] = await ctx.db.$queryRaw<ChainRow[]>`
		select c.id, c.unit_id, c.seq, c.closed_at, v.code from audit_chain c left join lateral (
			select code from unit_version where unit_id = c.unit_id and valid_from <= ${today(ctx)}::date order by valid_from desc limit 1
		) v on true
		where c.unit_id is not distinct from ${unitId}::uuid`;
	return row ? toChain(row) : null;
}

/** Every chain in a fixed order, so that a long check can go on where it stopped. */
export async function allChains(ctx: Ctx, after: string | null = null): Promise<Chain[]> {
	const rows = await ctx.db.$queryRaw<ChainRow[]>`
		select c.id, c.unit_id, c.seq, c.closed_at, v.code from audit_chain c left join lateral (
			select code from unit_version where unit_id = c.unit_id and valid_from <= ${today(ctx)}::date order by valid_from desc limit 1
		) v on true
		where ${after}::uuid is null or c.id > ${after}::uuid
		order by c.id`;
	return rows.map(toChain);
}

/** What names a chain on paper: the unit's code, or this for the province. */
export const provinceLabel = 'PROVINCE';

export function chainLabel(chain: Pick<Chain, 'unitId' | 'unitCode'>): string {
	return chain.unitId === null ? provinceLabel : (chain.unitCode ?? chain.unitId);
}

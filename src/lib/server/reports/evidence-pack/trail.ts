import { Readable } from 'node:stream';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { PackEntry } from './entries.ts';

export type PackChain = {
	readonly id: string;
	readonly label: string;
	readonly path: string;
	readonly rows: number;
	readonly checkpoints: readonly {
		readonly seq: number;
		readonly hash: string;
		readonly at: string;
		readonly signature: string;
		readonly code: string;
	}[];
};

const pageRows = 2000;

/** The chain of the unit up to its last row now, with every checkpoint of it; null when nothing was ever recorded there. */
export async function packChain(ctx: Ctx, unitId: string, label: string): Promise<PackChain | null> {
	const chain = await ctx.db.auditChain.findFirst({ where: { unitId }, select: { id: true, seq: true } });
	if (!chain) return null;
	const points = await ctx.db.auditCheckpoint.findMany({ where: { chainId: chain.id, seq: { lte: chain.seq } }, orderBy: { seq: 'asc' } });
	return {
		id: chain.id,
		label,
		path: 'trail/1.jsonl',
		rows: Number(chain.seq),
		checkpoints: points.map(({ seq, hash, at, signature, code }) => ({ seq: Number(seq), hash, at: at.toISOString(), signature, code }))
	};
}

/**
 * Every row of the chain with its hash; with its text where `readable` holds. A row that is not for the reader's eyes still holds the
 * chain together, so that nobody can say that others were left out.
 */
export function trailEntry(ctx: Ctx, chain: PackChain, readable: Prisma.Sql): PackEntry {
	return { path: chain.path, compress: true, open: () => Readable.from(rows(ctx, chain, readable)) };
}

async function* rows(ctx: Ctx, { id, rows: last }: PackChain, readable: Prisma.Sql): AsyncGenerator<Buffer> {
	for (let after = 0; after < last; after += pageRows) {
		const page = await ctx.db.$queryRaw<{ seq: bigint; prevHash: string; hash: string; text: string | null }[]>`
			select t.seq, t.prev_hash as "prevHash", t.hash, case when ${readable} then eiso_trail_text(t) end as text
			from audit_trail t
			where t.chain_id = ${id}::uuid and t.seq > ${after}::bigint and t.seq <= ${Math.min(after + pageRows, last)}::bigint order by t.seq`;
		const lines = page.map(({ seq, text, ...row }) => JSON.stringify({ seq: Number(seq), ...row, ...(text === null ? {} : { text }) }));
		if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
	}
}

import { printedMoment } from '#lib/server/pdf/moment.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import * as m from '#lib/paraglide/messages.js';
import { chainLabel, type Chain } from './chains.ts';
import { checkpointCode, checkpointText } from './checkpoint-code.ts';
import { checkpointSigner, keyFingerprint, type CheckpointSigner } from './checkpoint-key.ts';
import { record } from './record.ts';

/** A signed head of a chain (design.md §5.3). */
export type Checkpoint = {
	readonly unitId: string | null;
	/** The unit's code, or `PROVINCE`. */
	readonly chain: string;
	readonly seq: number;
	/** SHA-256 of the chain's row `seq`, hexadecimal. */
	readonly hash: string;
	readonly at: Date;
	/** Ed25519 over `chain|seq|hash|at`, base64. */
	readonly signature: string;
	readonly code: string;
};

/** How many digits of the hash stand on paper: 128 bits, which nobody hits twice. */
export const printedHashLength = 32;

type MovedRow = { id: string; seq: bigint; head_hash: string };

/**
 * The daily job `trail.checkpoint`: signs the head of every chain that moved since its last checkpoint. The first use of a signing
 * key is recorded in the province's chain. Run twice it writes nothing the second time.
 * @returns how many checkpoints were written
 */
export function writeCheckpoints(ctx: Ctx, signer: CheckpointSigner = checkpointSigner()): Promise<number> {
	return transaction(ctx, async (ctx) => {
		await introduceKey(ctx, signer);
		const moved = await ctx.db.$queryRaw<MovedRow[]>`
			select c.id, c.seq, c.head_hash from audit_chain c
			where c.seq > coalesce((select max(p.seq) from audit_checkpoint p where p.chain_id = c.id), 0)`;
		return signHeads(ctx, moved, signer);
	});
}

/** Signs the head of one chain now: before an extract is printed, and when a chain is closed with its unit. */
export function writeCheckpoint(ctx: Ctx, unitId: string | null, signer: CheckpointSigner = checkpointSigner()): Promise<number> {
	return transaction(ctx, async (ctx) => {
		await introduceKey(ctx, signer);
		const moved = await ctx.db.$queryRaw<MovedRow[]>`
			select c.id, c.seq, c.head_hash from audit_chain c
			where c.unit_id is not distinct from ${unitId}::uuid
				and c.seq > coalesce((select max(p.seq) from audit_checkpoint p where p.chain_id = c.id), 0)`;
		return signHeads(ctx, moved, signer);
	});
}

async function signHeads(ctx: Ctx, heads: readonly MovedRow[], signer: CheckpointSigner): Promise<number> {
	const at = ctx.clock.now();
	const data = heads.map((head) => {
		const text = checkpointText({ chainId: head.id, seq: head.seq, hash: head.head_hash, at });
		return { chainId: head.id, seq: head.seq, hash: head.head_hash, at, signature: signer.sign(text), code: checkpointCode(text) };
	});
	if (data.length > 0) await ctx.db.auditCheckpoint.createMany({ data });
	return data.length;
}

/** Checkpoints of a key that was lost or replaced stay provable: the trail itself says which keys were used and since when. */
async function introduceKey(ctx: Ctx, signer: CheckpointSigner): Promise<void> {
	const subjectId = keyFingerprint(signer.publicKey);
	const known = await ctx.db.auditTrail.findFirst({ where: { subjectType: 'signing_key', subjectId }, select: { seq: true } });
	if (known) return;
	await record(ctx, { event: 'trail.key', subjectType: 'signing_key', subjectId, unitId: null, after: { publicKey: signer.publicKey } });
}

/** The keys that ever signed here, as the trail has them; base64. */
export async function signingKeys(ctx: Ctx): Promise<string[]> {
	const rows = await ctx.db.$queryRaw<{ key: string | null }[]>`
		select after ->> 'publicKey' as key from audit_trail where subject_type = 'signing_key' order by at`;
	return rows.flatMap(({ key }) => (key ? [key] : []));
}

type CheckpointRow = {
	unit_id: string | null;
	code: string;
	unit_code: string | null;
	seq: bigint;
	hash: string;
	at: Date;
	signature: string;
};

function toCheckpoint(row: CheckpointRow): Checkpoint {
	const chain: Pick<Chain, 'unitId' | 'unitCode'> = { unitId: row.unit_id, unitCode: row.unit_code };
	const { hash, at, signature, code } = row;
	return { unitId: row.unit_id, chain: chainLabel(chain), seq: Number(row.seq), hash, at, signature, code };
}

/** The newest checkpoint of a unit's chain, or of the province's; null before the first. */
export async function newestCheckpoint(ctx: Ctx, unitId: string | null): Promise<Checkpoint | null> {
	const [row] = await ctx.db.$queryRaw<CheckpointRow[]>`
		select c.unit_id, p.code, v.code as unit_code, p.seq, p.hash, p.at, p.signature
		from audit_chain c join audit_checkpoint p on p.chain_id = c.id
		left join lateral (select code from unit_version where unit_id = c.unit_id order by valid_from desc limit 1) v on true
		where c.unit_id is not distinct from ${unitId}::uuid
		order by p.seq desc, p.at desc limit 1`;
	return row ? toCheckpoint(row) : null;
}

/** The newest checkpoint as the one line for the foot of a printed page, in the reader's language; null before the first. */
export async function latestCheckpoint(ctx: Ctx, unitId: string | null): Promise<string | null> {
	const point = await newestCheckpoint(ctx, unitId);
	return point && checkpointLine(ctx, point);
}

/** The newest checkpoint of every chain, for the digest mail: the coordinator gets all, a head those of the own units. */
export async function latestCheckpoints(ctx: Ctx): Promise<Checkpoint[]> {
	const rows = await ctx.db.$queryRaw<CheckpointRow[]>`
		select c.unit_id, p.code, v.code as unit_code, p.seq, p.hash, p.at, p.signature
		from audit_chain c
		join lateral (select * from audit_checkpoint where chain_id = c.id order by seq desc, at desc limit 1) p on true
		left join lateral (select code from unit_version where unit_id = c.unit_id order by valid_from desc limit 1) v on true
		order by c.unit_id is not null, v.code`;
	return rows.map(toCheckpoint);
}

/** `Nhật ký SO-NV #1234 · 9f2c4e7a b01d33c8 0123abcd 4567ef89 · 23:55 24/11/2026 · 7K3F-9Q2M-4X8T-0BRE-V6PA`; `verifyAgainst` reads it back. */
export function checkpointLine(ctx: Pick<Ctx, 'locale'>, point: Checkpoint): string {
	const hash = point.hash.slice(0, printedHashLength).replace(/.{8}(?!$)/g, '$& ');
	const trail = m.trail_paper_word({}, { locale: ctx.locale });
	return `${trail} ${point.chain} #${point.seq} · ${hash} · ${printedMoment(point.at)} · ${point.code}`;
}

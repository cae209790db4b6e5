import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { allChains, findChain, type Chain } from './chains.ts';
import { checkpointCode, checkpointText } from './checkpoint-code.ts';
import { checkpointSigner, isSigned, type CheckpointSigner } from './checkpoint-key.ts';
import { signingKeys } from './checkpoints.ts';
import { closingEvent } from './close-chain.ts';

/**
 * Why a chain does not hold: `gap` a row is missing; `link` a row does not follow the one before it; `hash` a row is not what it was
 * when it was written; `head` rows at the end are missing or were added; `checkpoint` a signed checkpoint says otherwise;
 * `signature` a checkpoint was not signed with a key of this installation; `closed` it goes on after it was closed with its unit, or
 * was opened again.
 */
export type BreakReason = 'gap' | 'link' | 'hash' | 'head' | 'checkpoint' | 'signature' | 'closed';

export type ChainCheck = {
	readonly chain: Chain;
	/** Rows looked at: all of them when the chain is whole. */
	readonly rows: number;
	readonly checkpoints: number;
	/** The first row that is wrong; null: the chain is whole. */
	readonly broken: { readonly seq: number; readonly reason: BreakReason } | null;
	/** The hash of the last row. */
	readonly head: string;
};

export type Progress = { readonly done: number; readonly total: number; readonly check: ChainCheck };

/** So many rows in one query: neither memory nor a snapshot grows with the length of a chain. */
const spanRows = 20_000;

/**
 * Checks one chain from its first row to its head, and every checkpoint in the database against it.
 * @throws NotFound when nothing was ever recorded for the unit; Forbidden, Unauthenticated
 */
export async function verifyChain(ctx: Ctx, unitId: string | null, signer: CheckpointSigner = checkpointSigner()): Promise<ChainCheck> {
	authorize(ctx, 'trail.verify', { unitId }, { readable: false });
	const chain = await findChain(ctx, unitId);
	if (!chain) throw new NotFound('chain_not_found');
	return checkChain(ctx, chain, [...(await signingKeys(ctx)), signer.publicKey]);
}

export type VerifyAllOptions = {
	/** The id of the last chain that is done already: goes on with the next. */
	after?: string | null;
	onProgress?: (progress: Progress) => void | Promise<void>;
	signer?: CheckpointSigner;
};

/** Checks every chain, one after the other; gives those that are broken. */
export async function verifyAll(
	ctx: Ctx,
	options: VerifyAllOptions = {}
): Promise<{ chains: number; closed: number; rows: number; broken: ChainCheck[] }> {
	authorize(ctx, 'trail.verify', { unitId: null }, { readable: false });
	const keys = [...(await signingKeys(ctx)), (options.signer ?? checkpointSigner()).publicKey];
	const chains = await allChains(ctx, options.after ?? null);
	const broken: ChainCheck[] = [];
	let rows = 0;
	for (const [index, chain] of chains.entries()) {
		const check = await checkChain(ctx, chain, keys);
		rows += check.rows;
		if (check.broken) broken.push(check);
		await options.onProgress?.({ done: index + 1, total: chains.length, check });
	}
	return { chains: chains.length, closed: chains.filter((chain) => chain.closedAt !== null).length, rows, broken };
}

/** The check itself, for callers that have authorised already. */
export async function checkChain(ctx: Ctx, chain: Chain, publicKeys: readonly string[]): Promise<ChainCheck> {
	const walked = await walk(ctx, chain);
	const points = await checkPoints(ctx, chain, publicKeys);
	const first =
		[walked.broken, points.broken, await checkEnd(ctx, chain)].filter((one) => one !== null).sort((a, b) => a.seq - b.seq)[0] ?? null;
	return { chain, rows: walked.rows, checkpoints: points.count, broken: first, head: walked.head };
}

type Broken = { seq: number; reason: BreakReason };
type SpanRow = { last: bigint | null; head: string | null; broken_seq: bigint | null; reason: string | null };

async function walk(ctx: Ctx, chain: Chain): Promise<{ rows: number; head: string; broken: Broken | null }> {
	let rows = 0;
	let head = '';
	for (;;) {
		const span = await readSpan(ctx, chain.id, rows, head);
		if (span?.broken_seq != null) return { rows, head, broken: { seq: Number(span.broken_seq), reason: reasonOf(span.reason) } };
		if (span?.last != null && span.head !== null) {
			rows = Number(span.last);
			head = span.head;
			continue;
		}
		const stored = await readHead(ctx, chain.id);
		// Rows that came while we walked: the head and the row it names were read in one snapshot, so the next span has them.
		if (stored.seq > rows && stored.lastSeq === stored.seq) continue;
		const fits = stored.seq === rows && stored.hash === head;
		return { rows, head, broken: fits ? null : { seq: Math.min(stored.seq, rows) + 1, reason: 'head' } };
	}
}

/** The next rows of a chain after `after`, whose last row had the hash `head`. */
async function readSpan(ctx: Ctx, chainId: string, after: number, head: string): Promise<SpanRow | undefined> {
	const [span] = await ctx.db.$queryRaw<SpanRow[]>`
		with span as (
			select t.seq, t.prev_hash, t.hash,
				row_number() over (order by t.seq) + ${after}::bigint as expected_seq,
				coalesce(lag(t.hash) over (order by t.seq), ${head}) as expected_prev,
				encode(sha256(convert_to(eiso_trail_text(t), 'UTF8')), 'hex') as expected_hash
			from audit_trail t where t.chain_id = ${chainId}::uuid and t.seq > ${after}::bigint
			order by t.seq limit ${spanRows}
		), broken as (
			select seq, expected_seq, case
				when seq <> expected_seq then 'gap'
				when prev_hash <> expected_prev then 'link'
				else 'hash' end as reason
			from span where seq <> expected_seq or prev_hash <> expected_prev or hash <> expected_hash
			order by seq limit 1
		)
		select (select seq from span order by seq desc limit 1) as last, (select hash from span order by seq desc limit 1) as head,
			(select case when reason = 'gap' then expected_seq else seq end from broken) as broken_seq, (select reason from broken) as reason`;
	return span;
}

async function readHead(ctx: Ctx, chainId: string): Promise<{ seq: number; hash: string; lastSeq: number }> {
	const [row] = await ctx.db.$queryRaw<{ seq: bigint; head_hash: string; last_seq: bigint | null }[]>`
		select c.seq, c.head_hash, (select max(t.seq) from audit_trail t where t.chain_id = c.id) as last_seq
		from audit_chain c where c.id = ${chainId}::uuid`;
	return { seq: Number(row?.seq ?? -1), hash: row?.head_hash ?? '', lastSeq: Number(row?.last_seq ?? 0) };
}

type PointRow = { seq: bigint; hash: string; at: Date; signature: string; code: string; actual: string | null };

/** Every checkpoint that the database has of a chain: signed by us, and still saying what the chain says. */
async function checkPoints(ctx: Ctx, chain: Chain, publicKeys: readonly string[]): Promise<{ count: number; broken: Broken | null }> {
	const points = await ctx.db.$queryRaw<PointRow[]>`
		select p.seq, p.hash, p.at, p.signature, p.code, t.hash as actual
		from audit_checkpoint p left join audit_trail t on t.chain_id = p.chain_id and t.seq = p.seq
		where p.chain_id = ${chain.id}::uuid order by p.seq`;
	for (const point of points) {
		const text = checkpointText({ chainId: chain.id, seq: point.seq, hash: point.hash, at: point.at });
		const genuine = point.code === checkpointCode(text) && isSigned(text, point.signature, publicKeys);
		if (!genuine) return { count: points.length, broken: { seq: Number(point.seq), reason: 'signature' } };
		if (point.actual !== point.hash) return { count: points.length, broken: { seq: Number(point.seq), reason: 'checkpoint' } };
	}
	return { count: points.length, broken: null };
}

/** A closed chain ends with the row that closed it, signed; an open one has no such row. */
async function checkEnd(ctx: Ctx, chain: Chain): Promise<Broken | null> {
	const [end] = await ctx.db.$queryRaw<{ seq: bigint | null; last: bigint; closed: boolean; signed: boolean }[]>`
		select e.seq, c.seq as last, c.closed_at is not null as closed,
			exists (select 1 from audit_checkpoint p where p.chain_id = c.id and p.seq = c.seq) as signed
		from audit_chain c
		left join lateral (select min(t.seq) as seq from audit_trail t where t.chain_id = c.id and t.event = ${closingEvent}) e on true
		where c.id = ${chain.id}::uuid`;
	if (!end || (end.seq === null && !end.closed)) return null;
	if (end.seq !== null && end.last > end.seq) return { seq: Number(end.seq) + 1, reason: 'closed' };
	return end.seq !== null && end.closed && end.signed ? null : { seq: Number(end.last), reason: 'closed' };
}

const reasons: readonly BreakReason[] = ['gap', 'link', 'hash', 'head', 'checkpoint', 'signature', 'closed'];

function reasonOf(text: string | null): BreakReason {
	return reasons.find((reason) => reason === text) ?? 'hash';
}

import { may } from '#lib/domain/permissions/decide.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { allChains, findChain, provinceLabel, type Chain } from './chains.ts';
import { checkpointCode, checkpointText, codePattern, readCode } from './checkpoint-code.ts';
import { checkpointSigner, isSigned, type CheckpointSigner } from './checkpoint-key.ts';
import { signingKeys } from './checkpoints.ts';
import { checkChain, type ChainCheck } from './verify.ts';

/** What one line of a paper refers to: the code, or chain, number and hash as they stand there. */
export type PaperPoint = {
	readonly code: string | null;
	readonly label: string | null;
	readonly seq: number | null;
	readonly hash: string | null;
};

/**
 * `whole`: the chain contains what the paper says and is unbroken. `broken`: it contains it, but a row is wrong. `different`: at that
 * number the chain says something else now (it was rewritten), or ends before it. `forged`: the system's own record of the
 * checkpoint was changed. `unknown`: the system has no trace of it. `mistyped`: a character of the code must be wrong.
 */
export type PaperOutcome = 'whole' | 'broken' | 'different' | 'forged' | 'unknown' | 'mistyped';

export type PaperCheck = {
	readonly outcome: PaperOutcome;
	readonly point: PaperPoint;
	readonly chain: Chain | null;
	/** When the checkpoint was signed, if the system knows it. */
	readonly at: Date | null;
	readonly seq: number | null;
	/** The hash that the chain has at that number today; null: no such row. */
	readonly actual: string | null;
	readonly check: ChainCheck | null;
};

/** A pasted page, not a book: every line may cost the walk of a whole chain. */
export const paperLimit = 64_000;
const mostPoints = 400;

/**
 * Compares what stands on a paper with the chain: a code, the line at the foot of a page, or the text of a whole file of them.
 * @throws Invalid (`text`: `paper_empty`, nothing in it refers to a checkpoint; `paper_too_long`); Forbidden
 */
export async function verifyAgainst(ctx: Ctx, text: string, signer: CheckpointSigner = checkpointSigner()): Promise<PaperCheck[]> {
	if (text.length > paperLimit) throw new Invalid({ text: 'paper_too_long' });
	const points = readPaper(text);
	if (points.length === 0) throw new Invalid({ text: 'paper_empty' });
	if (points.length > mostPoints) throw new Invalid({ text: 'paper_too_long' });
	const chains = (await allChains(ctx)).filter((chain) => may(ctx.actor, 'trail.verify', { unitId: chain.unitId }));
	// Who may check no chain at all is refused; who may check some learns nothing of the others.
	if (chains.length === 0) authorize(ctx, 'trail.verify', { unitId: null }, { readable: false });
	const keys = [...(await signingKeys(ctx)), signer.publicKey];
	const checked = new Map<string, ChainCheck>();
	const checkOnce = async (chain: Chain): Promise<ChainCheck> => {
		const check = checked.get(chain.id) ?? (await checkChain(ctx, chain, keys));
		checked.set(chain.id, check);
		return check;
	};
	const results: PaperCheck[] = [];
	for (const point of points) results.push(await comparePoint(ctx, point, chains, keys, checkOnce));
	return results;
}

const wholeHash = /(?<![0-9a-zA-Z])(?:[0-9a-fA-F]{8} ?){3,7}[0-9a-fA-F]{8}(?![0-9a-zA-Z])/u;
const numbered = /([\p{L}\p{N}][\p{L}\p{N}.\-_/]*)\s*#\s*(\d{1,12})/u;
const listed = /^\s*([\p{L}\p{N}][\p{L}\p{N}.\-_/]*)\s*·\s*(\d{1,12})\s*·/u;

/** What a text refers to, line by line; a line that names nothing is passed over. */
export function readPaper(text: string): PaperPoint[] {
	// Text copied from a PDF is full of places where long words may break.
	const plain = text.normalize('NFC').replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/gu, '');
	const alone = readCode(plain.trim());
	if (alone) return [{ code: plain.trim(), label: null, seq: null, hash: null }];
	return plain.split(/\r?\n/).flatMap((line): PaperPoint[] => {
		const place = numbered.exec(line) ?? listed.exec(line);
		const hash = wholeHash.exec(line)?.[0].replaceAll(' ', '').toLowerCase() ?? null;
		const label = place?.[1]?.toUpperCase() ?? null;
		const seq = place?.[2] ? Number(place[2]) : null;
		const codes = [...line.matchAll(codePattern)].map(([code]) => code);
		if (codes.length > 1) return codes.map((code) => ({ code, label: null, seq: null, hash: null }));
		const code = codes[0] ?? null;
		return code !== null || (seq !== null && hash !== null) ? [{ code, label, seq, hash }] : [];
	});
}

type CheckOnce = (chain: Chain) => Promise<ChainCheck>;

async function comparePoint(
	ctx: Ctx,
	point: PaperPoint,
	chains: readonly Chain[],
	keys: readonly string[],
	checkOnce: CheckOnce
): Promise<PaperCheck> {
	const typed = point.code === null ? null : readCode(point.code);
	const stored = typed?.valid ? await storedPoint(ctx, typed.code, chains) : null;
	if (stored) {
		const text = checkpointText({ chainId: stored.chain.id, seq: stored.seq, hash: stored.hash, at: stored.at });
		const genuine = stored.code === checkpointCode(text) && isSigned(text, stored.signature, keys);
		// What stands on the paper is stronger than what the database remembers of it.
		const onPaper = point.hash !== null && point.seq === stored.seq ? point.hash : stored.hash;
		return compare(ctx, { point, chain: stored.chain, at: stored.at, seq: stored.seq, expected: onPaper, genuine }, checkOnce);
	}
	const named = await namedChain(ctx, point, chains);
	if (named && point.seq !== null && point.hash !== null)
		return compare(ctx, { point, chain: named, at: null, seq: point.seq, expected: point.hash, genuine: true }, checkOnce);
	const outcome = typed && !typed.valid ? 'mistyped' : 'unknown';
	return { outcome, point, chain: null, at: null, seq: point.seq, actual: null, check: null };
}

type Comparison = { point: PaperPoint; chain: Chain; at: Date | null; seq: number; expected: string; genuine: boolean };

async function compare(ctx: Ctx, { point, chain, at, seq, expected, genuine }: Comparison, checkOnce: CheckOnce): Promise<PaperCheck> {
	const row = await ctx.db.auditTrail.findUnique({
		where: { chainId_seq: { chainId: chain.id, seq: BigInt(seq) } },
		select: { hash: true }
	});
	const actual = row?.hash ?? null;
	const same = actual !== null && actual.startsWith(expected);
	const check = await checkOnce(chain);
	const outcome = !genuine ? 'forged' : !same ? 'different' : check.broken ? 'broken' : 'whole';
	return { outcome, point, chain, at, seq, actual, check };
}

type StoredPoint = { chain: Chain; seq: number; hash: string; at: Date; signature: string; code: string };

async function storedPoint(ctx: Ctx, code: string, chains: readonly Chain[]): Promise<StoredPoint | null> {
	const found = await ctx.db.auditCheckpoint.findUnique({ where: { code } });
	const chain = found && chains.find((one) => one.id === found.chainId);
	return found && chain ? { ...found, chain, seq: Number(found.seq) } : null;
}

/** Codes of units come back for other territory: the chain whose row fits, else the one that bears the code today. */
async function namedChain(ctx: Ctx, point: PaperPoint, chains: readonly Chain[]): Promise<Chain | null> {
	if (point.label === null || point.seq === null) return null;
	if (point.label === provinceLabel) {
		const province = await findChain(ctx, null);
		return chains.find((chain) => chain.id === province?.id) ?? null;
	}
	const versions = await ctx.db.unitVersion.findMany({
		where: { code: { equals: point.label, mode: 'insensitive' } },
		orderBy: { validFrom: 'desc' },
		select: { unitId: true }
	});
	const named = versions.flatMap(({ unitId }) => chains.filter((chain) => chain.unitId === unitId));
	const rows = await ctx.db.auditTrail.findMany({
		where: { seq: BigInt(point.seq), chainId: { in: named.map((chain) => chain.id) } },
		select: { chainId: true, hash: true }
	});
	const fitting = rows.find((row) => point.hash !== null && row.hash.startsWith(point.hash));
	return named.find((chain) => chain.id === fitting?.chainId) ?? named[0] ?? null;
}

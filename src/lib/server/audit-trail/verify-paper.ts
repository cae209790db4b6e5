import { may } from '#lib/domain/permissions/decide.ts';
import { printedMoment, printedSecond } from '#lib/server/pdf/moment.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { allChains, chainLabel, findChain, provinceLabel, type Chain } from './chains.ts';
import { checkpointCode, checkpointText, readCode } from './checkpoint-code.ts';
import { checkpointSigner, isSigned, type CheckpointSigner } from './checkpoint-key.ts';
import { printedHashLength, signingKeys } from './checkpoints.ts';
import { readPaper, type PaperPoint } from './paper-lines.ts';
import { checkChain, type ChainCheck } from './verify.ts';

/**
 * `whole`: the chain contains what the paper says and is unbroken. `broken`: it contains it, but a row is wrong. `different`: a signed
 * checkpoint of the system and its chain disagree (it was rewritten, or ends before it). `forged`: the system's own record of the
 * checkpoint was changed. `misfit`: the line does not fit its code, so the paper is mistyped or altered and says nothing against
 * the trail. `unsettled`: paper and chain disagree, and no checkpoint is left that says which of them was changed. `unknown`: the
 * system has no trace of it. `mistyped`: a character of the code must be wrong.
 */
export type PaperOutcome = 'whole' | 'broken' | 'different' | 'forged' | 'misfit' | 'unsettled' | 'unknown' | 'mistyped';

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

type CheckOnce = (chain: Chain) => Promise<ChainCheck>;

async function comparePoint(
	ctx: Ctx,
	point: PaperPoint,
	chains: readonly Chain[],
	keys: readonly string[],
	checkOnce: CheckOnce
): Promise<PaperCheck> {
	const typed = point.code === null ? null : readCode(point.code);
	const nothing = { point, chain: null, at: null, seq: point.seq, actual: null, check: null };
	if (typed && !typed.valid) return { ...nothing, outcome: 'mistyped' };
	const stored = typed ? await storedPoint(ctx, typed.code, chains) : null;
	if (stored) return compareStored(ctx, point, stored, keys, checkOnce);
	const named = await namedChain(ctx, point, chains);
	if (named && point.seq !== null && point.hash !== null)
		return compareNamed(ctx, { ...point, seq: point.seq, hash: point.hash }, named, checkOnce);
	return { ...nothing, outcome: 'unknown' };
}

/**
 * A code stands for one chain, number, hash and moment, and nobody finds others for it. So the log is held against the checkpoint
 * of the code, never against what is typed beside it; and when those two fit, a line that does not is wrong by itself.
 */
async function compareStored(
	ctx: Ctx,
	point: PaperPoint,
	stored: StoredPoint,
	keys: readonly string[],
	checkOnce: CheckOnce
): Promise<PaperCheck> {
	const { chain, seq, hash, at } = stored;
	const text = checkpointText({ chainId: chain.id, seq, hash, at });
	const genuine = stored.code === checkpointCode(text) && isSigned(text, stored.signature, keys);
	const actual = await hashAt(ctx, chain, seq);
	const check = await checkOnce(chain);
	const found = { point, chain, at, seq, actual, check };
	if (!genuine) return { ...found, outcome: 'forged' };
	if (actual !== hash) return { ...found, outcome: 'different' };
	if (!(await fitsLine(ctx, point, stored))) return { ...found, outcome: 'misfit' };
	return { ...found, outcome: check.broken ? 'broken' : 'whole' };
}

/** Whether everything that stands beside the code is what the code stands for. */
async function fitsLine(ctx: Ctx, point: PaperPoint, { chain, seq, hash, at }: StoredPoint): Promise<boolean> {
	if (point.seq !== null && point.seq !== seq) return false;
	if (point.hash !== null && !(point.hash.length >= shortestHash && hash.startsWith(point.hash))) return false;
	if (point.at !== null && point.at !== printedMoment(at) && point.at !== printedSecond(at)) return false;
	return point.label === null || point.label === chainLabel(chain).toUpperCase() || (await boreCode(ctx, chain, point.label));
}

/** One group of eight, as somebody reads it out. */
const shortestHash = 8;

/** The paper has the code that the unit had when it was printed. */
async function boreCode(ctx: Ctx, { unitId }: Chain, label: string): Promise<boolean> {
	if (unitId === null) return false;
	const found = await ctx.db.unitVersion.findFirst({
		where: { unitId, code: { equals: label, mode: 'insensitive' } },
		select: { unitId: true }
	});
	return found !== null;
}

/** A line without a code, or with one that the system does not have: chain, number and hash must say it alone, and prove less. */
async function compareNamed(
	ctx: Ctx,
	point: PaperPoint & { readonly seq: number; readonly hash: string },
	chain: Chain,
	checkOnce: CheckOnce
): Promise<PaperCheck> {
	const actual = await hashAt(ctx, chain, point.seq);
	const check = await checkOnce(chain);
	const found = { point, chain, at: null, seq: point.seq, actual, check };
	const same = actual !== null && point.hash.length >= printedHashLength && actual.startsWith(point.hash);
	if (!same) return { ...found, outcome: 'unsettled' };
	// Whoever copies a true row can put any code beside it.
	if (point.code !== null) return { ...found, outcome: 'misfit' };
	return { ...found, outcome: check.broken ? 'broken' : 'whole' };
}

async function hashAt(ctx: Ctx, chain: Chain, seq: number): Promise<string | null> {
	const row = await ctx.db.auditTrail.findUnique({
		where: { chainId_seq: { chainId: chain.id, seq: BigInt(seq) } },
		select: { hash: true }
	});
	return row?.hash ?? null;
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

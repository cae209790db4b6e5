import { readFile } from 'node:fs/promises';
import { printedMoment } from '#lib/server/pdf/moment.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { chainLabel } from './chains.ts';
import { checkpointSigner, keyFingerprint, type CheckpointSigner } from './checkpoint-key.ts';
import { verifyAll, type BreakReason, type ChainCheck } from './verify.ts';
import { verifyAgainst, type PaperCheck } from './verify-paper.ts';

export type VerifyCommandOptions = {
	/** A code, a line as printed, or the name of a text file with such lines. */
	against?: string;
	/** The id of the chain after which to go on. */
	after?: string;
	/** Where a file that the operator named lies. */
	fileName?: (given: string) => string;
	signer?: CheckpointSigner;
	signal?: AbortSignal;
	/** Results. */
	print(line: string): void;
	/** Progress. */
	note(line: string): void;
};

/**
 * `eiso verify [--against <file or code>] [--after <chain>]`: checks every chain, or compares papers with the chains.
 * @returns the exit code: 0 all is whole, 1 something is broken or differs
 */
export function verifyCommand(ctx: Ctx, options: VerifyCommandOptions): Promise<number> {
	return options.against === undefined ? checkAll(ctx, options) : comparePapers(ctx, options.against, options);
}

async function checkAll(ctx: Ctx, options: VerifyCommandOptions): Promise<number> {
	const { print, note, signal } = options;
	const signer = options.signer ?? checkpointSigner();
	let lastNote = 0;
	const result = await verifyAll(ctx, {
		signer,
		after: options.after,
		onProgress: ({ done, total, check }) => {
			if (check.broken) print(brokenLine(check));
			const now = performance.now();
			if (now - lastNote > 1000 || done === total) {
				lastNote = now;
				note(`${done}/${total} chains`);
			}
			if (signal?.aborted && done < total) throw new Error(`Stopped. Go on with --after ${check.chain.id}`);
		}
	});
	print(
		result.broken.length === 0
			? `The trail is whole: ${result.rows} rows in ${result.chains} chains.`
			: `The trail is broken in ${result.broken.length} of ${result.chains} chains.`
	);
	if (result.closed > 0) print(`${result.closed} of them closed: their units are no more.`);
	print(`Signing key ${keyFingerprint(signer.publicKey)}: ${signer.publicKey}`);
	if (result.broken.length === 0)
		print('Whoever runs this machine could have rewritten all of it. Compare with paper: eiso verify --against <code or file>.');
	return result.broken.length === 0 ? 0 : 1;
}

async function comparePapers(ctx: Ctx, against: string, { print, signer, fileName }: VerifyCommandOptions): Promise<number> {
	const results = await verifyAgainst(ctx, await textOf(against, fileName?.(against) ?? against), signer);
	for (const result of results) print(paperLine(result));
	return results.every(({ outcome }) => outcome === 'whole') ? 0 : 1;
}

/** The text of a file of that name; the words themselves when there is none. */
async function textOf(against: string, file: string): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch {
		return against;
	}
}

const reasonWords: Record<BreakReason, string> = {
	gap: 'rows are missing',
	link: 'the row does not follow the one before it',
	hash: 'the row is not what was written',
	head: 'rows at the end are missing or were added',
	checkpoint: 'a signed checkpoint says otherwise',
	signature: 'a checkpoint was not signed by this installation',
	closed: 'it was closed with its unit, but does not end there'
};

function brokenLine({ chain, broken }: ChainCheck): string {
	return `${chainLabel(chain)}: broken at row ${broken?.seq}: ${reasonWords[broken?.reason ?? 'hash']} (chain ${chain.id})`;
}

function paperLine({ outcome, point, chain, seq, at, actual, check }: PaperCheck): string {
	const name = chain ? `${chainLabel(chain)} #${seq}` : (point.code ?? `${point.label ?? '?'} #${point.seq ?? '?'}`);
	const when = at ? `, signed ${printedMoment(at)}` : '';
	switch (outcome) {
		case 'whole':
			return `${name}${when}: whole, the chain contains it and all ${check?.rows ?? 0} rows fit${chain?.closedAt ? `, closed ${printedMoment(chain.closedAt)}` : ''}`;
		case 'broken':
			return `${name}${when}: the chain contains it, but is broken at row ${check?.broken?.seq}: ${reasonWords[check?.broken?.reason ?? 'hash']}`;
		case 'different':
			return `${name}${when}: DIFFERENT, the chain was rewritten: ${actual ? `row ${seq} has the hash ${actual}` : `there is no row ${seq}`}`;
		case 'forged':
			return `${name}${when}: the record of this checkpoint was changed`;
		case 'misfit':
			return at
				? `${point.code}: the line does not fit its code, which stands for ${name}${when}: the trail has that row: mistyped or altered paper`
				: `${name}: the row is as on the line, but ${point.code} is no code of this installation: mistyped or altered paper`;
		case 'unsettled':
			return `${name}: the line and the trail DIFFER (${actual ? `row ${seq} has the hash ${actual}` : `there is no row ${seq}`}), and no checkpoint settles it: mistyped or altered paper, or a rewritten trail`;
		case 'mistyped':
			return `${name}: a character of the code is wrong, type it again`;
		case 'unknown':
			return `${name}: no checkpoint of this installation; if the paper is genuine, the trail was rewritten`;
	}
}

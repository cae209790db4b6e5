import { readFile } from 'node:fs/promises';
import { chainLabel } from '#lib/server/audit-trail/chains.ts';
import { verifyAgainst, type PaperOutcome } from '#lib/server/audit-trail/verify-paper.ts';
import { verifyAll } from '#lib/server/audit-trail/verify.ts';
import type { Command, Tools } from './command.ts';
import { asOperator, fromCaller } from './operator.ts';

export const verify: Command = {
	name: 'verify',
	summary: 'Check the audit trail from its first row to its last, and against a printed checkpoint',
	details: 'Exit code 0: everything holds; 1: something does not, and the first broken row is named.',
	options: {
		against: {
			type: 'string',
			value: 'FILE|CODE',
			description: 'also compare with a checkpoint: a code from a paper, or a text that holds some'
		}
	},
	async run(tools) {
		const holds = await checkChains(tools);
		const against = tools.values.optional('against');
		const agrees = against === undefined || (await checkPaper(tools, against));
		return holds && agrees ? 0 : 1;
	}
};

async function checkChains(tools: Tools): Promise<boolean> {
	const result = await asOperator(tools, (ctx) =>
		verifyAll(ctx, {
			onProgress: ({ done, total }) => {
				if (done % 50 === 0 && done < total) tools.note(`${done} of ${total} chains …`);
			}
		})
	);
	for (const { chain, broken } of result.broken) {
		if (broken) tools.print(`${chainLabel(chain)}\trow ${broken.seq}\t${broken.reason}`);
	}
	tools.print(
		`${result.rows} rows in ${result.chains} chains; ${result.broken.length === 0 ? 'all hold' : `${result.broken.length} broken`}`
	);
	return result.broken.length === 0;
}

const words: Record<PaperOutcome, string> = {
	whole: 'agrees with the paper',
	broken: 'the chain is broken',
	different: 'the trail says something else than the paper',
	forged: 'the paper was not signed by this installation',
	unknown: 'no such checkpoint is known',
	mistyped: 'mistyped'
};

async function checkPaper(tools: Tools, given: string): Promise<boolean> {
	const text = await readFile(fromCaller(given), 'utf8').catch(() => given);
	const checks = await asOperator(tools, (ctx) => verifyAgainst(ctx, text));
	for (const { point, outcome } of checks) tools.print(`${point.code ?? point.label ?? ''}\t${words[outcome]}`);
	return checks.every(({ outcome }) => outcome === 'whole');
}

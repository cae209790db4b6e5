import { verifyCommand } from '#lib/server/audit-trail/verify-command.ts';
import type { Command } from './command.ts';
import { asOperator, fromCaller } from './operator.ts';

export const verify: Command = {
	name: 'verify',
	summary: 'Check the audit trail from its first row to its last, or compare printed checkpoints with it',
	details: 'Exit code 0: everything holds; 1: something does not, and the first broken row or the differing paper is named.',
	options: {
		against: {
			type: 'string',
			value: 'FILE|CODE',
			description: 'compare with paper: a code, a line as it is printed, or a text file that holds some'
		},
		after: { type: 'string', value: 'CHAIN', description: 'go on after this chain, where an earlier check was stopped' }
	},
	run: (tools) =>
		asOperator(tools, (ctx) =>
			verifyCommand(ctx, {
				against: tools.values.optional('against'),
				after: tools.values.optional('after'),
				fileName: fromCaller,
				signal: tools.signal,
				print: tools.print,
				note: tools.note
			})
		)
};

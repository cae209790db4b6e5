import type { Command } from './command.ts';

/**
 * Every command of the command line, by its name. A new one is a file beside this and a line here. A command is fetched when it is asked
 * for: all of them together load nearly the whole program, which takes seconds.
 */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
	'user create': async () => (await import('./user-create.ts')).userCreate,
	'token create': async () => (await import('./token-create.ts')).tokenCreate,
	'import units': async () => (await import('./import-units.ts')).importUnits,
	'import users': async () => (await import('./import-users.ts')).importUsers,
	'import documents': async () => (await import('./import-documents.ts')).importDocuments,
	backup: async () => (await import('./backup.ts')).backup,
	restore: async () => (await import('./restore.ts')).restore,
	verify: async () => (await import('./verify.ts')).verify,
	'signature check': async () => (await import('./signature-check.ts')).signatureCheck,
	'demo load': async () => (await import('./demo-load.ts')).demoLoad,
	'demo replay': async () => (await import('./demo-replay.ts')).demoReplay
};

/** The command whose name is the longest that the words begin with, and what follows it; null: there is none. */
export async function findCommand(words: readonly string[]): Promise<{ command: Command; rest: string[] } | null> {
	for (const count of [3, 2, 1]) {
		const name = words.slice(0, count).join(' ');
		const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
		if (load) return { command: await load(), rest: words.slice(count) };
	}
	return null;
}

/** All of them in the order of the help, each with the name by which it is found. */
export function allCommands(): Promise<{ name: string; command: Command }[]> {
	return Promise.all(Object.entries(commands).map(async ([name, load]) => ({ name, command: await load() })));
}

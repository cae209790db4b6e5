import { parseArgs } from 'node:util';
import type { Database } from '../boot/database.ts';
import type { Settings } from '#lib/server/platform/settings.ts';
import type { Runtime } from '#lib/server/runtime.ts';

export type Option = {
	readonly type: 'string' | 'boolean';
	readonly description: string;
	readonly required?: boolean;
	/** What stands for the value in the help, e.g. `EMAIL`. */
	readonly value?: string;
};

export type Values = {
	/** The value of a required string option. */
	text(name: string): string;
	optional(name: string): string | undefined;
	flag(name: string): boolean;
	/** A positional argument by its place. */
	argument(index: number): string;
};

export type Tools = {
	readonly settings: Settings;
	readonly database: Database;
	readonly values: Values;
	/** Opens file store, parser and queue; closed after the command. Commands that only read rows do without. */
	runtime(options?: { work?: boolean }): Promise<Runtime>;
	/** Results, on stdout. */
	print(line: string): void;
	/** Progress and advice, on stderr, so that results can be read by other programs. */
	note(line: string): void;
	readonly signal: AbortSignal;
};

/** One command of the operator's command line. */
export type Command = {
	/** The words after `npm run eiso --`, e.g. `token create`. */
	readonly name: string;
	readonly summary: string;
	/** More lines for `--help`. */
	readonly details?: string;
	readonly options: Readonly<Record<string, Option>>;
	/** Names of positional arguments, all required. */
	readonly arguments?: readonly string[];
	/** The command looks at the database before any migration. */
	readonly opensDatabaseAsItIs?: boolean;
	/** Gives the exit code; nothing means 0. Errors that the rules expect are told in words. */
	run(tools: Tools): Promise<number | undefined>;
};

/** Input that the command line cannot use. */
export class UsageError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'UsageError';
	}
}

/** @throws UsageError for unknown options, missing ones and a wrong number of arguments */
export function readValues(command: Command, args: readonly string[]): Values {
	const wanted = command.arguments ?? [];
	const { values, positionals } = parse(command, args);
	for (const [name, option] of Object.entries(command.options)) {
		if (option.required && values[name] === undefined) throw new UsageError(`--${name} is missing`);
	}
	if (positionals.length < wanted.length) throw new UsageError(`${wanted.slice(positionals.length).join(' ')} is missing`);
	if (positionals.length > wanted.length) throw new UsageError(`what is "${positionals.slice(wanted.length).join(' ')}"?`);
	const text = (name: string) => {
		const value = values[name];
		return typeof value === 'string' ? value.normalize('NFC').trim() : undefined;
	};
	return {
		text: (name) => text(name) ?? '',
		optional: text,
		flag: (name) => values[name] === true,
		argument: (index) => positionals[index] ?? ''
	};
}

function parse(command: Command, args: readonly string[]) {
	const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
	try {
		return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

export function helpFor(command: Command): string {
	const places = command.arguments?.map((name) => ` ${name}`).join('') ?? '';
	const options = Object.entries(command.options);
	const left = options.map(([name, option]) => `  --${name}${option.type === 'string' ? ` ${option.value ?? 'TEXT'}` : ''}`);
	const width = Math.max(0, ...left.map((text) => text.length)) + 2;
	const lines = [`npm run eiso -- ${command.name}${places}${options.length > 0 ? ' [options]' : ''}`, '', command.summary];
	if (command.details) lines.push('', command.details);
	if (options.length > 0) lines.push('', 'Options:');
	options.forEach(([, option], index) => {
		lines.push(`${(left[index] ?? '').padEnd(width)}${option.description}${option.required ? ' (required)' : ''}`);
	});
	return lines.join('\n');
}

export function helpForAll(commands: readonly Command[]): string {
	const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
	return [
		'npm run eiso -- <command>',
		'',
		...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
		'',
		'Each has --help. The embedded database is found if it is running, else started for as long as the command runs.'
	].join('\n');
}

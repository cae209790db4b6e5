// The operator's command line: npm run eiso -- <command>
import { ZodError } from 'zod';
import { openDatabase } from '../boot/database.ts';
import { runProcess } from '../boot/lifetime.ts';
import { BackupError } from '#lib/server/backup/format.ts';
import { DomainError, Invalid } from '#lib/server/platform/errors.ts';
import { loadSettings } from '#lib/server/platform/settings.ts';
import { helpFor, helpForAll, readValues, UsageError, type Command, type Values } from './command.ts';
import { allCommands, findCommand } from './commands.ts';

const args = process.argv.slice(2);
const found = await findCommand(args);

if (!found) {
	const asked = args.length === 0 || args.includes('--help') || args[0] === 'help';
	if (!asked) process.stderr.write(`There is no command "${args.join(' ')}".\n\n`);
	(asked ? process.stdout : process.stderr).write(`${helpForAll((await allCommands()).map(({ command }) => command))}\n`);
	process.exit(asked ? 0 : 2);
}
if (found.rest.includes('--help')) {
	process.stdout.write(`${helpFor(found.command)}\n`);
	process.exit(0);
}
const values = valuesOrExit(found.command, found.rest);

runProcess(async ({ open, signal, end }) => {
	// Logs of the parts that a command uses would stand between its results.
	const settings = loadSettings({ LOG_LEVEL: 'warn', ...process.env });
	const database = await open(
		() => openDatabase(settings, { asItIs: found.command.opensDatabaseAsItIs ?? false }),
		(opened) => opened.close()
	);
	end(
		await tellErrors(() =>
			found.command.run({
				settings,
				database,
				values,
				signal,
				runtime: async (options) => {
					// Not for commands that do without: it takes as long to load as they take to run.
					const { startRuntime, stopRuntime } = await import('#lib/server/runtime.ts');
					return open(() => startRuntime(settings, database.url, { work: options?.work ?? false }), stopRuntime);
				},
				print: (line) => process.stdout.write(`${line}\n`),
				note: (line) => process.stderr.write(`${line}\n`)
			})
		)
	);
});

function valuesOrExit(command: Command, rest: readonly string[]): Values {
	try {
		return readValues(command, rest);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		process.stderr.write(`${error.message}\n\n${helpFor(command)}\n`);
		process.exit(2);
	}
}

/** What the rules refuse is told by its code; everything else is a fault and shows where it came from. */
async function tellErrors(run: () => Promise<number | undefined>): Promise<number> {
	try {
		return (await run()) ?? 0;
	} catch (error) {
		if (error instanceof Invalid) {
			for (const [field, code] of Object.entries(error.fields)) process.stderr.write(`${field}: ${code}\n`);
			return 1;
		}
		if (error instanceof ZodError) {
			for (const { path, message } of error.issues) process.stderr.write(`${path.join('.')}: ${message}\n`);
			return 1;
		}
		if (error instanceof DomainError || error instanceof UsageError || error instanceof BackupError) {
			process.stderr.write(`Refused: ${error.message}\n`);
			return 1;
		}
		throw error;
	}
}

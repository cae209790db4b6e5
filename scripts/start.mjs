// npm start and its kin. Plain JavaScript for the Node that the machine has (20 or newer), which is only used to get ready; the work
// is done by the pinned Node on the TypeScript sources:
//   node scripts/start.mjs [dev | worker | eiso … | bench …]
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { frugal } from './frugal.mjs';
import { prepare } from './prepare.mjs';
import { projectNode, root, toolEnvironment } from './run.mjs';

const programs = {
	start: { file: 'src/entry.ts', args: [], build: true, node: frugal },
	dev: { file: 'src/entry.ts', args: ['--dev'], build: false },
	worker: { file: 'src/worker.ts', args: [], build: false, node: frugal },
	eiso: { file: 'src/cli/main.ts', args: [], build: false },
	bench: { file: 'test/bench/main.ts', args: [], build: true }
};

const [word = 'start', ...rest] = process.argv.slice(2);

async function main() {
	const program = programs[word];
	if (!program) throw new Error(`Unknown: ${word}. One of ${Object.keys(programs).join(', ')}.`);
	if (Number(process.versions.node.split('.')[0]) < 20) throw new Error(`Node 20 or newer is needed; this is ${process.version}.`);
	const envFile = path.join(root, '.env');
	// What is set already wins over the file.
	if (existsSync(envFile)) process.loadEnvFile(envFile);
	// To stderr: the output of a command may be read by another program.
	await prepare({ build: program.build, say: (words) => process.stderr.write(`${words}\n`) });
	return runUntilEnd([...(program.node ?? []), program.file, ...program.args, ...rest]);
}

/**
 * Ctrl-C reaches npm, this script and the program alike: the script waits for the program, which ends in order. Other signals are
 * handed on. The channel tells the program when this script is gone, killed too, so that nothing is left running.
 */
function runUntilEnd(args) {
	return new Promise((resolve, reject) => {
		const child = spawn(projectNode(), ['--enable-source-maps', ...args], {
			cwd: root,
			stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
			env: toolEnvironment()
		});
		process.on('SIGINT', () => undefined);
		for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
		if (process.env.npm_execpath) watchParent(() => child.kill('SIGTERM'));
		child.once('error', reject);
		child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
	});
}

/** npm puts a shell between itself and us, which a signal ends without telling anybody. */
function watchParent(whenGone) {
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		whenGone();
	}, 500);
	timer.unref();
}

try {
	process.exitCode = await main();
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}

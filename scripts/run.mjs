// Runs a tool of the project under the Node that the project pins, whatever Node started this script:
//   node scripts/run.mjs generate | build | check | <tool in node_modules/.bin> [arguments]
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeMessageTypes } from './message-types.mjs';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = path.join(root, 'node_modules', '.bin');

/** The pinned Node, or the machine's own where no package of it exists (macOS) and it is new enough. */
export function projectNode() {
	const windows = process.platform === 'win32';
	const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
	const pinned = path.join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
	if (existsSync(pinned)) return pinned;
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major > 22 || (major === 22 && minor >= 17)) return process.execPath;
	throw new Error(`No Node for ${process.platform}-${process.arch} is packaged; install Node 22.17 or newer (this is ${process.version}).`);
}

/** Where Node keeps what it has compiled, types stripped: the command line is loaded in half the time. Node does without where it may not write. */
const compiled = path.join(root, 'node_modules', '.cache', 'node');

export function toolEnvironment() {
	return { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
}

/** Runs a program and gives its exit code; Ctrl-C reaches it by the process group. */
export function runProgram(program, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: toolEnvironment(), ...options });
		child.on('error', reject);
		child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
	});
}

export function runTool(tool, args, options = {}) {
	const script = path.join(bin, tool);
	if (!existsSync(script)) throw new Error(`${tool} is not installed; run npm ci first.`);
	return runProgram(projectNode(), [script, ...args], options);
}

const paraglide = ['--project', './project.inlang', '--strategy', 'cookie', 'preferredLanguage', 'baseLocale'];

/** What one word stands for: several tools in order. */
const sequences = {
	// Kit first: Prisma reads tsconfig.json, which extends Kit's.
	generate: [
		['svelte-kit', ['sync']],
		['prisma', ['generate']],
		['paraglide-js', ['compile', ...paraglide, '--outdir', './src/lib/paraglide']],
		// For plain Node: a file for each language, where the other has one for each message.
		['paraglide-js', ['compile', ...paraglide, '--outdir', './.start/words', '--output-structure', 'locale-modules']]
	],
	build: [['vite', ['build']]],
	// Everything in one look: a second tool for what is no page would read the same types again.
	check: [['svelte-check', ['--tsconfig', './tsconfig.all.json', '--fail-on-warnings']]]
};

export async function runSequence(name, options = {}) {
	for (const [tool, args] of sequences[name]) {
		const code = await runTool(tool, args, options);
		if (code !== 0) return code;
	}
	if (name === 'generate') writeMessageTypes(root);
	return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const [what, ...args] = process.argv.slice(2);
	process.on('SIGINT', () => undefined);
	process.exitCode = Object.hasOwn(sequences, what) ? await runSequence(what) : await runTool(what, args);
}

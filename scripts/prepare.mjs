// Brings a checkout to where it can run: locked packages, generated code, build. Each step is skipped when nothing it reads has changed.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectNode, root, runProgram, runSequence } from './run.mjs';

const generatedFrom = [
	'package-lock.json',
	'tsconfig.json',
	'svelte.config.js',
	'prisma.config.ts',
	'prisma/schema',
	'messages',
	'project.inlang/settings.json'
];
const generatedTo = [
	'.svelte-kit/tsconfig.json',
	'src/lib/server/platform/generated/client.ts',
	'src/lib/paraglide/messages.js',
	'.start/words/messages.js'
];
const builtFrom = [...generatedFrom, 'vite.config.ts', 'paraglide.config.ts', 'src', 'static'];
const builtTo = ['build/handler.js', 'build/client'];

/** Installs what the lockfile says, generates, and builds if asked. `say` tells a person what takes time. */
export async function prepare({ build, say }) {
	await install(say);
	await step({ name: 'generate', from: generatedFrom, to: generatedTo, stamp: '.start/generated', words: 'Generating code', say });
	if (build) await step({ name: 'build', from: builtFrom, to: builtTo, stamp: 'build/.made-from', words: 'Building the pages', say });
}

async function install(say) {
	if (isInstalled()) return;
	say('Installing packages (about half a minute) …');
	const [command, ...args] = npmCommand();
	const code = await runProgram(command, [...args, 'ci', '--loglevel=error', '--no-audit', '--no-fund'], {
		env: { ...process.env, PATH: withoutProjectBin(process.env.PATH ?? '') },
		stdio: ['ignore', 2, 2]
	});
	if (code !== 0) throw new Error('The packages could not be installed; see above.');
}

/**
 * npm keeps in node_modules a list of what it has put there, written last. It must name what the lockfile names; packages for other
 * machines may be missing.
 */
export function isInstalled() {
	const wanted = readPackages(path.join(root, 'package-lock.json'));
	const present = readPackages(path.join(root, 'node_modules', '.package-lock.json'));
	return matches(wanted, present) && canRunNode();
}

export function matches(wanted, present) {
	if (!wanted || !present) return false;
	return Object.entries(wanted).every(([place, { version, integrity, optional }]) => {
		if (place === '') return true;
		const found = present[place];
		return found ? found.version === version && found.integrity === integrity : optional === true;
	});
}

function readPackages(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8')).packages;
	} catch {
		return null;
	}
}

function canRunNode() {
	try {
		return existsSync(projectNode());
	} catch {
		return false;
	}
}

/** Under `npm start` npm says how to run itself. Its own Node must do it: the one in node_modules is about to be deleted. */
function npmCommand() {
	const { npm_execpath: npm, npm_node_execpath: node } = process.env;
	if (npm?.endsWith('.js') && node && !node.startsWith(path.join(root, 'node_modules'))) return [node, npm];
	return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

function withoutProjectBin(searchPath) {
	return searchPath
		.split(path.delimiter)
		.filter((folder) => !folder.startsWith(path.join(root, 'node_modules')))
		.join(path.delimiter);
}

async function step({ name, from, to, stamp, words, say }) {
	const hash = hashOf(from);
	const stampFile = path.join(root, stamp);
	const isCurrent =
		to.every((file) => existsSync(path.join(root, file))) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash;
	if (isCurrent) return;
	say(`${words} …`);
	rmSync(stampFile, { force: true });
	const log = path.join(root, '.start', `${name}.log`);
	mkdirSync(path.dirname(log), { recursive: true });
	const output = openSync(log, 'w');
	const code = await runSequence(name, { stdio: ['ignore', output, output] });
	closeSync(output);
	if (code !== 0) throw new Error(`${words} failed:\n${readFileSync(log, 'utf8')}`);
	mkdirSync(path.dirname(stampFile), { recursive: true });
	writeFileSync(stampFile, hash);
}

const ignored = new Set(['paraglide', 'generated']);

/** One hash over names and contents; tests and generated code are not read by a build. */
function hashOf(places) {
	const hash = createHash('sha256');
	for (const place of places) {
		for (const file of filesIn(path.join(root, place))) {
			hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
		}
	}
	return hash.digest('hex');
}

function* filesIn(place) {
	if (!statSync(place).isDirectory()) {
		yield place;
		return;
	}
	const entries = readdirSync(place, { withFileTypes: true });
	for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
		const full = path.join(place, entry.name);
		if (entry.isDirectory()) {
			if (!ignored.has(entry.name)) yield* filesIn(full);
		} else if (!entry.name.includes('.test.')) yield full;
	}
}

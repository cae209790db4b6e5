import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEmbeddedPostgres } from '#lib/server/platform/embedded-postgres.ts';

const patient = { timeout: 600_000 };
const run = promisify(execFile);

let storage: string;
let port: number;
const started: ChildProcess[] = [];

beforeEach(async () => {
	storage = mkdtempSync(path.join(os.tmpdir(), 'eiso-start-'));
	port = await freePort();
});
afterEach(async () => {
	for (const child of started.splice(0)) signalGroup(child, 'SIGKILL');
	for (const pid of leftovers()) kill(pid);
	await expect.poll(leftovers).toEqual([]);
	rmSync(storage, { recursive: true, force: true });
}, 60_000);

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const probe = createServer().listen(0, '127.0.0.1', () => {
			const bound = probe.address();
			probe.close(() => resolve(typeof bound === 'object' && bound ? bound.port : 0));
		});
	});
}

/** Every process that knows our storage folder: by its environment, or, as PostgreSQL, by its arguments. */
function leftovers(): number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.filter((pid) => [`/proc/${pid}/environ`, `/proc/${pid}/cmdline`].some((file) => readOrNothing(file).includes(storage)))
		.map(Number);
}

function readOrNothing(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

type Started = { child: ChildProcess; output: () => string; ended: Promise<number | null> };

function start(command: string, args: readonly string[], env: Record<string, string> = {}): Started {
	// A process group of its own, as a terminal gives each command, so that Ctrl-C can be sent to all of it.
	const child = spawn(command, args, {
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { PATH: process.env.PATH, HOME: process.env.HOME, STORAGE_DIR: storage, PORT: String(port), DEMO: '0', LOG_LEVEL: 'warn', ...env }
	});
	started.push(child);
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
	return { child, output: () => output, ended };
}

const startScript = (env: Record<string, string> = {}) => start('node', ['scripts/start.mjs'], env);

async function ready(server: Started): Promise<void> {
	await expect
		.poll(() => (server.child.exitCode === null ? server.output() : `it ended: ${server.output()}`), { timeout: 480_000, interval: 100 })
		.toMatch(/Ctrl-C stops|it ended/);
	expect(server.output()).toContain(`http://localhost:${port}`);
	expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid) kill(-child.pid, signal);
}

function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
	try {
		process.kill(pid, signal);
	} catch {
		// Gone already, perhaps with its parent a moment ago.
	}
}

describe('npm start', () => {
	it('serves, ends with Ctrl-C and leaves nothing; the second start is quick and has the same data', patient, async () => {
		const first = startScript();
		await ready(first);
		expect(first.output()).toMatch(/\/setup\/\S{20,}/);
		signalGroup(first.child, 'SIGINT');
		expect(await first.ended).toBe(0);
		await expect.poll(leftovers).toEqual([]);

		const password = readFileSync(path.join(storage, 'postgres', 'passwords.json'), 'utf8');
		const second = startScript();
		await ready(second);
		expect(second.output()).not.toMatch(/Installing|Generating|Building/);
		expect(readFileSync(path.join(storage, 'postgres', 'passwords.json'), 'utf8')).toBe(password);
		signalGroup(second.child, 'SIGINT');
		expect(await second.ended).toBe(0);
		await expect.poll(leftovers).toEqual([]);
	});

	it('starts cleanly after everything of ours was killed, and then leaves nothing either', patient, async () => {
		const first = startScript();
		await ready(first);
		signalGroup(first.child, 'SIGKILL');
		await first.ended;
		// Only PostgreSQL has lived on. What was killed dies in its own time, and holds the port until then.
		await expect.poll(() => leftovers().filter((one) => !readOrNothing(`/proc/${one}/cmdline`).includes('postgres'))).toEqual([]);
		const pid = findEmbeddedPostgres(path.join(storage, 'postgres'))?.pid;
		expect(pid).toBeDefined();

		const second = startScript();
		await ready(second);
		expect(findEmbeddedPostgres(path.join(storage, 'postgres'))?.pid).toBe(pid);
		signalGroup(second.child, 'SIGINT');
		expect(await second.ended).toBe(0);
		await expect.poll(leftovers).toEqual([]);
	});

	it('starts cleanly after PostgreSQL was killed as well', patient, async () => {
		const first = startScript();
		await ready(first);
		signalGroup(first.child, 'SIGKILL');
		for (const pid of leftovers()) kill(pid);
		await expect.poll(leftovers).toEqual([]);
		const second = startScript();
		await ready(second);
		signalGroup(second.child, 'SIGINT');
		expect(await second.ended).toBe(0);
		await expect.poll(leftovers).toEqual([]);
	});

	it('ends when only the start script is killed', patient, async () => {
		const server = startScript();
		await ready(server);
		server.child.kill('SIGKILL');
		await expect.poll(leftovers).toEqual([]);
	});

	it('ends when npm is told to end', patient, async () => {
		const server = start('npm', ['start']);
		await ready(server);
		server.child.kill('SIGTERM');
		await server.ended;
		await expect.poll(leftovers).toEqual([]);
	});

	it('lets the command line find the running database, and start it when nothing runs', patient, async () => {
		const environment = { ...process.env, STORAGE_DIR: storage, DATABASE_URL: '', LOG_LEVEL: 'warn' };
		const alone = await run('npm', ['run', '-s', 'eiso', '--', 'verify'], { env: environment });
		expect(alone.stdout).toMatch(/^The trail is whole: \d+ rows/);
		await expect.poll(leftovers).toEqual([]);

		const server = startScript();
		await ready(server);
		const pid = findEmbeddedPostgres(path.join(storage, 'postgres'))?.pid;
		const beside = await run('npm', ['run', '-s', 'eiso', '--', 'verify'], { env: environment });
		expect(beside.stdout).toMatch(/^The trail is whole/);
		expect(findEmbeddedPostgres(path.join(storage, 'postgres'))?.pid).toBe(pid);
		expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200);
		signalGroup(server.child, 'SIGINT');
		expect(await server.ended).toBe(0);
	});

	it('says what is wrong with the settings, or that the port is taken, and starts nothing', patient, async () => {
		const wrong = startScript({ PORT: 'x', ORIGIN: 'y' });
		expect(await wrong.ended).toBe(1);
		expect(wrong.output()).toMatch(/PORT must be a whole number[\s\S]*ORIGIN must look like/);
		const holder = createServer().listen(port, '127.0.0.1');
		const taken = startScript();
		expect(await taken.ended).toBe(1);
		expect(taken.output()).toContain(`Port ${port} is taken`);
		expect(existsSync(path.join(storage, 'postgres'))).toBe(false);
		holder.close();
	});
});

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEmbeddedPostgres, startEmbeddedPostgres } from '#lib/server/platform/embedded-postgres.ts';
import { systemUser } from '#lib/server/platform/postgres-account.ts';
import { isAlive } from '#lib/server/platform/process-list.ts';

let dir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
	dir = mkdtempSync(path.join(os.tmpdir(), 'eiso-embedded-'));
});
afterEach(async () => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	// What a failed test left running.
	if (existsSync(path.join(dir, 'passwords.json'))) await (await startEmbeddedPostgres({ dir, durable: false })).stop();
	rmSync(dir, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<unknown[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query<Record<string, unknown>>(sql)).rows;
	} finally {
		await client.end();
	}
}

/** Another process of ours that uses the server; prints a line when it is connected and then waits. */
async function otherProcess(): Promise<ChildProcess> {
	const code = `import { startEmbeddedPostgres } from './src/lib/server/platform/embedded-postgres.ts';
		const server = await startEmbeddedPostgres({ dir: process.argv[1], durable: false });
		process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
		console.log('ready');
		setInterval(() => undefined, 1000);`;
	const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
	children.push(child);
	await once(child.stdout, 'data');
	return child;
}

describe('the embedded PostgreSQL', () => {
	it('starts on loopback only, with a password that only its owner can read', async () => {
		const server = await startEmbeddedPostgres({ dir });
		expect(server.created).toBe(true);
		expect(statSync(path.join(dir, 'passwords.json')).mode & 0o777).toBe(0o600);
		expect(await query(server.url, `SELECT current_setting('listen_addresses') AS at, current_setting('fsync') AS fsync`)).toEqual([
			{ at: '127.0.0.1', fsync: 'on' }
		]);
		const wrong = server.url.replace(/:[^:@]+@/, ':wrong@');
		await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
		await server.stop();
		expect(isAlive(server.pid)).toBe(false);
	});

	it('gives the app a database of its own, without the powers of a superuser', async () => {
		const server = await startEmbeddedPostgres({ dir, durable: false });
		expect(await query(server.url, 'SELECT current_user::text AS me, usesuper FROM pg_user WHERE usename = current_user')).toEqual([
			{ me: 'eiso', usesuper: false }
		]);
		await query(server.url, 'CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist');
		await expect(query(server.url, `COPY (SELECT 1) TO PROGRAM 'true'`)).rejects.toMatchObject({ code: '42501' });
		expect(await query(server.url, `SELECT lower('ĐƯỜNG ẤN') AS low`)).toEqual([{ low: 'đường ấn' }]);
		await server.stop();
	});

	it('keeps its data from one start to the next', async () => {
		const first = await startEmbeddedPostgres({ dir, durable: false });
		await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
		await first.stop();
		const second = await startEmbeddedPostgres({ dir, durable: false });
		expect([second.created, second.adopted]).toEqual([false, false]);
		expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
		await second.stop();
	});

	it('is found by another process while it runs, and by none afterwards', async () => {
		expect(findEmbeddedPostgres(dir)).toBeNull();
		const server = await startEmbeddedPostgres({ dir, durable: false });
		expect(findEmbeddedPostgres(dir)).toEqual({ url: server.url, pid: server.pid });
		await server.stop();
		expect(findEmbeddedPostgres(dir)).toBeNull();
	});

	it('stays until the last process has left it', async () => {
		const other = await otherProcess();
		const server = await startEmbeddedPostgres({ dir, durable: false });
		expect(server.adopted).toBe(true);
		await server.stop();
		expect(isAlive(server.pid)).toBe(true);
		other.kill('SIGTERM');
		await once(other, 'exit');
		expect(isAlive(server.pid)).toBe(false);
	});

	it('outlives a killed process, is taken over by the next, and stops with it', async () => {
		const other = await otherProcess();
		other.kill('SIGKILL');
		await once(other, 'exit');
		const server = await startEmbeddedPostgres({ dir, durable: false });
		expect(server.adopted).toBe(true);
		await server.stop();
		expect(isAlive(server.pid)).toBe(false);
	});

	it('recovers what was committed when the server itself is killed', async () => {
		const first = await startEmbeddedPostgres({ dir });
		await query(first.url, 'CREATE TABLE kept AS SELECT generate_series(1, 5000) AS n');
		process.kill(first.pid, 'SIGKILL');
		await expect.poll(() => isAlive(first.pid)).toBe(false);
		const second = await startEmbeddedPostgres({ dir });
		expect(second.pid).not.toBe(first.pid);
		expect(await query(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 5000 }]);
		await second.stop();
	});

	it('is stopped although its folder was deleted meanwhile', async () => {
		const server = await startEmbeddedPostgres({ dir, durable: false });
		rmSync(dir, { recursive: true });
		await server.stop();
		expect(isAlive(server.pid)).toBe(false);
	});

	it('starts although an old postmaster.pid names a process that is another program by now', async () => {
		await (await startEmbeddedPostgres({ dir, durable: false })).stop();
		const stale = [process.pid, path.join(dir, 'data'), 0, 5999, '', '127.0.0.1', '', 'ready   ', ''].join('\n');
		writeFileSync(path.join(dir, 'data', 'postmaster.pid'), stale);
		const server = await startEmbeddedPostgres({ dir, durable: false });
		expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
		await server.stop();
	});

	it('begins anew after a first start that was killed while the data folder was made', async () => {
		const half = path.join(dir, 'data.new');
		spawnSync('mkdir', ['-p', path.join(half, 'base')]);
		writeFileSync(path.join(half, 'PG_VERSION'), '18\n');
		const server = await startEmbeddedPostgres({ dir, durable: false });
		expect(server.created).toBe(true);
		expect(existsSync(half)).toBe(false);
		await server.stop();
	});

	it('says what PostgreSQL said when it does not start', async () => {
		await (await startEmbeddedPostgres({ dir, durable: false })).stop();
		writeFileSync(path.join(dir, 'data', 'postgresql.auto.conf'), 'shared_buffers = nonsense\n');
		await expect(startEmbeddedPostgres({ dir, durable: false })).rejects.toThrow(/did not start[\s\S]*shared_buffers/);
		writeFileSync(path.join(dir, 'data', 'postgresql.auto.conf'), '');
	});

	it.runIf(process.getuid?.() === 0)(
		'runs as the system user postgres where user namespaces are forbidden, and keeps that way',
		async () => {
			chmodSync(dir, 0o755);
			const launcher = systemUser();
			const first = await startEmbeddedPostgres({ dir, durable: false, launcher });
			expect(statSync(path.join(dir, 'data')).uid).toBe(launcher.uid);
			expect(readFileSync(`/proc/${first.pid}/status`, 'utf8')).toMatch(new RegExp(`^Uid:\\s+${launcher.uid ?? ''}\\s`, 'm'));
			await first.stop();
			const second = await startEmbeddedPostgres({ dir, durable: false });
			expect(readFileSync(`/proc/${second.pid}/status`, 'utf8')).toMatch(new RegExp(`^Uid:\\s+${launcher.uid ?? ''}\\s`, 'm'));
			await second.stop();
		}
	);
});

import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dropReplayDatabase, makeReplayDatabase } from '../../src/cli/replay-database.ts';
import { withConnection } from '#lib/server/platform/connection.ts';
import { contentOf } from '#test/support/backup.ts';
import { runCommand } from '#test/support/command-line.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { removeFolder } from '#test/support/remove-folder.ts';

const patient = { timeout: 300_000 };
let main: TestDatabase;
let home: string;
let machine: Record<string, string>;
/** The test's own name: other files run on the same server. */
const name = `t_replay_${process.pid}`;

beforeAll(async () => {
	main = await testDatabase();
	home = await mkdtemp(path.join(os.tmpdir(), 'eiso-cli-replay-'));
	machine = { DATABASE_URL: main.url, STORAGE_DIR: home };
});
afterAll(async () => {
	await withConnection(main.url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
	await main.drop();
	await removeFolder(home);
});

const databases = () =>
	withConnection(main.url, async (client) => {
		const { rows } = await client.query<{ name: string }>('SELECT datname::text AS name FROM pg_database');
		return rows.map((row) => row.name);
	});

it('replays the 349 rows into a database of its own and says which were not applied', patient, async () => {
	expect(await runCommand(['demo', 'replay', '--database', new URL(main.url).pathname.slice(1)], machine)).toMatchObject({
		code: 1,
		stderr: expect.stringContaining('is the main database')
	});
	const before = await contentOf(main.url);
	const ran = await runCommand(['demo', 'replay', '--database', name], machine);
	expect(ran).toMatchObject({ code: 0 });
	expect(ran.stdout).toMatch(/345 rows applied as \d+ events; 4 rows not applied; \d+ trails, 0 broken/);
	expect(ran.stdout).toContain('row 93\tnot applied: Xã Trung Lộc\tits successor is not known');
	expect(ran.stdout).toContain('2025-07-01\t152 units');
	expect(ran.stdout).toMatch(/2020-01-01\tMERGE\t\d+ events\t\d+ rows/);
	expect(ran.stderr).toContain('349 of 349 rows');
	expect(await contentOf(main.url)).toEqual(before);
	const replayed = new URL(main.url);
	replayed.pathname = `/${name}`;
	const now = await withConnection(replayed.href, (client) => client.query(`SELECT 1 FROM unit_version WHERE valid_to IS NULL`));
	expect(now.rowCount).toBe(152);
	const settled = await runCommand(['demo', 'replay', '--database', name, '--again', '--settled'], machine);
	expect(settled).toMatchObject({ code: 0 });
	expect(settled.stdout).toMatch(/349 rows applied as \d+ events; 0 rows not applied; \d+ trails, 0 broken/);
	expect(settled.stdout).toMatch(/row 93\tsettled: XA-18472\t.+/);
	expect(settled.stdout).toContain('2025-07-01\t148 units');
});

it('leaves databases alone that no replay has made, and makes its own anew only when told to', patient, async () => {
	const before = (await databases()).sort();
	await expect(makeReplayDatabase(main.url, 'postgres', true)).rejects.toThrow('which no replay has made');
	await expect(makeReplayDatabase(main.url, new URL(main.url).pathname.slice(1), true)).rejects.toThrow('is the main database');
	await expect(makeReplayDatabase(main.url, 'a"; drop', true)).rejects.toThrow('no name');
	await expect(makeReplayDatabase(main.url, name, false)).rejects.toThrow('--again');
	expect((await databases()).sort()).toEqual(before);
	const url = await makeReplayDatabase(main.url, name, true);
	expect(await contentOf(url)).toEqual({});
	await dropReplayDatabase(main.url, name);
	expect(await databases()).not.toContain(name);
});

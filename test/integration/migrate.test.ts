import { cp, mkdtemp, readdir, rm, writeFile, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, MigrationError } from '#lib/server/platform/migrate.ts';
import { emptyDatabase, type TestDatabase } from '#test/support/database.ts';

let database: TestDatabase;
let dir: string;

beforeEach(async () => {
	database = await emptyDatabase();
	dir = await mkdtemp(path.join(os.tmpdir(), 'eiso-migrations-'));
});
afterEach(async () => {
	await database.drop();
	await rm(dir, { recursive: true });
});

async function write(name: string, sql: string): Promise<void> {
	await mkdir(path.join(dir, name), { recursive: true });
	await writeFile(path.join(dir, name, 'migration.sql'), sql);
}

type Row = { migration_name: string; finished: boolean; rolled_back: boolean; logs: string | null; applied_steps_count: number };

function rows(): Promise<Row[]> {
	return database.client.$queryRaw<Row[]>`
		SELECT migration_name, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS rolled_back, logs, applied_steps_count
		FROM _prisma_migrations ORDER BY started_at, migration_name`;
}

async function tables(): Promise<string[]> {
	const found = await database.client.$queryRaw<{ name: string }[]>`
		SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1`;
	return found.map(({ name }) => name);
}

describe('migrating', () => {
	it('applies our own migrations once, in order', async () => {
		const expected = (await readdir('prisma/migrations', { withFileTypes: true }))
			.filter((entry) => entry.isDirectory())
			.map(({ name }) => name);
		expect(await migrate(database.url)).toEqual(expected.sort());
		expect(await migrate(database.url)).toEqual([]);
		expect(await rows()).toEqual(
			expected.map((name) => ({ migration_name: name, finished: true, rolled_back: false, logs: null, applied_steps_count: 1 }))
		);
	});

	it('adds only what is new', async () => {
		await write('20260101000000_a', 'CREATE TABLE a (id int);');
		await migrate(database.url, dir);
		await write('20260102000000_b', '-- no semicolon at the end\nCREATE TABLE b (id int) -- so it is');
		expect(await migrate(database.url, dir)).toEqual(['20260102000000_b']);
		expect(await tables()).toEqual(['a', 'b']);
	});

	it('refuses when an applied file was edited, but not when only its line ends changed', async () => {
		await write('20260101000000_a', 'CREATE TABLE a (\n\tid int\n);\n');
		await migrate(database.url, dir);
		await write('20260101000000_a', 'CREATE TABLE a (\r\n\tid int\r\n);\r\n');
		expect(await migrate(database.url, dir)).toEqual([]);
		await write('20260101000000_a', 'CREATE TABLE a (\n\tid bigint\n);\n');
		await expect(migrate(database.url, dir)).rejects.toThrow(/20260101000000_a was edited/);
	});

	it('leaves nothing of a file that fails, says where, and tries again when it is put right', async () => {
		await write('20260101000000_a', 'CREATE TABLE a (id int);\nCREATE TABLE b (id int);\nSELEKT 1;');
		await expect(migrate(database.url, dir)).rejects.toThrow(/20260101000000_a failed \(line 3\): .*SELEKT/);
		expect(await tables()).toEqual([]);
		expect(await rows()).toMatchObject([{ finished: false, rolled_back: true, logs: expect.stringContaining('SELEKT') as string }]);
		await write('20260101000000_a', 'CREATE TABLE a (id int);');
		expect(await migrate(database.url, dir)).toEqual(['20260101000000_a']);
		expect(await tables()).toEqual(['a']);
	});

	it('runs what cannot be in a transaction alone, and refuses to go on after it failed half-way', async () => {
		await write('20260101000000_a', 'CREATE TABLE a (id int);');
		await write('20260102000000_index', 'CREATE INDEX CONCURRENTLY a_id ON a (id);');
		expect(await migrate(database.url, dir)).toHaveLength(2);
		await write('20260103000000_half', 'BEGIN;\nCREATE TABLE half (id int);\nCOMMIT;\nSELECT 1/0;');
		await expect(migrate(database.url, dir)).rejects.toThrow(MigrationError);
		expect(await tables()).toEqual(['a', 'half']);
		await expect(migrate(database.url, dir)).rejects.toThrow(/20260103000000_half failed half-way: division by zero[\s\S]*rolled_back_at/);
	});

	it('refuses a database that is newer than the program', async () => {
		await write('20260101000000_a', 'CREATE TABLE a (id int);');
		await write('20260102000000_b', 'CREATE TABLE b (id int);');
		await migrate(database.url, dir);
		await rm(path.join(dir, '20260102000000_b'), { recursive: true });
		await expect(migrate(database.url, dir)).rejects.toThrow(/20260102000000_b, which this version of eISO does not know/);
	});

	it('happens once when two processes start together', async () => {
		await cp('prisma/migrations', dir, { recursive: true });
		const [one, other] = await Promise.all([migrate(database.url, dir), migrate(database.url, dir)]);
		const count = (await readdir(dir, { withFileTypes: true })).filter((entry) => entry.isDirectory()).length;
		expect([one.length, other.length].sort()).toEqual([0, count]);
	});
});

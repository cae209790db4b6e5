import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import type { PgBoss } from 'pg-boss';
import { from as copyFrom } from 'pg-copy-streams';
import { jobNames } from '#lib/server/jobs/names.ts';
import { readFile } from './files.ts';
import { BackupError, jobsFile, tableFileOf, type FileFacts, type Manifest, type OnProgress } from './format.ts';
import { columnsOf, listTables, plainText, quoted, type Table } from './tables.ts';

export type RowsIn = {
	readonly databaseUrl: string;
	readonly folder: string;
	readonly manifest: Manifest;
	/** The queue of that database. */
	readonly boss: PgBoss;
	readonly signal: AbortSignal;
	readonly onProgress: OnProgress;
};

/**
 * Brings the rows of a backup into a database that has the same migrations and no rows of its own: all of them or none. Gives the
 * number of jobs whose kind this program no longer knows.
 *
 * Triggers sleep meanwhile, because they hold that rows come by acts: a version begins as a draft, the trail numbers its rows itself.
 * Their owner may put them to sleep; `session_replication_role` would want a superuser. Foreign keys, which run in circles, are dropped
 * and made again at the end, where the server checks all rows at once; so no order of tables is needed. All of that is in one
 * transaction: nobody ever sees a table without its guards.
 */
export async function loadRows({ databaseUrl, folder, manifest, boss, signal, onProgress }: RowsIn): Promise<{ unknownJobs: number }> {
	const client = new pg.Client({ connectionString: databaseUrl, application_name: 'eiso restore' });
	await client.connect();
	try {
		await client.query(plainText);
		await client.query('BEGIN');
		const tables = await tablesOf(client, manifest);
		const names = tables.map(quoted);
		const guarded = [...names, ...(await monthsOf(client))];
		for (const name of guarded) await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
		const keys = await foreignKeys(client);
		for (const { table, name } of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
		// What a start wrote by itself gives way to what the installation had.
		await client.query(`TRUNCATE ${names.join(', ')}`);
		for (const month of manifest.accessLogMonths) await client.query('SELECT eiso_log.ensure_month($1::date)', [month]);
		for (const [index, table] of manifest.tables.entries()) {
			signal.throwIfAborted();
			await copyIn(client, `${quoted(table)} (${columnsOf(table)})`, path.join(folder, tableFileOf(table)), table);
			await onProgress({ stage: 'tables', name: table.name, rows: table.rows, done: index + 1, total: manifest.tables.length });
		}
		const unknownJobs = await loadJobs(client, folder, manifest.jobs, boss);
		for (const { table, name, definition } of keys) await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
		for (const name of guarded) await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
		await client.query('COMMIT');
		await client.query('ANALYZE');
		return { unknownJobs };
	} catch (error) {
		throw error instanceof pg.DatabaseError
			? new BackupError(`The database refused the rows of the backup, and none was kept: ${error.message}`, { cause: error })
			: error;
	} finally {
		await client.end();
	}
}

/** The manifest must name exactly the tables and columns that the migrations make: else something would be lost without a word. */
async function tablesOf(client: pg.Client, manifest: Manifest): Promise<Table[]> {
	const here = await listTables(client);
	const describe = (tables: readonly Table[]) =>
		new Set(tables.map((table) => `${table.schema}.${table.name} (${[...table.columns].sort().join(', ')})`));
	const [wanted, found] = [describe(manifest.tables), describe(here)];
	const [odd] = [...wanted.symmetricDifference(found)];
	if (odd !== undefined) throw new BackupError(`The backup does not fit its own migrations: ${odd}.`);
	return here;
}

/** The partitions that are there already: what refuses TRUNCATE does not pass from a table to its parts, nor does putting it to sleep. */
async function monthsOf(client: pg.Client): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>(
		`SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'eiso_log.access_log'::regclass ORDER BY 1`
	);
	return rows.map(({ name }) => name);
}

type ForeignKey = { table: string; name: string; definition: string };

async function foreignKeys(client: pg.Client): Promise<ForeignKey[]> {
	const { rows } = await client.query<ForeignKey>(
		`SELECT format('%I.%I', n.nspname, r.relname) AS table, quote_ident(c.conname) AS name, pg_get_constraintdef(c.oid) AS definition
		 FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
		 WHERE c.contype = 'f' AND c.conparentid = 0 AND n.nspname IN ('public', 'eiso_log')
		 ORDER BY 1, 2`
	);
	return rows;
}

async function copyIn(client: pg.Client, into: string, file: string, { rows }: FileFacts): Promise<void> {
	const stream = client.query(copyFrom(`COPY ${into} FROM STDIN`));
	await pipeline(readFile(file), stream);
	if (stream.rowCount !== rows) throw new BackupError(`${path.basename(file)} has ${stream.rowCount} rows, not ${rows}. None was kept.`);
}

type WaitingJob = { name: string; data: object | null; singletonKey: string | null; startAfter: Date; priority: number };

async function loadJobs(client: pg.Client, folder: string, facts: FileFacts, boss: PgBoss): Promise<number> {
	if (facts.rows === 0) return 0;
	await client.query(
		`CREATE TEMP TABLE restored_job (name text, data jsonb, singleton_key text, start_after timestamptz, priority int) ON COMMIT DROP`
	);
	await copyIn(client, 'pg_temp.restored_job', path.join(folder, jobsFile), facts);
	const { rows } = await client.query<WaitingJob>(
		`SELECT name, data, singleton_key AS "singletonKey", start_after AS "startAfter", priority FROM pg_temp.restored_job`
	);
	const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
	let unknown = 0;
	for (const [name, jobs] of Map.groupBy(rows, (row) => row.name)) {
		if (!jobNames.some((known) => known === name)) {
			unknown += jobs.length;
			continue;
		}
		const made = jobs.map(({ data, singletonKey, startAfter, priority }) => ({
			...(data ? { data } : {}),
			singletonKey: singletonKey ?? crypto.randomUUID(),
			startAfter,
			priority
		}));
		await boss.insert(name, made, { db });
	}
	return unknown;
}

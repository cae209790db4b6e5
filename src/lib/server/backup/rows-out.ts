import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { writeHashed } from './files.ts';
import { jobsFile, objectsFile, tableFileOf, type FileFacts, type Manifest, type OnProgress } from './format.ts';
import { accessLogMonths, appliedMigrations, columnsOf, listTables, plainText, quoted } from './tables.ts';

export type RowsOut = Pick<Manifest, 'takenAt' | 'postgres' | 'migrations' | 'tables' | 'accessLogMonths' | 'jobs' | 'objects'>;

/**
 * Writes every table, the waiting jobs and the list of stored files into the folder, all of one moment: other people go on writing
 * meanwhile. The connection must be in no transaction.
 */
export async function writeRows(client: pg.Client, folder: string, signal: AbortSignal, onProgress: OnProgress): Promise<RowsOut> {
	for (const file of ['tables', jobsFile, objectsFile]) await rm(path.join(folder, file), { recursive: true, force: true });
	await mkdir(path.join(folder, 'tables'), { mode: 0o700 });
	await client.query(plainText);
	await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
	const copy = async (query: string, file: string): Promise<FileFacts> => {
		signal.throwIfAborted();
		const stream = client.query(copyTo(`COPY (${query}) TO STDOUT`));
		const { sha256, size } = await writeHashed(stream, path.join(folder, file));
		return { rows: stream.rowCount, bytes: size, sha256 };
	};
	// The first query of the transaction takes the snapshot.
	const { rows } = await client.query<{ at: Date; postgres: string; files: string; bytes: string }>(
		`SELECT clock_timestamp() AS at, current_setting('server_version') AS postgres,
			(SELECT coalesce(sum(size), 0) FROM stored_file)::text AS bytes`
	);
	const [facts] = rows;
	if (!facts) throw new Error('the snapshot gave no row');
	const migrations = await appliedMigrations(client);
	const months = await accessLogMonths(client);
	const found = await listTables(client);
	const tables: Manifest['tables'] = [];
	for (const table of found) {
		const written = await copy(`SELECT ${columnsOf(table)} FROM ${quoted(table)}`, tableFileOf(table));
		tables.push({ schema: table.schema, name: table.name, columns: [...table.columns], ...written });
		await onProgress({ stage: 'tables', name: table.name, rows: written.rows, done: tables.length, total: found.length });
	}
	const jobs = await copy(await jobsQuery(client), jobsFile);
	const objects = await copy('SELECT sha256, size, content_type FROM stored_file ORDER BY sha256', objectsFile);
	await client.query('COMMIT');
	return {
		takenAt: facts.at.toISOString(),
		postgres: facts.postgres,
		migrations,
		tables,
		accessLogMonths: months,
		jobs,
		objects: { ...objects, objectBytes: Number(facts.bytes) }
	};
}

/**
 * Jobs that have not ended, as whoever queues them would say them: the tables of the queue change with its version, and a job that was
 * at work is to be done again anyway.
 */
async function jobsQuery(client: pg.Client): Promise<string> {
	const { rows } = await client.query<{ queue: string | null }>(`SELECT to_regclass('pgboss.job')::text AS queue`);
	return rows[0]?.queue
		? `SELECT name, data, singleton_key, start_after, priority FROM pgboss.job WHERE state < 'completed' ORDER BY created_on`
		: 'SELECT WHERE false';
}

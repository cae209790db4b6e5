import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

/** The lock that `prisma migrate deploy` takes as well, so that either may be used and never both at once. */
const migrationLock = 72707369;

const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
	id varchar(36) PRIMARY KEY NOT NULL,
	checksum varchar(64) NOT NULL,
	finished_at timestamptz,
	migration_name varchar(255) NOT NULL,
	logs text,
	rolled_back_at timestamptz,
	started_at timestamptz NOT NULL DEFAULT now(),
	applied_steps_count integer NOT NULL DEFAULT 0
)`;

export type Migration = { readonly name: string; readonly sql: string };
type Applied = { name: string; checksum: string; finished: boolean; logs: string | null };

/** The database cannot be brought to this version of the program; the message says which migration and what to do. */
export class MigrationError extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'MigrationError';
	}
}

export const migrationsFolder = 'prisma/migrations';

/**
 * Applies what is missing, in order of names, and keeps `_prisma_migrations` as `prisma migrate deploy` does. Each file and its row
 * are one transaction: a crash or an error leaves neither. Gives the names applied now.
 * @param only applies no others, for a database that is to be as it was at some time; all when not given
 * @throws MigrationError when an applied file was edited, one failed half-way, or the database is newer than the program.
 */
export async function migrate(databaseUrl: string, dir = migrationsFolder, only?: ReadonlySet<string>): Promise<string[]> {
	const migrations = await readMigrations(dir);
	const client = new pg.Client({ connectionString: databaseUrl, application_name: 'eiso migrate' });
	await client.connect();
	try {
		// A session lock; it goes with the connection, also when this process is killed.
		await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
		await client.query(createTable);
		const missing = pending(migrations, await readApplied(client)).filter(({ name }) => only?.has(name) ?? true);
		for (const migration of missing) await apply(client, migration);
		return missing.map(({ name }) => name);
	} finally {
		await client.end();
	}
}

/** Each folder `<time>_<intent>` with its `migration.sql`, oldest first. */
export async function readMigrations(dir: string): Promise<Migration[]> {
	const entries = await readdir(dir, { withFileTypes: true });
	const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
	return Promise.all(names.sort().map(async (name) => ({ name, sql: await readFile(path.join(dir, name, 'migration.sql'), 'utf8') })));
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
	const { rows } = await client.query<Applied>(
		`SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, logs
		 FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`
	);
	return rows;
}

function pending(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
	const known = new Map(migrations.map((migration) => [migration.name, migration]));
	for (const row of applied) {
		const migration = known.get(row.name);
		if (!row.finished) {
			throw new MigrationError(
				`The migration ${row.name} failed half-way${row.logs ? `: ${row.logs}` : ''}.\n` +
					'Put the database right by hand or from a backup. Then let it run again with\n' +
					`  UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${row.name}';`
			);
		}
		if (!migration) {
			throw new MigrationError(
				`The database has the migration ${row.name}, which this version of eISO does not know. Use a newer version.`
			);
		}
		if (!isUnchanged(migration, row.checksum)) {
			throw new MigrationError(
				`The migration ${row.name} was edited after it had been applied. Restore its file; make changes in a new migration.`
			);
		}
	}
	const done = new Set(applied.map((row) => row.name));
	return migrations.filter(({ name }) => !done.has(name));
}

/** Whether the file is still what it was when it had that checksum. */
export function isUnchanged(migration: Migration, checksum: string): boolean {
	return checksums(migration.sql).includes(checksum);
}

function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** The file's own checksum first, then those it has when a checkout changes its line ends. */
function checksums(sql: string): string[] {
	const unix = sql.replaceAll('\r\n', '\n');
	return [sha256(sql), sha256(unix), sha256(unix.replaceAll('\n', '\r\n'))];
}

/** Statements that end a transaction or refuse to run in one: such a file is sent alone. */
const standsAlone = /^\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK)\s*;|\bINDEX\s+CONCURRENTLY\b/im;

async function apply(client: pg.Client, migration: Migration): Promise<void> {
	const id = randomUUID();
	const insert = `INSERT INTO _prisma_migrations (id, checksum, migration_name)
		VALUES ('${id}', '${sha256(migration.sql)}', ${pg.escapeLiteral(migration.name)})`;
	const finish = `UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = '${id}'`;
	if (standsAlone.test(migration.sql)) {
		await client.query(insert);
		await run(client, migration, migration.sql, (logs) =>
			client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, logs])
		);
		await client.query(finish);
		return;
	}
	// One simple query is one transaction.
	const before = `${insert};\n`;
	await run(
		client,
		migration,
		`${before}${migration.sql}\n;\n${finish}`,
		async (logs) => {
			await client.query(insert);
			await client.query('UPDATE _prisma_migrations SET logs = $2, rolled_back_at = now() WHERE id = $1', [id, logs]);
		},
		before.length
	);
}

async function run(
	client: pg.Client,
	migration: Migration,
	sql: string,
	recordFailure: (logs: string) => Promise<unknown>,
	offset = 0
): Promise<void> {
	try {
		await client.query(sql);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const line = error instanceof pg.DatabaseError ? lineOf(migration.sql, Number(error.position) - offset) : '';
		// The connection may be what failed; the first error is the one to tell.
		await recordFailure(`${message}${line}`).catch(() => undefined);
		throw new MigrationError(`The migration ${migration.name} failed${line}: ${message}`, { cause: error });
	}
}

function lineOf(sql: string, position: number): string {
	return position > 0 ? ` (line ${sql.slice(0, position).split('\n').length})` : '';
}

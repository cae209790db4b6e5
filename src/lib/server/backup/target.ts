import type pg from 'pg';
import { withConnection } from '#lib/server/platform/connection.ts';
import { BackupError, type Manifest } from './format.ts';
import { appliedMigrations, leftOut, listTables, quoted } from './tables.ts';

/** Rows that every start writes by itself: what the installation is, and the kinds of units and documents. */
const ofEveryStart: readonly string[] = ['public.installation', 'public.document_kind', 'public.unit_kind', ...leftOut];

/**
 * Whether rows may be restored into the database. `new`: it has no tables. `fits`: a start, or a restore that broke off, made tables
 * which the backup has too. `later`: a start made tables that the backup does not know.
 * @throws BackupError when it is in use, or holds something else
 */
export function checkTarget(databaseUrl: string, manifest: Manifest): Promise<'new' | 'fits' | 'later'> {
	return withConnection(databaseUrl, async (client) => {
		const { rows } = await client.query<{ others: number; tables: number; migrated: boolean }>(
			`SELECT (SELECT count(*)::int FROM pg_stat_activity
					WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend') AS others,
				(SELECT count(*)::int FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
					WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
						AND NOT EXISTS (SELECT 1 FROM pg_depend d
							WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) AS tables,
				to_regclass('public._prisma_migrations') IS NOT NULL AS migrated`
		);
		const [state] = rows;
		if (!state) throw new Error('the database gave no row');
		if (state.others > 0)
			throw new BackupError(`The database has ${state.others} other connections. Stop eISO and whatever else uses it, then restore.`);
		if (state.tables === 0) return 'new';
		if (!state.migrated) throw new BackupError('The database holds tables of another program. Restore into an empty database.');
		const used = await firstUsedTable(client);
		if (used)
			throw new BackupError(
				`The database is in use: the table ${used} has rows. Restore only goes into an empty database; nothing was changed.`
			);
		const known = new Set(manifest.migrations.map(({ name }) => name));
		return (await appliedMigrations(client)).every(({ name }) => known.has(name)) ? 'fits' : 'later';
	});
}

async function firstUsedTable(client: pg.Client): Promise<string | null> {
	for (const table of await listTables(client)) {
		const name = `${table.schema}.${table.name}`;
		if (ofEveryStart.includes(name)) continue;
		const { rows } = await client.query<{ used: boolean }>(`SELECT EXISTS (SELECT 1 FROM ${quoted(table)}) AS used`);
		if (rows[0]?.used) return table.name;
	}
	return null;
}

import pg from 'pg';

export type Table = { readonly schema: string; readonly name: string; readonly columns: readonly string[] };

/** The schemas that our migrations make. The job queue has its own, which the queue makes; its waiting jobs are carried as jobs. */
const schemas = ['public', 'eiso_log'];

/**
 * Rows that a restored system must not have. Migrations are named by the manifest and applied by the restore. Sessions: who was signed
 * out since would be signed in again. Counts of attempts: they speak of minutes.
 */
export const leftOut: readonly string[] = ['public._prisma_migrations', 'public.session', 'public.throttle'];

/** Text of days, moments and numbers that does not depend on how a server or role is set up. */
export const plainText = `SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex';
	SET search_path = public; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0`;

export function quoted({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
	return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
}

export function columnsOf({ columns }: Table): string {
	return columns.map((column) => pg.escapeIdentifier(column)).join(', ');
}

/**
 * Every table of ours and the columns that are written: generated ones the server computes again. A partitioned table stands for its
 * partitions, because months come and go.
 * @throws Error for a kind of thing that a backup would lose; whoever adds one adds it here too
 */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
	const sequences = await client.query<{ name: string }>(
		`SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		 WHERE c.relkind = 'S' AND n.nspname = ANY ($1)`,
		[schemas]
	);
	const [sequence] = sequences.rows;
	if (sequence) throw new Error(`a backup does not carry sequences, and there is one: ${sequence.name}`);
	const { rows } = await client.query<Table>(
		`SELECT n.nspname::text AS schema, c.relname::text AS name,
			array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns
		 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1)
			AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
		 GROUP BY 1, 2 ORDER BY 1, 2`,
		[schemas]
	);
	return rows.filter(({ schema, name }) => !leftOut.includes(`${schema}.${name}`));
}

/** First days of the months that have a partition in the access log. */
export async function accessLogMonths(client: pg.ClientBase): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>(
		`SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		 WHERE i.inhparent = 'eiso_log.access_log'::regclass AND c.relname ~ '^access_log_\\d{4}_\\d{2}$' ORDER BY 1`
	);
	return rows.map(({ name }) => `${name.slice(-7).replace('_', '-')}-01`);
}

/** What was applied to the database, oldest first. */
export async function appliedMigrations(client: pg.ClientBase): Promise<{ name: string; checksum: string }[]> {
	const { rows } = await client.query<{ name: string; checksum: string }>(
		`SELECT migration_name AS name, checksum FROM public._prisma_migrations
		 WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`
	);
	return rows;
}

import type pg from 'pg';

type Index = { name: string; definition: string };

/** Loads a table without the indexes that are no constraints, and makes them again afterwards, which is many times quicker. */
export async function withoutIndexes(client: pg.Client, table: string, load: () => Promise<void>): Promise<void> {
	const { rows } = await client.query<Index>(
		`SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
		WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
		[table]
	);
	for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
	await load();
	for (const { definition } of rows) await client.query(definition);
}

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { listTables, quoted } from '#lib/server/backup/tables.ts';
import { withConnection } from '#lib/server/platform/connection.ts';

/** Number and hash of the rows of every table that a backup carries, generated columns too. */
export function contentOf(url: string): Promise<Record<string, string>> {
	return withConnection(url, async (client) => {
		await client.query(`SET timezone = 'UTC'`);
		const content: Record<string, string> = {};
		for (const table of await listTables(client)) {
			const { rows } = await client.query<{ n: string; hash: string }>(
				`SELECT count(*)::text AS n, coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C")), '') AS hash FROM ${quoted(table)} t`
			);
			content[table.name] = `${rows[0]?.n} ${rows[0]?.hash}`;
		}
		return content;
	});
}

/** What guards the rows: constraints, indexes and triggers with their state. */
export function guardsOf(url: string): Promise<string[]> {
	return withConnection(url, async (client) => {
		const { rows } = await client.query<{ guard: string }>(
			`SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated::text AS guard
				FROM pg_constraint WHERE connamespace IN ('public'::regnamespace, 'eiso_log'::regnamespace) AND contype <> 'n'
			 UNION ALL SELECT tgrelid::regclass::text || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
			 UNION ALL SELECT tgrelid::regclass::text || ' foreign key ' || tgenabled::text || ' ' || count(*) FROM pg_trigger WHERE tgisinternal GROUP BY tgrelid, tgenabled
			 UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'eiso_log')
			 ORDER BY 1`
		);
		return rows.map(({ guard }) => guard);
	});
}

/** Jobs that wait, without what the queue adds. */
export function waitingJobs(url: string): Promise<unknown[]> {
	return withConnection(url, async (client) => {
		const { rows } = await client.query<Record<string, unknown>>(
			`SELECT name, data, singleton_key, start_after FROM pgboss.job WHERE state < 'completed' ORDER BY name, singleton_key`
		);
		return rows;
	});
}

/** Every file below a folder: its path and the hash of its bytes. */
export async function filesBelow(folder: string): Promise<Record<string, string>> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files: Record<string, string> = {};
	for (const entry of entries.filter((one) => one.isFile())) {
		const full = path.join(entry.parentPath, entry.name);
		files[path.relative(folder, full)] = createHash('sha256')
			.update(await readFile(full))
			.digest('hex');
	}
	return files;
}

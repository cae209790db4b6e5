import path from 'node:path';
import pg from 'pg';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { createContext } from '#lib/server/platform/context.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#lib/server/platform/embedded-postgres.ts';
import { migrate } from '#lib/server/platform/migrate.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import { loadReference } from '../../prisma/seed/reference.ts';
import { checkData } from './data/check.ts';
import { benchFiles, type BenchFiles } from './data/files.ts';
import { loadData } from './data/load.ts';
import { dataVersion, sizeOf, type Size } from './data/size.ts';

export type BenchDatabase = { readonly url: string; readonly size: Size };

/** The bench's own server; its databases are kept for the next run. */
export function startServer(storageDir: string): Promise<EmbeddedPostgres> {
	return startEmbeddedPostgres({ dir: path.join(storageDir, 'postgres') });
}

/** The database of a size: made on first use, else brought up to date. A load that was interrupted is done again. */
export async function openBenchDatabase(
	server: EmbeddedPostgres,
	storageDir: string,
	scale: number,
	say: (words: string) => void
): Promise<BenchDatabase & { files: BenchFiles }> {
	const size = sizeOf(scale);
	const files = await benchFiles(storageDir);
	const name = `bench_${dataVersion}_${size.units}`;
	const url = withDatabase(server.url, name);
	if (!(await isComplete(server.url, name))) {
		say(`Making ${name}: ${size.units} units, ${size.documents} documents, ${size.versions} versions, ${size.trailRows} trail rows`);
		await onServer(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
		await onServer(server.url, `CREATE DATABASE ${name}`);
		await fill(url, size, files, say);
		await onServer(server.url, `COMMENT ON DATABASE ${name} IS 'complete'`);
	}
	await migrate(url);
	return { url, size, files };
}

async function fill(url: string, size: Size, files: BenchFiles, say: (words: string) => void): Promise<void> {
	await migrate(url);
	const prisma = createPrisma(url, { max: 1 });
	try {
		await loadReference(createContext({ actor: systemActor, client: prisma, clock: systemClock(0) }));
	} finally {
		await prisma.$disconnect();
	}
	await withClient(url, async (client) => {
		await loadData(client, size, files, say);
		say('  checking what was loaded');
		await checkData(client, size);
	});
}

async function isComplete(url: string, name: string): Promise<boolean> {
	const { rows } = await withClient(url, (client) =>
		client.query<{ note: string | null }>(`SELECT shobj_description(oid, 'pg_database') AS note FROM pg_database WHERE datname = $1`, [
			name
		])
	);
	return rows[0]?.note === 'complete';
}

function onServer(url: string, sql: string): Promise<unknown> {
	return withClient(url, (client) => client.query(sql));
}

export async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return await use(client);
	} finally {
		await client.end();
	}
}

function withDatabase(url: string, name: string): string {
	const changed = new URL(url);
	changed.pathname = `/${name}`;
	return changed.href;
}

import path from 'node:path';
import pg from 'pg';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { withConnection } from '#lib/server/platform/connection.ts';
import { createContext } from '#lib/server/platform/context.ts';
import { startEmbeddedPostgres } from '#lib/server/platform/embedded-postgres.ts';
import { migrate } from '#lib/server/platform/migrate.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import type { Settings } from '#lib/server/platform/settings.ts';
import { loadReference } from '../../prisma/seed/reference.ts';
import { StartError } from './lifetime.ts';

export type Database = {
	readonly url: string;
	readonly isEmbedded: boolean;
	/** Ends this process's use of an embedded server; the last process to leave stops it. */
	close(): Promise<void>;
};

const oldestServer = 15;

/**
 * Connects to the operator's database, or starts (or joins) the embedded one, and brings its tables up to date.
 * @param options.asItIs looks at no table
 */
export async function openDatabase(settings: Settings, options: { asItIs?: boolean } = {}): Promise<Database> {
	const database = settings.databaseUrl ? ownDatabase(settings.databaseUrl) : await embeddedDatabase(settings.storageDir);
	try {
		await checkServer(database.url);
		if (!options.asItIs) await bringUpToDate(database.url, settings);
		return database;
	} catch (error) {
		await database.close();
		throw error;
	}
}

/** Migrations, then the kinds of units and documents that every installation begins with. */
export async function bringUpToDate(url: string, { clockOffsetMs }: Pick<Settings, 'clockOffsetMs'>): Promise<void> {
	await migrate(url);
	const client = createPrisma(url, { max: 1 });
	try {
		await loadReference(createContext({ actor: systemActor, client, clock: systemClock(clockOffsetMs) }));
	} finally {
		await client.$disconnect();
	}
}

function ownDatabase(url: string): Database {
	return { url, isEmbedded: false, close: () => Promise.resolve() };
}

async function embeddedDatabase(storageDir: string): Promise<Database> {
	const server = await startEmbeddedPostgres({ dir: path.join(storageDir, 'postgres') });
	return { url: server.url, isEmbedded: true, close: () => server.stop() };
}

async function checkServer(url: string): Promise<void> {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 20_000 });
	try {
		await client.connect();
	} catch (error) {
		throw new StartError(`No connection to the database at ${withoutPassword(url)}: ${reason(error)}`, { cause: error });
	}
	try {
		const { rows } = await client.query<{ version: string }>(`SELECT current_setting('server_version_num') AS version`);
		const major = Math.floor(Number(rows[0]?.version) / 10_000);
		if (major < oldestServer)
			throw new StartError(`PostgreSQL ${oldestServer} or newer is needed; the database at ${withoutPassword(url)} is ${major}.`);
	} finally {
		await client.end();
	}
}

function withoutPassword(url: string): string {
	const shown = new URL(url);
	shown.password = '';
	shown.search = '';
	return shown.href;
}

/** A refused connection to a name with several addresses comes as many errors in one without a message. */
function reason(error: unknown): string {
	if (error instanceof AggregateError) return error.errors.map(reason).join(', ');
	return error instanceof Error ? error.message : String(error);
}

/** Empties an embedded database by making it anew: its rows refuse to be deleted. */
export async function recreateDatabase(url: string, { migrated = true } = {}): Promise<void> {
	const maintenance = new URL(url);
	const name = pg.escapeIdentifier(maintenance.pathname.slice(1));
	maintenance.pathname = '/postgres';
	await withConnection(maintenance.href, async (client) => {
		await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
		await client.query(`CREATE DATABASE ${name}`);
	});
	if (migrated) await migrate(url);
}

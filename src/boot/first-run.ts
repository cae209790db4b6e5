import { spawn } from 'node:child_process';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { createSetupLink } from '#lib/server/identity/setup.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { createContext } from '#lib/server/platform/context.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import type { Settings } from '#lib/server/platform/settings.ts';
import { recreateDatabase, type Database } from './database.ts';
import { StartError } from './lifetime.ts';

/** What the start tells the operator. */
export type Installation = {
	/** Demo accounts exist, whose password everybody knows. */
	readonly isDemo: boolean;
	/** The path of the one-time link that creates the administrator; null when there is one. */
	readonly setupPath: string | null;
};

/** Loads the demo where it belongs, else makes sure that somebody can create the first administrator. */
export async function prepareInstallation(settings: Settings, database: Database, signal: AbortSignal): Promise<Installation> {
	if (await wantsDemo(settings, database)) await loadDemo(database, signal);
	return withClient(database.url, async (client) => {
		const isDemo = (await client.user.count({ where: { isDemo: true, status: { not: 'disabled' } } })) > 0;
		const ctx = createContext({ actor: systemActor, client, clock: systemClock(settings.clockOffsetMs) });
		return { isDemo, setupPath: await createSetupLink(ctx) };
	});
}

/** The first start of an embedded database, or DEMO=1 on an empty one. A load that was interrupted is done again from nothing. */
async function wantsDemo(settings: Settings, database: Database): Promise<boolean> {
	const { row, people } = await withClient(database.url, async (client) => ({
		row: await client.installation.findUniqueOrThrow({ where: { id: 1 } }),
		people: await client.user.count()
	}));
	if (row.demoLoadedAt || settings.demo === false) return false;
	if (row.demo) {
		if (!database.isEmbedded)
			throw new StartError('The demo was loaded into this database only in part. Drop the database, create it anew and start again.');
		await recreateDatabase(database.url);
		return true;
	}
	// A link that was printed says that this is to be a real installation.
	const isNew = people === 0 && row.setupTokenHash === null;
	if (settings.demo && !isNew)
		throw new StartError('DEMO=1 needs an empty database; this one is in use. Unset DEMO, or name another database.');
	return isNew && (settings.demo ?? database.isEmbedded);
}

async function loadDemo(database: Database, signal: AbortSignal): Promise<void> {
	await withClient(database.url, (client) => client.installation.update({ where: { id: 1 }, data: { demo: true } }));
	// A process of its own: what it needs of memory, the server is not to keep.
	const child = spawn(process.execPath, ['src/cli/main.ts', 'demo', 'load'], {
		stdio: 'inherit',
		env: { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn' },
		signal
	});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', resolve);
	});
	signal.throwIfAborted();
	if (code !== 0) throw new StartError('The demo could not be loaded; see above. DEMO=0 starts without it.');
}

async function withClient<T>(url: string, use: (client: PrismaClient) => Promise<T>): Promise<T> {
	const client = createPrisma(url, { max: 1 });
	try {
		return await use(client);
	} finally {
		await client.$disconnect();
	}
}

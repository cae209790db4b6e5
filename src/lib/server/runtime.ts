import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { guardedStore } from '#lib/server/files/guarded-store.ts';
import { createFileParser } from '#lib/server/files/inspect.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { createBoss, attachQueue } from '#lib/server/jobs/queue.ts';
import { systemClock, type Clock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import type { Settings } from '#lib/server/platform/settings.ts';
import { stopStamping } from '#lib/server/pdf/stamper.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { warmStore } from '#lib/server/storage/warm.ts';
import { flushAccessLog } from '#lib/server/audit-trail/access-log.ts';
import { createJobWorker, type JobWorker } from '#lib/server/jobs/worker.ts';

/** What one process of eISO holds: opened once at its start, closed in reverse order at its end. */
export type Runtime = {
	readonly settings: Settings;
	readonly databaseUrl: string;
	readonly client: PrismaClient;
	readonly clock: Clock;
	/** The file store, the parser of uploads and where temporary files lie. */
	readonly tools: UploadTools;
	readonly boss: PgBoss;
	readonly log: Logger;
	/** Null in a process that only serves pages or runs one command. */
	readonly worker: JobWorker | null;
};

export type RuntimeOptions = {
	/** Whether this process works on jobs. */
	work?: boolean;
};

/** Reading copies are mostly below this, and a hundred of the ordinary ones fit in. */
const warmLimits = { totalBytes: 24_000_000, fileBytes: 1_000_000 };

/**
 * Opens the database, the file store, the parser and the queue. The database must be migrated already.
 * @param databaseUrl the embedded database's address, or the one of the settings
 */
export async function startRuntime(settings: Settings, databaseUrl: string, { work = true }: RuntimeOptions = {}): Promise<Runtime> {
	const log = createLogger(settings.logLevel);
	const clock = systemClock(settings.clockOffsetMs);
	const client = createPrisma(databaseUrl);
	const tempDir = path.join(settings.storageDir, 'temp');
	await mkdir(tempDir, { recursive: true });
	const store = warmStore(guardedStore(await openFileStore(settings), client), warmLimits);
	const parser = createFileParser({ tempDir });
	const tools: UploadTools = { store, parser, tempDir };
	const boss = await createBoss(databaseUrl, log);
	attachQueue(client, boss);
	const base = { settings, databaseUrl, client, clock, tools, boss, log };
	// What works on no jobs loads nothing of them: they touch every part of eISO.
	const worker = work ? await createJobWorker(base, (await import('#lib/server/job-handlers.ts')).jobHandlers) : null;
	return { ...base, worker };
}

/** The file store of the settings: S3, or a folder in the storage folder. */
export function openFileStore({ s3, storageDir }: Pick<Settings, 's3' | 'storageDir'>): Promise<FileStore> {
	return createFileStore(s3 ? { kind: 's3', ...s3 } : { kind: 'disk', dir: path.join(storageDir, 'files') });
}

/** Closes everything, work in progress first: what does not finish in time is retried by the next process. */
export async function stopRuntime(runtime: Runtime): Promise<void> {
	await runtime.boss.stop({ graceful: true, timeout: 10_000 });
	await flushAccessLog(runtime.client);
	await runtime.tools.parser.close();
	await stopStamping();
	await stopTypst();
	await runtime.client.$disconnect();
}

/** A context for what the system does by itself: jobs, start-up, the command line before a person is known. */
export function systemContext(runtime: Pick<Runtime, 'client' | 'clock'>): Ctx {
	return createContext({ actor: systemActor, client: runtime.client, clock: runtime.clock });
}

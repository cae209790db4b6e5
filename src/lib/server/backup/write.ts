import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rmdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { sweepLock } from '#lib/server/files/keeping.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { syncFolder } from '#lib/server/storage/disk.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { isMissing } from './files.ts';
import { BackupError, formatVersion, keyFile, manifestFile, type Manifest, type OnProgress } from './format.ts';
import { copyObjects } from './objects.ts';
import { writeRows } from './rows-out.ts';

export type BackupJob = {
	readonly databaseUrl: string;
	readonly store: FileStore;
	/** The backup's own folder. While it is made it is called `<folder>.unfinished`. */
	readonly folder: string;
	/** The installation's key, and whether to put it into the backup. */
	readonly key: { readonly bytes: Buffer; readonly include: boolean };
	/** Goes on when the store lacks files or has them with other bytes; the manifest then names them. */
	readonly despiteFaults?: boolean;
	readonly signal?: AbortSignal;
	readonly onProgress?: OnProgress;
};

/**
 * Writes a backup of the whole system, which goes on working meanwhile: the rows of one moment, and every file they name. It gets its
 * name when it is whole and durable; one that broke off is gone on with, and files that it has already are not copied again.
 * Recorded as `installation.backup` in the trail of the province, before it gets its name.
 * @throws BackupError when the folder is in use, or the store lacks files that rows name
 */
export async function writeBackup(ctx: Ctx, job: BackupJob): Promise<Manifest> {
	const { signal = new AbortController().signal, onProgress = () => undefined } = job;
	const folder = path.resolve(job.folder);
	await refuseUsed(folder);
	const unfinished = `${folder}.unfinished`;
	await mkdir(unfinished, { recursive: true, mode: 0o700 });
	const manifest = await holdingFiles(job.databaseUrl, async (client) => {
		const rows = await writeRows(client, unfinished, signal, onProgress);
		const faults = await copyObjects({ folder: unfinished, store: job.store, total: rows.objects.rows, signal, onProgress });
		if (faults.length > 0 && !job.despiteFaults) throw new BackupError(faultWords(faults));
		const publicKey = createSigner(job.key.bytes).publicKey;
		const key = { publicKey, included: job.key.include };
		return { format: 'eiso-backup', formatVersion, ...rows, faults, key } satisfies Manifest;
	});
	await rm(path.join(unfinished, keyFile), { force: true });
	if (manifest.key.included) await writeFile(path.join(unfinished, keyFile), job.key.bytes, { mode: 0o600, flush: true });
	const text = `${JSON.stringify(manifest, null, '\t')}\n`;
	await writeFile(path.join(unfinished, manifestFile), text, { mode: 0o600, flush: true });
	for (const place of [path.join(unfinished, 'tables'), unfinished]) await syncFolder(place);
	await recordBackup(ctx, manifest, createHash('sha256').update(text).digest('hex'));
	await rename(unfinished, folder);
	await syncFolder(path.dirname(folder));
	return manifest;
}

/** An empty folder of that name is taken away; anything else is somebody's. */
async function refuseUsed(folder: string): Promise<void> {
	try {
		const names = await readdir(folder);
		if (names.includes(manifestFile)) throw new BackupError(`${folder} holds a backup already. Name a new folder for each.`);
		if (names.length > 0) throw new BackupError(`${folder} is not empty. Name a new folder.`);
		await rmdir(folder);
	} catch (error) {
		if (!isMissing(error)) throw error;
	}
}

/** While `use` runs nothing is swept, so that no file goes away that a row of the snapshot names. */
async function holdingFiles<T>(databaseUrl: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: databaseUrl, application_name: 'eiso backup', keepAlive: true });
	// A connection that breaks while nothing is asked of it would end the process; the last query below tells of it.
	client.on('error', () => undefined);
	await client.connect();
	try {
		await client.query('SET idle_session_timeout = 0');
		await client.query('SELECT pg_advisory_lock_shared($1)', [sweepLock]);
		const result = await use(client);
		await client.query('SELECT pg_advisory_unlock_shared($1)', [sweepLock]);
		return result;
	} finally {
		await client.end();
	}
}

function recordBackup(ctx: Ctx, manifest: Manifest, sha256: string): Promise<void> {
	const { takenAt, tables, objects, faults, key } = manifest;
	return transaction(ctx, (ctx) =>
		record(ctx, {
			event: 'installation.backup',
			subjectType: 'installation',
			subjectId: 'installation',
			unitId: null,
			after: {
				takenAt,
				manifest: sha256,
				rows: tables.reduce((sum, { rows }) => sum + rows, 0),
				files: objects.rows,
				missingFiles: faults.length,
				keyIncluded: key.included
			}
		})
	);
}

function faultWords(faults: readonly string[]): string {
	const shown = faults.slice(0, 20).map((sha256) => `  ${sha256}`);
	if (faults.length > shown.length) shown.push(`  and ${faults.length - shown.length} more`);
	return [
		`The file store lacks ${faults.length} files that the database names, or has them with other bytes:`,
		...shown,
		'Put them right from an earlier backup (objects/sha256/…), or go on with --despite-faults.'
	].join('\n');
}

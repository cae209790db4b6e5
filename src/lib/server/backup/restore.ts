import { createBoss } from '#lib/server/jobs/queue.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { migrate, migrationsFolder, readMigrations } from '#lib/server/platform/migrate.ts';
import { keepInstallationKey } from '#lib/server/platform/secrets.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { BackupError, type Manifest, type OnProgress } from './format.ts';
import { chooseKey } from './key.ts';
import { putObjects } from './objects.ts';
import { checkFiles, checkMigrations, readManifest } from './read.ts';
import { loadRows } from './rows-in.ts';
import { checkTarget } from './target.ts';

export type RestoreJob = {
	readonly folder: string;
	/** Without tables, or with those that a start makes and nothing in them. */
	readonly databaseUrl: string;
	readonly store: FileStore;
	/** Where the key is looked for and kept: `SECRET_KEY`, `STORAGE_DIR`. */
	readonly environment: { readonly SECRET_KEY?: string | undefined; readonly STORAGE_DIR?: string | undefined };
	/** Goes on without the backup's key. */
	readonly newKey?: boolean;
	/** Makes the database anew when a start has brought its tables further than the backup's; refused when not given. */
	readonly makeAnew?: () => Promise<void>;
	readonly migrations?: string;
	readonly signal?: AbortSignal;
	readonly onProgress?: OnProgress;
};

export type Restored = {
	readonly manifest: Manifest;
	readonly manifestSha256: string;
	/** Migrations that were applied after the rows. */
	readonly migratedOn: readonly string[];
	/** False: the checkpoints to come will be signed with another key. */
	readonly isSameKey: boolean;
	readonly unknownJobs: number;
};

/**
 * Brings a backup back: first the files into the store, then the rows, then the tables to where this program wants them. Everything
 * that can be refused is refused before the database is touched; rows come all or not at all, so that a restore that broke off is
 * simply started again.
 * @throws BackupError when the backup is damaged or newer, the database is in use, or the key is not there
 */
export async function restoreBackup(job: RestoreJob): Promise<Restored> {
	const { folder, databaseUrl, signal = new AbortController().signal, onProgress = () => undefined } = job;
	const { manifest, sha256 } = await readManifest(folder);
	const migrations = job.migrations ?? migrationsFolder;
	checkMigrations(manifest, await readMigrations(migrations));
	const target = await checkTarget(databaseUrl, manifest);
	if (target === 'later' && !job.makeAnew)
		throw new BackupError(
			'A start of eISO has brought the tables of this database further than those of the backup. Make the database anew, then restore.'
		);
	const key = await chooseKey(folder, manifest, job.environment, job.newKey ?? false);
	await checkFiles(folder, manifest);
	await putObjects({ folder, store: job.store, total: manifest.objects.rows, signal, onProgress }, new Set(manifest.faults));

	if (target === 'later') await job.makeAnew?.();
	await migrate(databaseUrl, migrations, new Set(manifest.migrations.map(({ name }) => name)));
	const boss = await createBoss(databaseUrl, createLogger('silent'));
	try {
		const { unknownJobs } = await loadRows({ databaseUrl, folder, manifest, boss, signal, onProgress });
		if (key.keep) keepInstallationKey(job.environment, key.keep);
		const migratedOn = await migrate(databaseUrl, migrations);
		return { manifest, manifestSha256: sha256, migratedOn, isSameKey: key.isSame, unknownJobs };
	} finally {
		await boss.stop({ graceful: false });
	}
}

/** Says in the trail of the province that everything before it came from a backup, and from which one. */
export function recordRestore(ctx: Ctx, { manifest, manifestSha256 }: Restored): Promise<void> {
	return transaction(ctx, (ctx) =>
		record(ctx, {
			event: 'installation.restore',
			subjectType: 'installation',
			subjectId: 'installation',
			unitId: null,
			after: { takenAt: manifest.takenAt, manifest: manifestSha256 }
		})
	);
}

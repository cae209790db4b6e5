import { randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { flushAccessLog, logRead } from '#lib/server/audit-trail/access-log.ts';
import { ensurePartitions } from '#lib/server/audit-trail/access-log-months.ts';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { writeCheckpoints } from '#lib/server/audit-trail/checkpoints.ts';
import { objectsFolder, type Manifest, type OnProgress } from '#lib/server/backup/format.ts';
import { restoreBackup, type Restored, type RestoreJob } from '#lib/server/backup/restore.ts';
import { writeBackup } from '#lib/server/backup/write.ts';
import { grantException } from '#lib/server/documents/exceptions.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { createSecretBox } from '#lib/server/platform/secrets.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { emptyDatabase, type TestDatabase } from './database.ts';
import { approvedVersion, documentsWorld, draftVersion, issuedVersion, password, type DocumentsWorld } from './documents.ts';
import { removeFolder } from './remove-folder.ts';

/** The key of the installation that is backed up. */
export const key = randomBytes(32);
export const signer = createSigner(key);
/** A mail that waits, sealed with that key. */
export const mailId = randomUUID();

export type BackupOptions = { store?: FileStore; onProgress?: OnProgress; despiteFaults?: boolean; include?: boolean };
/** Another machine: an empty database, an empty storage folder, the store in it. */
export type Target = { database: TestDatabase; storage: string; store: FileStore };

/** A small province with something in nearly every table, and a backup of it. */
export type BackedUp = {
	readonly world: DocumentsWorld;
	/** Removed at the end, with all that lies in it. */
	readonly home: string;
	/** A backup that tests only read, or copy and damage. */
	readonly kept: string;
	readonly manifest: Manifest;
	backUp(folder: string, options?: BackupOptions): Promise<Manifest>;
	newTarget(database?: TestDatabase): Promise<Target>;
	/** A copy of the kept backup, to be damaged. */
	copy(): Promise<string>;
	/** How many rows a table has in the kept backup. */
	rowsOf(name: string): number | undefined;
	/** Removes the databases of targets; for `afterEach`. */
	dropTargets(): Promise<void>;
	close(): Promise<void>;
};

export async function backedUpProvince(): Promise<BackedUp> {
	const home = await mkdtemp(path.join(os.tmpdir(), 'eiso-backup-'));
	const world = await documentsWorld();
	await fill(world);
	const databases: TestDatabase[] = [];
	const backUp: BackedUp['backUp'] = (folder, { include = true, store = world.tools.store, ...more } = {}) =>
		writeBackup(world.system, { databaseUrl: world.url, store, folder, key: { bytes: key, include }, ...more });
	const kept = path.join(home, 'kept');
	const manifest = await backUp(kept);
	return {
		world,
		home,
		kept,
		manifest,
		backUp,
		async newTarget(given) {
			const database = given ?? (await emptyDatabase());
			databases.push(database);
			const storage = await mkdtemp(path.join(home, 'machine-'));
			return { database, storage, store: await createFileStore({ kind: 'disk', dir: path.join(storage, 'files') }) };
		},
		async copy() {
			const folder = path.join(await mkdtemp(path.join(home, 'copy-')), 'backup');
			await cp(kept, folder, { recursive: true });
			return folder;
		},
		rowsOf: (name) => manifest.tables.find((table) => table.name === name)?.rows,
		async dropTargets() {
			for (const database of databases.splice(0)) await database.drop();
		},
		async close() {
			await world.close();
			await removeFolder(home);
		}
	};
}

/** Something in nearly every table: rows that point in circles, to months past, to nothing, and text that COPY must escape. */
async function fill(world: DocumentsWorld): Promise<void> {
	const issued = await issuedVersion(world);
	await issuedVersion(world, { documentId: issued.documentId, effectiveOn: world.day(3), step: 'issue' });
	await approvedVersion(world, { title: 'Chữ có \\ và\ttab, "ngoặc" và 🙂', summary: 'Dòng một\nDòng hai' });
	await draftVersion(world);
	const commune = await world.addUnit('XA-1', world.unitId);
	await world.addPerson(['officer'], { unitId: commune });
	const head = await world.asId(await world.addPerson(['head'], { unitId: commune }));
	await grantException(head, { unitId: commune, reason: 'Chỉ có hai người', validTo: world.day(300), password });
	await ensurePartitions(world.system);
	for (const on of ['2026-11-24T02:00:00Z', '2026-12-24T02:00:00Z', '2019-01-01T00:00:00Z']) {
		world.clock.set(new Date(on));
		logRead(await world.as('staff'), { action: 'open', unitId: world.unitId, documentId: issued.documentId, versionId: issued.id });
	}
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
	await flushAccessLog(world.client);
	await world.client.mail.create({
		data: {
			id: mailId,
			address: 'a@example.vn',
			locale: 'vi',
			kind: 'invitation',
			subject: 'Mời',
			body: createSecretBox(key).seal('liên kết', mailId)
		}
	});
	await world.client.session.create({
		data: {
			id: 'hash-of-a-session',
			userId: world.ids.staff,
			expiresAt: new Date('2027-01-01'),
			createdAt: new Date('2026-11-24'),
			lastSeenAt: new Date('2026-11-24'),
			absoluteEndsAt: new Date('2027-01-01')
		}
	});
	await writeCheckpoints(world.system, signer);
}

export function restoreInto({ database, storage, store }: Target, folder: string, more: Partial<RestoreJob> = {}): Promise<Restored> {
	return restoreBackup({ folder, databaseUrl: database.url, store, environment: { STORAGE_DIR: storage }, ...more });
}

/** What the system does on the other machine, a day later. */
export function contextIn({ client }: TestDatabase): Ctx {
	return createContext({ actor: systemActor, client, clock: fixedClock(new Date('2026-11-25T02:00:00Z')) });
}

/** One of the stored files in a backup. */
export async function anObjectOf(folder: string): Promise<string> {
	const names = await readdir(path.join(folder, objectsFolder), { recursive: true });
	const name = names.find((one) => /[0-9a-f]{64}$/.test(one));
	if (!name) throw new Error('the backup has no objects');
	return path.join(folder, objectsFolder, name);
}

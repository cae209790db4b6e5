import { randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recreateDatabase } from '../../src/boot/database.ts';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { writeCheckpoints } from '#lib/server/audit-trail/checkpoints.ts';
import { flushAccessLog, logRead } from '#lib/server/audit-trail/access-log.ts';
import { ensurePartitions } from '#lib/server/audit-trail/access-log-months.ts';
import { verifyAll } from '#lib/server/audit-trail/verify.ts';
import { hashOfFile } from '#lib/server/backup/files.ts';
import { manifestSchema, objectsFolder, type Manifest, type OnProgress } from '#lib/server/backup/format.ts';
import { recordRestore, restoreBackup, type Restored, type RestoreJob } from '#lib/server/backup/restore.ts';
import { leftOut } from '#lib/server/backup/tables.ts';
import { writeBackup } from '#lib/server/backup/write.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { grantException } from '#lib/server/documents/exceptions.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { migrate } from '#lib/server/platform/migrate.ts';
import { createSecretBox, findInstallationKey } from '#lib/server/platform/secrets.ts';
import { sweepFiles } from '#lib/server/files/keeping.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import { storageKey, type FileStore } from '#lib/server/storage/port.ts';
import { contentOf, filesBelow, guardsOf, waitingJobs, withConnection } from '#test/support/backup.ts';
import { emptyDatabase, testDatabase, type TestDatabase } from '#test/support/database.ts';
import { approvedVersion, documentsWorld, draftVersion, issuedVersion, password, type DocumentsWorld } from '#test/support/documents.ts';

const patient = { timeout: 120_000 };
const key = randomBytes(32);
const signer = createSigner(key);
const mailId = randomUUID();

let world: DocumentsWorld;
let home: string;
/** A backup that the tests only read, or copy and damage. */
let kept: string;
let manifest: Manifest;
const databases: TestDatabase[] = [];

beforeAll(async () => {
	home = await mkdtemp(path.join(os.tmpdir(), 'eiso-backup-'));
	world = await documentsWorld();
	await aLivingProvince();
	kept = path.join(home, 'kept');
	manifest = await backUp(kept);
}, 120_000);
afterEach(async () => {
	for (const database of databases.splice(0)) await database.drop();
});
afterAll(async () => {
	await world.close();
	await rm(home, { recursive: true });
});

/** Something in nearly every table: rows that point in circles, to months past, to nothing, and text that COPY must escape. */
async function aLivingProvince(): Promise<void> {
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

type BackupOptions = { store?: FileStore; onProgress?: OnProgress; despiteFaults?: boolean; include?: boolean };

function backUp(folder: string, { include = true, store = world.tools.store, ...more }: BackupOptions = {}): Promise<Manifest> {
	return writeBackup(world.system, { databaseUrl: world.url, store, folder, key: { bytes: key, include }, ...more });
}

async function newTarget(): Promise<{ database: TestDatabase; storage: string; store: FileStore }> {
	const database = await emptyDatabase();
	databases.push(database);
	const storage = await mkdtemp(path.join(home, 'machine-'));
	return { database, storage, store: await createFileStore({ kind: 'disk', dir: path.join(storage, 'files') }) };
}

type Target = Awaited<ReturnType<typeof newTarget>>;

function restoreInto({ database, storage, store }: Target, folder: string, more: Partial<RestoreJob> = {}): Promise<Restored> {
	return restoreBackup({ folder, databaseUrl: database.url, store, environment: { STORAGE_DIR: storage }, ...more });
}

const contextIn = (database: TestDatabase) =>
	createContext({ actor: systemActor, client: database.client, clock: fixedClock(new Date('2026-11-25T02:00:00Z')) });

/** A copy of the kept backup, to be damaged. */
async function aCopy(): Promise<string> {
	const folder = path.join(await mkdtemp(path.join(home, 'copy-')), 'backup');
	await cp(kept, folder, { recursive: true });
	return folder;
}

async function anObjectOf(folder: string): Promise<string> {
	const names = await readdir(path.join(folder, objectsFolder), { recursive: true });
	const name = names.find((one) => /[0-9a-f]{64}$/.test(one));
	if (!name) throw new Error('the backup has no objects');
	return path.join(folder, objectsFolder, name);
}

describe('a backup', () => {
	it('brings every row, file, waiting job and guard into a new database and a new store', patient, async () => {
		const target = await newTarget();
		const restored = await restoreInto(target, kept);
		expect(restored).toMatchObject({ migratedOn: [], isSameKey: true, unknownJobs: 0 });
		// The backup itself was recorded after its snapshot, and is the one thing that is newer.
		await recordRestore(contextIn(target.database), restored);
		const [before, after] = [await contentOf(world.url), await contentOf(target.database.url)];
		const differing = Object.keys(before).filter((table) => before[table] !== after[table]);
		expect(differing).toEqual(['audit_chain', 'audit_trail']);
		expect(Object.values(before).filter((text) => !text.startsWith('0 ')).length).toBeGreaterThan(25);
		const [last] = await target.database.client.auditTrail.findMany({ where: { unitId: null }, orderBy: { seq: 'desc' }, take: 1 });
		expect(last).toMatchObject({ event: 'installation.restore', after: { manifest: restored.manifestSha256 } });
		expect(await guardsOf(target.database.url)).toEqual(await guardsOf(world.url));
		expect(await filesBelow(path.join(target.storage, 'files', 'sha256'))).toEqual(await filesBelow(path.join(world.storeDir, 'sha256')));
		const jobs = await waitingJobs(world.url);
		expect(jobs.length).toBeGreaterThan(2);
		expect(await waitingJobs(target.database.url)).toEqual(jobs);
	});

	it('holds what its manifest says, and no session', async () => {
		expect(manifestSchema.parse(JSON.parse(await readFile(path.join(kept, 'manifest.json'), 'utf8')))).toEqual(manifest);
		const files = (await readdir(path.join(kept, 'tables'))).sort();
		expect(files).toEqual(manifest.tables.map(({ schema, name }) => `${schema}.${name}.copy`).sort());
		const everything = await withConnection(world.url, async (client) => {
			const { rows } = await client.query<{ name: string }>(
				`SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'eiso_log') AND tablename !~ '^access_log_'`
			);
			return rows.map(({ name }) => name);
		});
		const carried = manifest.tables.map(({ schema, name }) => `${schema}.${name}`);
		expect([...carried, ...leftOut].sort()).toEqual(everything.sort());
		expect(leftOut).toEqual(['public._prisma_migrations', 'public.session', 'public.throttle']);
		expect((await readFile(path.join(kept, 'tables', 'public.user.copy'), 'utf8')).includes('hash-of-a-session')).toBe(false);
		expect(manifest.accessLogMonths).toContain('2026-12-01');
		expect((await stat(kept)).mode & 0o777).toBe(0o700);
		expect((await stat(path.join(kept, 'installation.key'))).mode & 0o777).toBe(0o600);
		expect((await stat(path.join(kept, 'tables', 'public.user.copy'))).mode & 0o777).toBe(0o600);
	});

	it('is recorded in the trail of the province', async () => {
		const row = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'installation.backup' } });
		expect(row).toMatchObject({ unitId: null, subjectType: 'installation', after: { keyIncluded: true, missingFiles: 0 } });
	});

	it('leaves a system that verifies, signs as before, opens its mail and goes on working', patient, async () => {
		const target = await newTarget();
		await restoreInto(target, kept);
		const { client } = target.database;
		const found = findInstallationKey({ STORAGE_DIR: target.storage });
		expect(found?.key).toEqual(key);
		const ctx = contextIn(target.database);
		const here = createSigner(found?.key ?? randomBytes(32));
		expect((await verifyAll(ctx, { signer: here })).broken).toEqual([]);
		const mail = await client.mail.findUniqueOrThrow({ where: { id: mailId } });
		expect(createSecretBox(found?.key ?? key).open(mail.body ?? '', mailId)).toBe('liên kết');

		const boss = await createBoss(target.database.url, createLogger('silent'));
		try {
			attachQueue(client, boss);
			await createDocument(
				{ ...(await world.as('officer')), client, db: client },
				{ unitId: world.unitId, kind: 'QT', code: 'QT.S.1', title: 'Sau' }
			);
			expect(await writeCheckpoints(ctx, here)).toBeGreaterThan(0);
			expect((await verifyAll(ctx, { signer: here })).broken).toEqual([]);
		} finally {
			await boss.stop({ graceful: false });
		}
		await expect(client.$executeRaw`update audit_trail set event = 'x'`).rejects.toThrow(/append_only/);
		await expect(client.$executeRaw`insert into version_opening values (gen_random_uuid(), gen_random_uuid(), now())`).rejects.toThrow(
			/foreign key/
		);
		expect(await client.session.count()).toBe(0);
	});

	it('is of one moment while others write', patient, async () => {
		const folder = path.join(home, 'busy');
		const before = await contentOf(world.url);
		let written = 0;
		const taken = await backUp(folder, {
			async onProgress({ stage }) {
				if (stage !== 'tables') return;
				written += 1;
				await draftVersion(world, { title: `Trong lúc sao lưu ${written}` });
			}
		});
		expect(written).toBe(taken.tables.length);
		const target = await newTarget();
		await restoreInto(target, folder);
		expect(await contentOf(target.database.url)).toEqual(before);
		expect((await verifyAll(contextIn(target.database), { signer })).broken).toEqual([]);
		expect(await world.client.version.count({ where: { title: { startsWith: 'Trong lúc' } } })).toBe(written);
	});

	it('goes on where it broke off, and hashes again what it has', patient, async () => {
		const folder = path.join(home, 'broken-off');
		let reads = 0;
		const failing: FileStore = {
			...world.tools.store,
			openRead: (sha256, range) => (++reads > 3 ? Promise.reject(new Error('the line is cut')) : world.tools.store.openRead(sha256, range))
		};
		await expect(backUp(folder, { store: failing })).rejects.toThrow('the line is cut');
		const unfinished = `${folder}.unfinished`;
		expect((await readdir(home)).filter((name) => name.startsWith('broken-off'))).toEqual(['broken-off.unfinished']);
		const torn = await anObjectOf(unfinished);
		await writeFile(torn, 'half');
		const present = (await readdir(path.join(unfinished, objectsFolder), { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name));
		let copied = 0;
		const taken = await backUp(folder, {
			onProgress: (progress) => {
				if (progress.stage === 'objects') copied = progress.copied;
			}
		});
		expect(copied).toBe(taken.objects.rows - (present.length - 1));
		expect(copied).toBeLessThan(taken.objects.rows);
		const target = await newTarget();
		await restoreInto(target, folder);
		expect(await filesBelow(path.join(target.storage, 'files', 'sha256'))).toEqual(
			await filesBelow(path.join(folder, objectsFolder, 'sha256'))
		);
	});

	it('is refused where something lies already, and can be stopped', async () => {
		await expect(backUp(kept)).rejects.toThrow(/holds a backup already/);
		await expect(backUp(home)).rejects.toThrow(/not empty/);
		const stop = new AbortController();
		const folder = path.join(home, 'stopped');
		const job = { databaseUrl: world.url, store: world.tools.store, folder, key: { bytes: key, include: true }, signal: stop.signal };
		await expect(writeBackup(world.system, { ...job, onProgress: () => stop.abort() })).rejects.toThrow(/abort/);
		expect((await readdir(home)).includes('stopped')).toBe(false);
		await mkdir(folder);
		await writeBackup(world.system, { ...job, signal: new AbortController().signal });
		expect(await readdir(folder)).toContain('manifest.json');
	});

	it('holds the sweep off until its last file is copied', async () => {
		const orphan = await world.pdf();
		await world.client.storedFile.create({
			data: { sha256: orphan.sha256, size: orphan.size, contentType: 'application/pdf', createdAt: new Date('2026-11-01') }
		});
		let swept = -1;
		await backUp(path.join(home, 'held'), {
			async onProgress({ stage, done }) {
				if (stage === 'objects' && done === 1) swept = (await sweepFiles(world.system, world.tools)).rows;
			}
		});
		expect(swept).toBe(0);
		expect((await sweepFiles(world.system, world.tools)).rows).toBe(1);
	});

	it('says which files the store lacks, and goes on without them only when told to', patient, async () => {
		const lost = await world.pdf();
		const document = await createDocument(await world.as('officer'), {
			unitId: world.unitId,
			kind: 'QT',
			code: 'QT.L.1',
			title: 'Mất tệp',
			drafters: [world.ids.drafter]
		});
		await createVersion(await world.as('drafter'), { documentId: document.id, summary: 'Một', pdf: lost });
		const file = path.join(world.storeDir, storageKey(lost.sha256));
		const bytes = await readFile(file);
		await writeFile(file, Buffer.concat([bytes.subarray(1), bytes.subarray(0, 1)]));
		try {
			const folder = path.join(home, 'faulty');
			await expect(backUp(folder)).rejects.toThrow(lost.sha256);
			const taken = await backUp(folder, { despiteFaults: true });
			expect(taken.faults).toEqual([lost.sha256]);
			const target = await newTarget();
			await restoreInto(target, folder);
			expect(await target.store.stat(lost.sha256)).toBeNull();
			expect(await target.database.client.version.count({ where: { pdfSha256: lost.sha256 } })).toBe(1);
		} finally {
			await writeFile(file, bytes);
		}
	});
});

describe('a restore', () => {
	it('goes from a disk into an S3 store', patient, async () => {
		const directory = await mkdtemp(path.join(home, 's3-'));
		const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory });
		const { port } = await server.run();
		try {
			const store = await createFileStore({
				kind: 's3',
				endpoint: `http://127.0.0.1:${port}`,
				region: 'us-east-1',
				bucket: 'eiso-files',
				accessKey: 'S3RVER',
				secretKey: 'S3RVER'
			});
			const target = { ...(await newTarget()), store };
			await restoreInto(target, kept);
			const rows = await target.database.client.storedFile.findMany();
			for (const { sha256, size } of rows) expect((await store.stat(sha256))?.size).toBe(Number(size));
			// And out of it again, into the same bytes.
			const again = path.join(home, 'from-s3');
			const ctx = contextIn(target.database);
			await writeBackup(ctx, { databaseUrl: target.database.url, store, folder: again, key: { bytes: key, include: true } });
			expect(await filesBelow(path.join(again, objectsFolder))).toEqual(await filesBelow(path.join(kept, objectsFolder)));
		} finally {
			await server.close();
		}
	});

	it.each<[string, (folder: string) => Promise<void>, RegExp]>([
		[
			'a table that was cut off',
			async (folder) => cutOff(path.join(folder, 'tables', 'public.version.copy')),
			/public\.version\.copy is cut off/
		],
		[
			'a table in which a byte changed',
			async (folder) => changeByte(path.join(folder, 'tables', 'public.user.copy')),
			/public\.user\.copy is not what was written/
		],
		['a table that is missing', async (folder) => rm(path.join(folder, 'tables', 'public.unit.copy')), /public\.unit\.copy is missing/],
		['jobs that were changed', async (folder) => changeByte(path.join(folder, 'jobs.copy')), /jobs\.copy is not what was written/],
		['a list of files that was cut off', async (folder) => cutOff(path.join(folder, 'objects.tsv')), /objects\.tsv is cut off/],
		[
			'a file in which a byte changed',
			async (folder) => changeByte(await anObjectOf(folder)),
			/objects\/sha256\/.* is not what was written/
		],
		['a file that was cut off', async (folder) => cutOff(await anObjectOf(folder)), /objects\/sha256\/.* is not what was written/],
		['a file that is missing', async (folder) => rm(await anObjectOf(folder)), /objects\/sha256\/.* is missing/],
		['a key that was changed', async (folder) => changeByte(path.join(folder, 'installation.key')), /installation\.key is not its key/],
		['a manifest that was cut off', async (folder) => cutOff(path.join(folder, 'manifest.json')), /manifest\.json cannot be read/],
		['no manifest', async (folder) => rm(path.join(folder, 'manifest.json')), /no whole backup/],
		['a manifest that lacks a table', (folder) => edit(folder, (json) => json.tables.pop()), /does not fit its own migrations/],
		[
			'another number of rows',
			(folder) => edit(folder, (json) => (json.tables = json.tables.map((table) => ({ ...table, rows: table.rows + 1 })))),
			/rows, not/
		],
		['a form of later', (folder) => edit(folder, (json) => (json.formatVersion = 2)), /newer version/],
		[
			'a migration of later',
			(folder) => edit(folder, (json) => json.migrations.push({ name: '20991231000000_later', checksum: 'ab'.repeat(32) })),
			/does not know/
		],
		[
			'a migration that is another',
			(folder) => edit(folder, (json) => (json.migrations = json.migrations.map((one) => ({ ...one, checksum: 'ab'.repeat(32) })))),
			/not the one of this program/
		]
	])('refuses %s, and keeps no row', patient, async (_what, damage, words) => {
		const folder = await aCopy();
		await damage(folder);
		const target = await newTarget();
		await expect(restoreInto(target, folder)).rejects.toThrow(words);
		const kept = await withConnection(target.database.url, async (client) => {
			const { rows } = await client.query<{ made: boolean }>(`SELECT to_regclass('public.version') IS NOT NULL AS made`);
			return rows[0]?.made ? (await client.query('SELECT 1 FROM version')).rowCount : 0;
		});
		expect(kept).toBe(0);
	});

	it('is simply started again after one that was refused in its middle', patient, async () => {
		const folder = await aCopy();
		await edit(
			folder,
			(json) => (json.tables = json.tables.map((table) => ({ ...table, rows: table.rows + (table.name === 'version' ? 1 : 0) })))
		);
		const target = await newTarget();
		await expect(restoreInto(target, folder)).rejects.toThrow(/public\.version\.copy has/);
		await restoreInto(target, kept);
		expect(await target.database.client.version.count()).toBe(rowsOf('version'));
	});

	it('refuses a database in which somebody was, and changes nothing', patient, async () => {
		const used = await testDatabase();
		databases.push(used);
		await used.client.user.create({ data: { fullName: 'Ai đó', email: 'ai@example.vn' } });
		await used.client.$disconnect();
		const storage = await mkdtemp(path.join(home, 'machine-'));
		const target = { database: used, storage, store: world.tools.store };
		await expect(restoreInto(target, kept)).rejects.toThrow(/in use: the table user has rows/);
		expect(await used.client.user.count()).toBe(1);
		// The client is connected now.
		await expect(restoreInto(target, kept)).rejects.toThrow(/other connections/);
		const other = await newTarget();
		await withConnection(other.database.url, (client) => client.query('CREATE TABLE somebody (id int)'));
		await expect(restoreInto(other, kept)).rejects.toThrow(/another program/);
	});

	it('takes a database that was only started', patient, async () => {
		const started = await testDatabase();
		databases.push(started);
		await started.client.unitKind.create({ data: { code: 'T-KIND', nameVi: 'Khác', nameEn: 'Other', sortOrder: 7 } });
		await started.client.$disconnect();
		const storage = await mkdtemp(path.join(home, 'machine-'));
		const store = await createFileStore({ kind: 'disk', dir: path.join(storage, 'files') });
		await restoreInto({ database: started, storage, store }, kept);
		expect((await started.client.unitKind.findUniqueOrThrow({ where: { code: 'T-KIND' } })).nameVi).toBe('Sở');
	});

	it(
		'migrates on where the program is newer, and has a database made anew which a start brought further than the backup',
		patient,
		async () => {
			const migrations = path.join(home, 'migrations');
			await cp('prisma/migrations', migrations, { recursive: true });
			const name = '20991231000000_add_a_column';
			await mkdir(path.join(migrations, name));
			await writeFile(path.join(migrations, name, 'migration.sql'), `ALTER TABLE unit ADD COLUMN later text; UPDATE unit SET later = 'x';`);
			const target = await newTarget();
			await migrate(target.database.url, migrations);
			await expect(restoreInto(target, kept, { migrations })).rejects.toThrow(/Make the database anew/);
			const makeAnew = () => recreateDatabase(target.database.url, { migrated: false });
			expect((await restoreInto(target, kept, { migrations, makeAnew })).migratedOn).toEqual([name]);
			const later = await withConnection(target.database.url, (client) => client.query(`SELECT 1 FROM unit WHERE later = 'x'`));
			expect(later.rowCount).toBe(rowsOf('unit'));
		}
	);

	it('wants the key of the backup, and goes on with another only when told to', patient, async () => {
		const keyless = path.join(home, 'keyless');
		await backUp(keyless, { include: false });
		expect(await readdir(keyless)).not.toContain('installation.key');
		const target = await newTarget();
		await expect(restoreInto(target, keyless)).rejects.toThrow(/does not hold its key/);
		const other = randomBytes(32).toString('base64');
		await expect(restoreInto(target, keyless, { environment: { SECRET_KEY: other, STORAGE_DIR: target.storage } })).rejects.toThrow(
			/SECRET_KEY is not the key/
		);
		await expect(restoreInto(target, kept, { environment: { SECRET_KEY: other, STORAGE_DIR: target.storage } })).rejects.toThrow(
			/Take it away/
		);
		const same = await restoreInto(target, keyless, { environment: { SECRET_KEY: key.toString('base64'), STORAGE_DIR: target.storage } });
		expect(same.isSameKey).toBe(true);
		expect(await readdir(target.storage)).not.toContain('installation.key');

		const lost = await newTarget();
		expect((await restoreInto(lost, keyless, { newKey: true })).isSameKey).toBe(false);
		// What the old key signed still holds, and the first checkpoint of the new one introduces it.
		const ctx = contextIn(lost.database);
		const newSigner = createSigner(randomBytes(32));
		expect((await verifyAll(ctx, { signer: newSigner })).broken).toEqual([]);
		await writeCheckpoints(ctx, newSigner);
		expect((await verifyAll(ctx, { signer: newSigner })).broken).toEqual([]);
	});

	it('shows a row that was changed inside a backup', patient, async () => {
		const folder = await aCopy();
		const file = path.join(folder, 'tables', 'public.audit_trail.copy');
		await writeFile(file, (await readFile(file, 'utf8')).replace('version.approve', 'version.approxe'));
		const { sha256, size } = await hashOfFile(file).then((found) => found ?? { sha256: '', size: 0 });
		await edit(folder, (json) => {
			json.tables = json.tables.map((table) => (table.name === 'audit_trail' ? { ...table, sha256, bytes: size } : table));
		});
		const target = await newTarget();
		await restoreInto(target, folder);
		expect((await verifyAll(contextIn(target.database), { signer })).broken).toHaveLength(1);
	});
});

function rowsOf(name: string): number | undefined {
	return manifest.tables.find((table) => table.name === name)?.rows;
}

async function cutOff(file: string): Promise<void> {
	const bytes = await readFile(file);
	await writeFile(file, bytes.subarray(0, Math.floor(bytes.length / 2)));
}

async function changeByte(file: string): Promise<void> {
	const bytes = await readFile(file);
	const place = Math.floor(bytes.length / 2);
	bytes[place] = (bytes[place] ?? 0) ^ 1;
	await writeFile(file, bytes);
}

async function edit(folder: string, change: (json: Manifest) => unknown): Promise<void> {
	const file = path.join(folder, 'manifest.json');
	const json = manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
	change(json);
	await writeFile(file, JSON.stringify(json));
}

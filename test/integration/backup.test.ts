import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { writeCheckpoints } from '#lib/server/audit-trail/checkpoints.ts';
import { verifyAll } from '#lib/server/audit-trail/verify.ts';
import { manifestSchema, objectsFolder } from '#lib/server/backup/format.ts';
import { recordRestore } from '#lib/server/backup/restore.ts';
import { leftOut } from '#lib/server/backup/tables.ts';
import { writeBackup } from '#lib/server/backup/write.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { sweepFiles } from '#lib/server/files/keeping.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { withConnection } from '#lib/server/platform/connection.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { createSecretBox, findInstallationKey } from '#lib/server/platform/secrets.ts';
import { storageKey, type FileStore } from '#lib/server/storage/port.ts';
import { contentOf, filesBelow, guardsOf, waitingJobs } from '#test/support/backup.ts';
import { anObjectOf, backedUpProvince, contextIn, key, mailId, restoreInto, signer, type BackedUp } from '#test/support/backup-world.ts';
import { draftVersion, type DocumentsWorld } from '#test/support/documents.ts';

const patient = { timeout: 120_000 };
let province: BackedUp;
let world: DocumentsWorld;
beforeAll(async () => {
	province = await backedUpProvince();
	({ world } = province);
}, 120_000);
afterEach(() => province.dropTargets());
afterAll(() => province.close());

describe('a backup', () => {
	it('brings every row, file, waiting job and guard into a new database and a new store', patient, async () => {
		const target = await province.newTarget();
		const restored = await restoreInto(target, province.kept);
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
		expect(manifestSchema.parse(JSON.parse(await readFile(path.join(province.kept, 'manifest.json'), 'utf8')))).toEqual(province.manifest);
		const files = (await readdir(path.join(province.kept, 'tables'))).sort();
		expect(files).toEqual(province.manifest.tables.map(({ schema, name }) => `${schema}.${name}.copy`).sort());
		const everything = await withConnection(world.url, async (client) => {
			const { rows } = await client.query<{ name: string }>(
				`SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'eiso_log') AND tablename !~ '^access_log_'`
			);
			return rows.map(({ name }) => name);
		});
		const carried = province.manifest.tables.map(({ schema, name }) => `${schema}.${name}`);
		expect([...carried, ...leftOut].sort()).toEqual(everything.sort());
		expect(leftOut).toEqual(['public._prisma_migrations', 'public.session', 'public.throttle']);
		expect((await readFile(path.join(province.kept, 'tables', 'public.user.copy'), 'utf8')).includes('hash-of-a-session')).toBe(false);
		expect(province.manifest.accessLogMonths).toContain('2026-12-01');
		expect((await stat(province.kept)).mode & 0o777).toBe(0o700);
		expect((await stat(path.join(province.kept, 'installation.key'))).mode & 0o777).toBe(0o600);
		expect((await stat(path.join(province.kept, 'tables', 'public.user.copy'))).mode & 0o777).toBe(0o600);
	});

	it('is recorded in the trail of the province', async () => {
		const row = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'installation.backup' } });
		expect(row).toMatchObject({ unitId: null, subjectType: 'installation', after: { keyIncluded: true, missingFiles: 0 } });
	});

	it('leaves a system that verifies, signs as before, opens its mail and goes on working', patient, async () => {
		const target = await province.newTarget();
		await restoreInto(target, province.kept);
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
		const folder = path.join(province.home, 'busy');
		const before = await contentOf(world.url);
		let written = 0;
		const taken = await province.backUp(folder, {
			async onProgress({ stage }) {
				if (stage !== 'tables') return;
				written += 1;
				await draftVersion(world, { title: `Trong lúc sao lưu ${written}` });
			}
		});
		expect(written).toBe(taken.tables.length);
		const target = await province.newTarget();
		await restoreInto(target, folder);
		expect(await contentOf(target.database.url)).toEqual(before);
		expect((await verifyAll(contextIn(target.database), { signer })).broken).toEqual([]);
		expect(await world.client.version.count({ where: { title: { startsWith: 'Trong lúc' } } })).toBe(written);
	});

	it('goes on where it broke off, and hashes again what it has', patient, async () => {
		const folder = path.join(province.home, 'broken-off');
		let reads = 0;
		const failing: FileStore = {
			...world.tools.store,
			openRead: (sha256, range) => (++reads > 3 ? Promise.reject(new Error('the line is cut')) : world.tools.store.openRead(sha256, range))
		};
		await expect(province.backUp(folder, { store: failing })).rejects.toThrow('the line is cut');
		const unfinished = `${folder}.unfinished`;
		expect((await readdir(province.home)).filter((name) => name.startsWith('broken-off'))).toEqual(['broken-off.unfinished']);
		const torn = await anObjectOf(unfinished);
		await writeFile(torn, 'half');
		const present = (await readdir(path.join(unfinished, objectsFolder), { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name));
		let copied = 0;
		const taken = await province.backUp(folder, {
			onProgress: (progress) => {
				if (progress.stage === 'objects') copied = progress.copied;
			}
		});
		expect(copied).toBe(taken.objects.rows - (present.length - 1));
		expect(copied).toBeLessThan(taken.objects.rows);
		const target = await province.newTarget();
		await restoreInto(target, folder);
		expect(await filesBelow(path.join(target.storage, 'files', 'sha256'))).toEqual(
			await filesBelow(path.join(folder, objectsFolder, 'sha256'))
		);
	});

	it('is refused where something lies already, and can be stopped', async () => {
		await expect(province.backUp(province.kept)).rejects.toThrow(/holds a backup already/);
		await expect(province.backUp(province.home)).rejects.toThrow(/not empty/);
		const stop = new AbortController();
		const folder = path.join(province.home, 'stopped');
		const job = { databaseUrl: world.url, store: world.tools.store, folder, key: { bytes: key, include: true }, signal: stop.signal };
		await expect(writeBackup(world.system, { ...job, onProgress: () => stop.abort() })).rejects.toThrow(/abort/);
		expect((await readdir(province.home)).includes('stopped')).toBe(false);
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
		await province.backUp(path.join(province.home, 'held'), {
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
			const folder = path.join(province.home, 'faulty');
			await expect(province.backUp(folder)).rejects.toThrow(lost.sha256);
			const taken = await province.backUp(folder, { despiteFaults: true });
			expect(taken.faults).toEqual([lost.sha256]);
			const target = await province.newTarget();
			await restoreInto(target, folder);
			expect(await target.store.stat(lost.sha256)).toBeNull();
			expect(await target.database.client.version.count({ where: { pdfSha256: lost.sha256 } })).toBe(1);
		} finally {
			await writeFile(file, bytes);
		}
	});
});

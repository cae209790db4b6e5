import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recreateDatabase } from '../../src/boot/database.ts';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { writeCheckpoints } from '#lib/server/audit-trail/checkpoints.ts';
import { verifyAll } from '#lib/server/audit-trail/verify.ts';
import { hashOfFile } from '#lib/server/backup/files.ts';
import { manifestSchema, objectsFolder, type Manifest } from '#lib/server/backup/format.ts';
import { writeBackup } from '#lib/server/backup/write.ts';
import { withConnection } from '#lib/server/platform/connection.ts';
import { migrate } from '#lib/server/platform/migrate.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import { filesBelow } from '#test/support/backup.ts';
import { anObjectOf, backedUpProvince, contextIn, key, restoreInto, signer, type BackedUp } from '#test/support/backup-world.ts';
import { testDatabase } from '#test/support/database.ts';

const patient = { timeout: 120_000 };
let province: BackedUp;
beforeAll(async () => {
	province = await backedUpProvince();
}, 120_000);
afterEach(() => province.dropTargets());
afterAll(() => province.close());

describe('a restore', () => {
	it('goes from a disk into an S3 store', patient, async () => {
		const directory = await mkdtemp(path.join(province.home, 's3-'));
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
			const target = { ...(await province.newTarget()), store };
			await restoreInto(target, province.kept);
			const rows = await target.database.client.storedFile.findMany();
			for (const { sha256, size } of rows) expect((await store.stat(sha256))?.size).toBe(Number(size));
			// And out of it again, into the same bytes.
			const again = path.join(province.home, 'from-s3');
			const ctx = contextIn(target.database);
			await writeBackup(ctx, { databaseUrl: target.database.url, store, folder: again, key: { bytes: key, include: true } });
			expect(await filesBelow(path.join(again, objectsFolder))).toEqual(await filesBelow(path.join(province.kept, objectsFolder)));
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
		const folder = await province.copy();
		await damage(folder);
		const target = await province.newTarget();
		await expect(restoreInto(target, folder)).rejects.toThrow(words);
		const rows = await withConnection(target.database.url, async (client) => {
			const found = await client.query<{ made: boolean }>(`SELECT to_regclass('public.version') IS NOT NULL AS made`);
			return found.rows[0]?.made ? (await client.query('SELECT 1 FROM version')).rowCount : 0;
		});
		expect(rows).toBe(0);
	});

	it('is simply started again after one that was refused in its middle', patient, async () => {
		const folder = await province.copy();
		await edit(
			folder,
			(json) => (json.tables = json.tables.map((table) => ({ ...table, rows: table.rows + (table.name === 'version' ? 1 : 0) })))
		);
		const target = await province.newTarget();
		await expect(restoreInto(target, folder)).rejects.toThrow(/public\.version\.copy has/);
		await restoreInto(target, province.kept);
		expect(await target.database.client.version.count()).toBe(province.rowsOf('version'));
	});

	it('refuses a database in which somebody was, and changes nothing', patient, async () => {
		const used = await testDatabase();
		await used.client.user.create({ data: { fullName: 'Ai đó', email: 'ai@example.vn' } });
		await used.client.$disconnect();
		const target = await province.newTarget(used);
		await expect(restoreInto(target, province.kept)).rejects.toThrow(/in use: the table user has rows/);
		expect(await used.client.user.count()).toBe(1);
		// The client is connected now.
		await expect(restoreInto(target, province.kept)).rejects.toThrow(/other connections/);
		const other = await province.newTarget();
		await withConnection(other.database.url, (client) => client.query('CREATE TABLE somebody (id int)'));
		await expect(restoreInto(other, province.kept)).rejects.toThrow(/another program/);
	});

	it('takes a database that was only started', patient, async () => {
		const started = await testDatabase();
		await started.client.unitKind.create({ data: { code: 'T-KIND', nameVi: 'Khác', nameEn: 'Other', sortOrder: 7 } });
		await started.client.$disconnect();
		await restoreInto(await province.newTarget(started), province.kept);
		expect((await started.client.unitKind.findUniqueOrThrow({ where: { code: 'T-KIND' } })).nameVi).toBe('Sở');
	});

	it(
		'migrates on where the program is newer, and has a database made anew which a start brought further than the backup',
		patient,
		async () => {
			const migrations = path.join(province.home, 'migrations');
			await cp('prisma/migrations', migrations, { recursive: true });
			const name = '20991231000000_add_a_column';
			await mkdir(path.join(migrations, name));
			await writeFile(path.join(migrations, name, 'migration.sql'), `ALTER TABLE unit ADD COLUMN later text; UPDATE unit SET later = 'x';`);
			const target = await province.newTarget();
			await migrate(target.database.url, migrations);
			await expect(restoreInto(target, province.kept, { migrations })).rejects.toThrow(/Make the database anew/);
			const makeAnew = () => recreateDatabase(target.database.url, { migrated: false });
			expect((await restoreInto(target, province.kept, { migrations, makeAnew })).migratedOn).toEqual([name]);
			const later = await withConnection(target.database.url, (client) => client.query(`SELECT 1 FROM unit WHERE later = 'x'`));
			expect(later.rowCount).toBe(province.rowsOf('unit'));
		}
	);

	it('wants the key of the backup, and goes on with another only when told to', patient, async () => {
		const keyless = path.join(province.home, 'keyless');
		await province.backUp(keyless, { include: false });
		expect(await readdir(keyless)).not.toContain('installation.key');
		const target = await province.newTarget();
		await expect(restoreInto(target, keyless)).rejects.toThrow(/does not hold its key/);
		const other = randomBytes(32).toString('base64');
		await expect(restoreInto(target, keyless, { environment: { SECRET_KEY: other, STORAGE_DIR: target.storage } })).rejects.toThrow(
			/SECRET_KEY is not the key/
		);
		await expect(restoreInto(target, province.kept, { environment: { SECRET_KEY: other, STORAGE_DIR: target.storage } })).rejects.toThrow(
			/Take it away/
		);
		const same = await restoreInto(target, keyless, { environment: { SECRET_KEY: key.toString('base64'), STORAGE_DIR: target.storage } });
		expect(same.isSameKey).toBe(true);
		expect(await readdir(target.storage)).not.toContain('installation.key');

		const lost = await province.newTarget();
		expect((await restoreInto(lost, keyless, { newKey: true })).isSameKey).toBe(false);
		// What the old key signed still holds, and the first checkpoint of the new one introduces it.
		const ctx = contextIn(lost.database);
		const newSigner = createSigner(randomBytes(32));
		expect((await verifyAll(ctx, { signer: newSigner })).broken).toEqual([]);
		await writeCheckpoints(ctx, newSigner);
		expect((await verifyAll(ctx, { signer: newSigner })).broken).toEqual([]);
	});

	it('shows a row that was changed inside a backup', patient, async () => {
		const folder = await province.copy();
		const file = path.join(folder, 'tables', 'public.audit_trail.copy');
		await writeFile(file, (await readFile(file, 'utf8')).replace('version.approve', 'version.approxe'));
		const { sha256, size } = await hashOfFile(file).then((found) => found ?? { sha256: '', size: 0 });
		await edit(folder, (json) => {
			json.tables = json.tables.map((table) => (table.name === 'audit_trail' ? { ...table, sha256, bytes: size } : table));
		});
		const target = await province.newTarget();
		await restoreInto(target, folder);
		expect((await verifyAll(contextIn(target.database), { signer })).broken).toHaveLength(1);
	});
});

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

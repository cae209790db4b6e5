import { randomBytes, createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileStore, type FileStoreOptions } from './index.ts';
import { storageKey, StoredBytesDiffer, StoredFileMissing, type FileStore } from './port.ts';

type Place = { options: FileStoreOptions; end(): Promise<void> };

const places: Record<string, () => Promise<Place>> = {
	'a folder of this machine': async () => {
		const dir = await mkdtemp(path.join(os.tmpdir(), 'eiso-store-'));
		return { options: { kind: 'disk', dir }, end: () => rm(dir, { recursive: true }) };
	},
	'an S3 server over HTTP': async () => {
		const directory = await mkdtemp(path.join(os.tmpdir(), 'eiso-s3-'));
		const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory });
		const { port } = await server.run();
		return {
			options: {
				kind: 's3',
				endpoint: `http://127.0.0.1:${port}`,
				region: 'us-east-1',
				bucket: 'eiso-files',
				accessKey: 'S3RVER',
				secretKey: 'S3RVER'
			},
			async end() {
				await server.close();
				await rm(directory, { recursive: true });
			}
		};
	}
};

const given = process.env['TEST_S3_ENDPOINT'];
if (given) {
	places['the S3 server of TEST_S3_*'] = () =>
		Promise.resolve({
			options: {
				kind: 's3',
				endpoint: given,
				region: process.env['TEST_S3_REGION'] ?? 'us-east-1',
				bucket: process.env['TEST_S3_BUCKET'] ?? `eiso-test-${Date.now()}`,
				accessKey: process.env['TEST_S3_ACCESS_KEY'] ?? '',
				secretKey: process.env['TEST_S3_SECRET_KEY'] ?? ''
			},
			end: () => Promise.resolve()
		});
}

describe.each(Object.entries(places))('the file store in %s', (_name, open) => {
	let place: Place;
	let store: FileStore;
	let temporary: string;

	beforeAll(async () => {
		place = await open();
		store = await createFileStore(place.options);
		temporary = await mkdtemp(path.join(os.tmpdir(), 'eiso-put-'));
	});

	afterAll(async () => {
		await place.end();
		await rm(temporary, { recursive: true });
	});

	async function aFile(bytes: Uint8Array = randomBytes(1000)) {
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const tempPath = path.join(temporary, sha256);
		await writeFile(tempPath, bytes);
		return { bytes, tempPath, sha256, facts: { sha256, size: bytes.length, contentType: 'application/pdf' } };
	}

	async function read(sha256: string, range?: { start: number; end: number }) {
		const chunks: Buffer[] = [];
		for await (const chunk of (await store.openRead(sha256, range)) as AsyncIterable<Buffer>) chunks.push(chunk);
		return Buffer.concat(chunks);
	}

	it('gives back the bytes that were put, and leaves the temporary file to the caller', async () => {
		const { bytes, tempPath, sha256, facts } = await aFile();
		expect(await store.put(tempPath, facts)).toBe('stored');
		expect(await read(sha256)).toEqual(bytes);
		expect((await stat(tempPath)).size).toBe(bytes.length);
	});

	it('puts and reads 20 MB', async () => {
		const { bytes, tempPath, sha256, facts } = await aFile(randomBytes(20_000_000));
		await store.put(tempPath, facts);
		expect((await read(sha256)).equals(bytes)).toBe(true);
	});

	it('reads a part, the first byte and the last byte', async () => {
		const { bytes, tempPath, sha256, facts } = await aFile();
		await store.put(tempPath, facts);
		expect(await read(sha256, { start: 100, end: 199 })).toEqual(bytes.subarray(100, 200));
		expect(await read(sha256, { start: 0, end: 0 })).toEqual(bytes.subarray(0, 1));
		expect(await read(sha256, { start: 999, end: 999 })).toEqual(bytes.subarray(999));
	});

	it('says size and date of what it has, and null of what it has not', async () => {
		const { tempPath, sha256, facts } = await aFile();
		expect(await store.stat(sha256)).toBeNull();
		await store.put(tempPath, facts);
		const found = await store.stat(sha256);
		expect(found).toMatchObject({ sha256, size: 1000 });
		expect(Math.abs(Date.now() - (found?.modifiedAt.getTime() ?? 0))).toBeLessThan(10_000);
	});

	it('puts the same bytes twice without harm, also at once', async () => {
		const { bytes, tempPath, sha256, facts } = await aFile();
		await store.put(tempPath, facts);
		expect(await store.put(tempPath, facts)).toBe('existing');
		const other = await aFile();
		await Promise.all([1, 2, 3, 4].map(() => store.put(other.tempPath, other.facts)));
		expect(await read(sha256)).toEqual(bytes);
		expect(await read(other.sha256)).toEqual(other.bytes);
	});

	it('refuses bytes that do not have the hash they are put under, and keeps nothing of them', async () => {
		const { tempPath, facts } = await aFile();
		const other = createHash('sha256').update(randomBytes(8)).digest('hex');
		await expect(store.put(tempPath, { ...facts, sha256: other })).rejects.toThrow();
		expect(await store.stat(other)).toBeNull();
	});

	it('keeps the right bytes when somebody puts wrong ones under their hash', async () => {
		const { bytes, tempPath, sha256, facts } = await aFile();
		await store.put(tempPath, facts);
		await writeFile(tempPath, randomBytes(1000));
		await store.put(tempPath, facts);
		expect(await read(sha256)).toEqual(bytes);
	});

	it('says clearly that bytes are missing', async () => {
		const sha256 = createHash('sha256').update(randomBytes(8)).digest('hex');
		await expect(store.openRead(sha256)).rejects.toThrow(StoredFileMissing);
		await expect(store.openRead(sha256, { start: 0, end: 1 })).rejects.toThrow(StoredFileMissing);
	});

	it('removes bytes, and removing twice is quiet', async () => {
		const { tempPath, sha256, facts } = await aFile();
		await store.put(tempPath, facts);
		await store.remove(sha256);
		await store.remove(sha256);
		expect(await store.stat(sha256)).toBeNull();
	});

	it('lists all it has', async () => {
		const { tempPath, sha256, facts } = await aFile();
		await store.put(tempPath, facts);
		const listed = [];
		for await (const object of store.list()) listed.push(object);
		expect(listed.length).toBeGreaterThan(3);
		expect(listed.find((object) => object.sha256 === sha256)).toMatchObject({ size: 1000 });
	});

	it('lets go of a stream that is closed early', async () => {
		const { tempPath, sha256, facts } = await aFile(randomBytes(3_000_000));
		await store.put(tempPath, facts);
		const stream = await store.openRead(sha256);
		await once(stream, 'readable');
		stream.destroy();
		await once(stream, 'close');
	});

	it.each(['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`])('refuses %j as a hash', async (text) => {
		await expect(store.stat(text)).rejects.toThrow(TypeError);
	});

	it('keeps a file of no bytes', async () => {
		const { tempPath, sha256, facts } = await aFile(new Uint8Array());
		await store.put(tempPath, facts);
		expect((await store.stat(sha256))?.size).toBe(0);
		expect(await read(sha256)).toHaveLength(0);
	});

	it('is told of a temporary file that is gone, and keeps nothing under its hash', async () => {
		const { tempPath, sha256, facts } = await aFile();
		await rm(tempPath);
		await expect(store.put(tempPath, facts)).rejects.toThrow(/ENOENT/);
		expect(await store.stat(sha256)).toBeNull();
		await writeFile(tempPath, 'another length');
		await expect(store.put(tempPath, facts)).rejects.toThrow();
		expect(await store.stat(sha256)).toBeNull();
	});

	it('is healthy', async () => {
		await store.health();
	});
});

describe.each(Object.entries(places).slice(0, 2))('the file store in %s, when that is gone', (_name, open) => {
	it('says so, and takes nothing', async () => {
		const place = await open();
		const store = await createFileStore(place.options);
		const folder = await mkdtemp(path.join(os.tmpdir(), 'eiso-put-'));
		const bytes = randomBytes(100);
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const tempPath = path.join(folder, sha256);
		await writeFile(tempPath, bytes);
		await place.end();
		await expect(store.health()).rejects.toThrow();
		await expect(store.put(tempPath, { sha256, size: bytes.length, contentType: 'application/pdf' })).rejects.toThrow();
		await rm(folder, { recursive: true });
	});
});

describe('the disk store', () => {
	it('repairs a file that lost bytes when the same file is put again', async () => {
		const place = await (places['a folder of this machine'] as () => Promise<Place>)();
		const store = await createFileStore(place.options);
		const dir = (place.options as { dir: string }).dir;
		const bytes = randomBytes(500);
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const tempPath = path.join(dir, 'upload');
		await writeFile(tempPath, bytes);
		const facts = { sha256, size: 500, contentType: 'application/pdf' };
		await store.put(tempPath, facts);
		const stored = path.join(dir, storageKey(sha256));
		await writeFile(stored, bytes.subarray(0, 100));
		await store.put(tempPath, facts);
		expect(await readFile(stored)).toEqual(bytes);
		await utimes(stored, 1, 1);
		await store.put(tempPath, facts);
		expect((await store.stat(sha256))?.modifiedAt.getFullYear()).toBeGreaterThan(2000);
		await expect(store.put(tempPath, { ...facts, sha256: 'a'.repeat(64) })).rejects.toThrow(StoredBytesDiffer);
		await place.end();
	});
});

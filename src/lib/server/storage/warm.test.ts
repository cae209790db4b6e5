import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore } from './index.ts';
import { StoredFileMissing, type FileStore } from './port.ts';
import { warmStore } from './warm.ts';

let dir: string;
let disk: FileStore;
let opened: string[];
let store: FileStore;

beforeEach(async () => {
	dir = await mkdtemp(path.join(os.tmpdir(), 'eiso-warm-'));
	disk = await createFileStore({ kind: 'disk', dir });
	opened = [];
	const openRead: FileStore['openRead'] = (sha256, range) => {
		opened.push(sha256);
		return disk.openRead(sha256, range);
	};
	store = warmStore({ ...disk, openRead }, { totalBytes: 1000, fileBytes: 400 });
});
afterEach(() => rm(dir, { recursive: true }));

async function stored(size: number): Promise<{ sha256: string; bytes: Buffer }> {
	const bytes = randomBytes(size);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const upload = path.join(dir, 'upload');
	await writeFile(upload, bytes);
	await store.put(upload, { sha256, size, contentType: 'application/pdf' });
	return { sha256, bytes };
}
const read = (file: { sha256: string; bytes: Buffer }) => store.bytesOf?.(file.sha256, file.bytes.length);

describe('bytes that are read often', () => {
	it('are read once, also by those who ask at the same time', async () => {
		const file = await stored(400);
		const [first, second] = await Promise.all([read(file), read(file)]);
		expect([first?.equals(file.bytes), second?.equals(file.bytes), (await read(file))?.equals(file.bytes)]).toEqual([true, true, true]);
		expect(opened).toEqual([file.sha256]);
	});

	it('are not kept when the file is large', async () => {
		expect(read(await stored(401))).toBeNull();
		expect(opened).toEqual([]);
	});

	it('make room for others: those that were not used for longest go', async () => {
		const [a, b, c] = [await stored(400), await stored(400), await stored(400)];
		for (const file of [a, b, a, c, a, b]) await read(file);
		expect(opened).toEqual([a.sha256, b.sha256, c.sha256, b.sha256]);
	});

	it('are gone with the file', async () => {
		const file = await stored(100);
		await read(file);
		await store.remove(file.sha256);
		await expect(read(file)).rejects.toBeInstanceOf(StoredFileMissing);
	});

	it('are read again after a failure', async () => {
		const file = { sha256: 'a'.repeat(64), bytes: Buffer.alloc(10) };
		await expect(read(file)).rejects.toBeInstanceOf(StoredFileMissing);
		await expect(read(file)).rejects.toBeInstanceOf(StoredFileMissing);
		expect(opened.length).toBe(2);
	});
});

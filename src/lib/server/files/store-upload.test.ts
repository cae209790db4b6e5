import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docxWith } from '#test/support/hostile-files/office.ts';
import { pdfWith } from '#test/support/hostile-files/pdf.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import { storageKey, type FileStore } from '#lib/server/storage/port.ts';
import { createFileParser, type FileParser } from './inspect.ts';
import { storeUpload } from './store-upload.ts';
import { scrub, sweepTemporary, sweepUnreferenced } from './sweep.ts';

let dir: string;
let tempDir: string;
let store: FileStore;
let parser: FileParser;

beforeAll(async () => {
	dir = await mkdtemp(path.join(os.tmpdir(), 'eiso-upload-'));
	tempDir = path.join(dir, 'parse');
	await mkdir(tempDir);
	store = await createFileStore({ kind: 'disk', dir });
	parser = createFileParser({ tempDir });
});
afterAll(async () => {
	await parser.close();
	await rm(dir, { recursive: true });
});

const purposes = { file: 'reading', source: 'source' } as const;

function upload(parts: Record<string, string | [name: string, bytes: Buffer]>) {
	const form = new FormData();
	for (const [field, part] of Object.entries(parts)) {
		if (typeof part === 'string') form.append(field, part);
		else form.append(field, new File([new Uint8Array(part[1])], part[0]));
	}
	const request = new Request('http://localhost/', { method: 'POST', body: form });
	return storeUpload(request, { store, parser, tempDir }, { purposes, required: ['file'] });
}

async function storedHashes(): Promise<string[]> {
	const hashes: string[] = [];
	for await (const { sha256 } of store.list()) hashes.push(sha256);
	return hashes;
}

const hashOfBytes = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('an upload', () => {
	it('is in the store when it returns, with what was found in it', async () => {
		const pdf = pdfWith();
		const docx = docxWith();
		const { fields, files } = await upload({
			summary: 'Sửa đổi',
			file: ['Quy trình.pdf', pdf],
			source: ['Quy trình.docx', docx]
		});
		expect(fields.get('summary')).toBe('Sửa đổi');
		expect(files).toMatchObject([
			{
				field: 'file',
				fileName: 'Quy trình.pdf',
				sha256: hashOfBytes(pdf),
				detectedType: 'pdf',
				pages: 1,
				size: pdf.length
			},
			{ field: 'source', detectedType: 'docx', pages: null }
		]);
		for (const { sha256, size } of files) expect(await store.stat(sha256)).toMatchObject({ size });
		expect(await readdir(tempDir)).toEqual([]);
	});

	it('stores nothing when one of its files is refused, and says which', async () => {
		const before = await storedHashes();
		const pdf = pdfWith({ mediaBox: '[0 0 300 300]' });
		const bad = upload({ file: ['a.pdf', pdf], source: ['b.docx', Buffer.from('MZ\x90')] });
		await expect(bad).rejects.toMatchObject({
			code: 'type_not_allowed',
			params: { field: 'source', fileName: 'b.docx' }
		});
		await expect(upload({ summary: 'a' })).rejects.toMatchObject({
			code: 'upload_missing_file',
			params: { field: 'file' }
		});
		expect(await storedHashes()).toEqual(before);
		expect(await readdir(tempDir)).toEqual([]);
	});

	it.each([
		['disguised', Buffer.from('MZ\x90'), {}],
		['empty', Buffer.alloc(0), {}],
		['too large', Buffer.alloc(2048, 37), { maxBytes: 1024 }]
	])('that is refused still tells what was typed, and in which field the file was: %s', async (_what, bytes, limits) => {
		const form = new FormData();
		form.append('title', 'Tiếp công dân');
		form.append('file', new File([new Uint8Array(bytes)], 'a.pdf'));
		form.append('summary', 'Sửa đổi');
		const typed = new URLSearchParams();
		const request = new Request('http://localhost/', { method: 'POST', body: form });
		const refused = storeUpload(request, { store, parser, tempDir }, { purposes, typed, ...limits });
		await expect(refused).rejects.toMatchObject({ params: { field: 'file' } });
		expect(Object.fromEntries(typed)).toEqual({ title: 'Tiếp công dân', summary: 'Sửa đổi' });
	});

	it('of 50 MB takes little memory', async () => {
		const run = promisify(execFile);
		const script = path.resolve('test/support/hostile-files/upload-large.ts');
		const { stdout } = await run(process.execPath, [script], {
			env: { ...process.env, UPLOAD_DIR: path.join(dir, 'large') }
		});
		const { beforeMb, peakMb, refusal, stored } = JSON.parse(stdout) as Record<string, number | string>;
		expect(stored).toBe(50 * 1024 * 1024);
		expect(refusal).toBe('file_too_large');
		expect(Number(peakMb) - Number(beforeMb)).toBeLessThan(120);
	});
});

describe('the rounds over the store', () => {
	async function aStoredFile(ageDays: number): Promise<string> {
		const bytes = randomBytes(100);
		const sha256 = hashOfBytes(bytes);
		const file = path.join(tempDir, sha256);
		await writeFile(file, bytes);
		await store.put(file, { sha256, size: 100, contentType: 'application/pdf' });
		await rm(file);
		const then = Date.now() / 1000 - ageDays * 86_400;
		await utimes(path.join(dir, storageKey(sha256)), then, then);
		return sha256;
	}

	it('remove what is old and unreferenced, and nothing else', async () => {
		const [young, old, kept] = [await aStoredFile(0.5), await aStoredFile(2), await aStoredFile(2)];
		const before = new Set(await storedHashes());
		expect(await sweepUnreferenced(store, (sha256) => Promise.resolve(sha256 === kept))).toBe(1);
		const after = new Set(await storedHashes());
		expect([...before].filter((sha256) => !after.has(sha256))).toEqual([old]);
		expect(after.has(young)).toBe(true);
	});

	it('leave alone what was put again while they asked', async () => {
		const sha256 = await aStoredFile(2);
		const now = new Date();
		await sweepUnreferenced(store, async () => {
			await utimes(path.join(dir, storageKey(sha256)), now, now);
			return false;
		});
		expect(await store.stat(sha256)).not.toBeNull();
	});

	it('find bytes that have rotted and bytes that are gone', async () => {
		const [rotten, sound] = [await aStoredFile(0), await aStoredFile(0)];
		await writeFile(path.join(dir, storageKey(rotten)), randomBytes(100));
		const found: unknown[] = [];
		const hashes = [rotten, sound, 'a'.repeat(64)];
		expect(await scrub(store, (rot) => void found.push(rot), hashes)).toEqual({ checked: 3, rotten: 2 });
		expect(found).toEqual([
			{ sha256: rotten, problem: 'differs' },
			{ sha256: 'a'.repeat(64), problem: 'missing' }
		]);
		expect((await scrub(store, () => undefined)).rotten).toBe(1);
	});

	it('clear away what a crash left in the folder of temporary files', async () => {
		await writeFile(path.join(tempDir, 'old.part'), 'a');
		await utimes(path.join(tempDir, 'old.part'), 1, 1);
		await writeFile(path.join(tempDir, 'new.part'), 'a');
		expect(await sweepTemporary(tempDir)).toBe(1);
		expect(await readdir(tempDir)).toEqual(['new.part']);
	});
});

import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileStore } from '#lib/server/storage/index.ts';
import { StoredFileMissing, type FileStore } from '#lib/server/storage/port.ts';
import { attachment, deliverFile } from './deliver.ts';

const bytes = randomBytes(3_000_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');
let dir: string;
let store: FileStore;

beforeAll(async () => {
	dir = await mkdtemp(path.join(os.tmpdir(), 'eiso-deliver-'));
	store = await createFileStore({ kind: 'disk', dir });
	const upload = path.join(dir, 'upload');
	await writeFile(upload, bytes);
	await store.put(upload, { sha256, size: bytes.length, contentType: 'application/pdf' });
});
afterAll(() => rm(dir, { recursive: true }));

function deliver(headers: Record<string, string> = {}, method = 'GET') {
	const request = new Request('http://localhost/', { method, headers });
	return deliverFile(request, store, {
		sha256,
		contentType: 'application/pdf',
		fileName: 'Quy trình "01".pdf',
		etag: 'v1-mark'
	});
}

async function bodyOf(response: Response): Promise<Buffer> {
	return Buffer.from(await response.arrayBuffer());
}

/** The stored files that this process holds open. */
async function openFiles(): Promise<number> {
	const links = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
	return links.filter((link) => link.startsWith(dir)).length;
}

describe('a stored file', () => {
	it('comes whole, as an attachment that may do nothing in a browser', async () => {
		const response = await deliver();
		expect(response.status).toBe(200);
		expect(Object.fromEntries(response.headers)).toEqual({
			'accept-ranges': 'bytes',
			'cache-control': 'private, no-cache',
			'content-disposition': 'attachment; filename="Quy trinh _01_.pdf"; filename*=UTF-8\'\'Quy%20tr%C3%ACnh%20%2201%22.pdf',
			'content-length': '3000000',
			'content-security-policy': "sandbox; default-src 'none'",
			'content-type': 'application/pdf',
			'cross-origin-resource-policy': 'same-origin',
			etag: '"v1-mark"',
			vary: 'cookie, authorization',
			'x-content-type-options': 'nosniff'
		});
		expect((await bodyOf(response)).equals(bytes)).toBe(true);
	});

	it.each([
		['bytes=0-0', 0, 1],
		['bytes=100-199', 100, 200],
		['bytes=2999999-', 2_999_999, 3_000_000],
		['bytes=2000000-9999999', 2_000_000, 3_000_000],
		['bytes=-500', 2_999_500, 3_000_000],
		['bytes=-9999999', 0, 3_000_000]
	])('gives the part %s', async (range, from, to) => {
		const response = await deliver({ range });
		expect(response.status).toBe(206);
		expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/3000000`);
		expect(response.headers.get('content-length')).toBe(String(to - from));
		expect((await bodyOf(response)).equals(bytes.subarray(from, to))).toBe(true);
	});

	it.each(['bytes=3000000-', 'bytes=99999999999999999999-', 'bytes=-0'])('has no part %s', async (range) => {
		const response = await deliver({ range });
		expect(response.status).toBe(416);
		expect(response.headers.get('content-range')).toBe('bytes */3000000');
		expect((await bodyOf(response)).length).toBe(0);
	});

	it.each(['bytes=0-1,5-6', 'bytes=9-1', 'bytes=-', 'pages=1-2', 'bytes=a-b'])('comes whole for the range %s', async (range) => {
		const response = await deliver({ range });
		expect(response.status).toBe(200);
		await response.body?.cancel();
	});

	it('gives a part of what the client has begun, and the whole of what has changed', async () => {
		const same = await deliver({ range: 'bytes=0-9', 'if-range': '"v1-mark"' });
		const other = await deliver({ range: 'bytes=0-9', 'if-range': '"v0-mark"' });
		expect([same.status, other.status]).toEqual([206, 200]);
		await Promise.all([same.body?.cancel(), other.body?.cancel()]);
	});

	it.each(['"v1-mark"', 'W/"v1-mark"', '"a", "v1-mark"', '*'])('is not sent again for %s', async (etag) => {
		const response = await deliver({ 'if-none-match': etag });
		expect(response.status).toBe(304);
		expect(response.headers.get('etag')).toBe('"v1-mark"');
		expect(response.body).toBeNull();
	});

	it('shows only its head to HEAD, and holds nothing open for it', async () => {
		const response = await deliver({}, 'HEAD');
		expect(response.headers.get('content-length')).toBe('3000000');
		expect(response.body).toBeNull();
		expect(await openFiles()).toBe(0);
	});

	it('is let go of when the client goes away, and not opened for an answer that nobody reads', async () => {
		const unread = await deliver();
		expect(await openFiles()).toBe(0);
		await unread.body?.cancel();
		const response = await deliver();
		const reader = (response.body as ReadableStream<Uint8Array>).getReader();
		await reader.read();
		expect(await openFiles()).toBe(1);
		await reader.cancel();
		await expect.poll(openFiles).toBe(0);
	});

	it('that the store has lost is an error and not an empty answer', async () => {
		const lost = deliverFile(new Request('http://localhost/'), store, {
			sha256: 'a'.repeat(64),
			contentType: 'application/pdf',
			fileName: 'a.pdf'
		});
		await expect(lost).rejects.toThrow(StoredFileMissing);
	});

	it('has a name that cannot leave its header', () => {
		expect(attachment('a"\r\nX: y\\.pdf')).toBe(`attachment; filename="a___X: y_.pdf"; filename*=UTF-8''a%22%0D%0AX%3A%20y%5C.pdf`);
		expect(attachment('Đường (1).pdf')).toBe(
			`attachment; filename="Duong (1).pdf"; filename*=UTF-8''%C4%90%C6%B0%E1%BB%9Dng%20%281%29.pdf`
		);
	});
});

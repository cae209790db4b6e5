import { createHash, randomBytes } from 'node:crypto';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiveMultipart, type ReceiveOptions } from './receive.ts';
import { FileRefusal } from './rules.ts';
import { createSlots } from './upload-slots.ts';

let tempDir: string;
beforeEach(async () => {
	tempDir = await mkdtemp(path.join(os.tmpdir(), 'eiso-receive-'));
});
afterEach(() => rm(tempDir, { recursive: true }));

function aForm(parts: Record<string, string | { name: string; bytes: Uint8Array<ArrayBuffer> }>): Request {
	const form = new FormData();
	for (const [field, part] of Object.entries(parts)) {
		if (typeof part === 'string') form.append(field, part);
		else form.append(field, new File([part.bytes], part.name));
	}
	return new Request('http://localhost/', { method: 'POST', body: form });
}

/** A request whose body is exactly these chunks, without a Content-Length. */
function chunked(chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>, contentType = form): Request {
	async function* bytes() {
		for await (const chunk of chunks) yield Buffer.from(chunk);
	}
	const iterator = bytes();
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			const { done, value } = await iterator.next();
			if (done) controller.close();
			else controller.enqueue(value);
		}
	});
	return new Request('http://localhost/', {
		method: 'POST',
		headers: { 'content-type': contentType },
		body,
		duplex: 'half'
	} as RequestInit);
}

const form = 'multipart/form-data; boundary=edge';
const filePart = (name: string) =>
	`--edge\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n`;

async function refusalOf(request: Request, options: Partial<ReceiveOptions> = {}): Promise<FileRefusal> {
	const error: unknown = await receiveMultipart(request, { tempDir, ...options }).then(
		() => undefined,
		(reason: unknown) => reason
	);
	expect(error).toBeInstanceOf(FileRefusal);
	expect(await readdir(tempDir)).toEqual([]);
	return error as FileRefusal;
}

describe('a form with a file', () => {
	it('gives fields and file, hashed, with its name in Vietnamese, and takes the temporary file away when asked', async () => {
		const bytes = randomBytes(300_000);
		const received = await receiveMultipart(aForm({ title: 'Quy tri\u0300nh', file: { name: 'Quy trình số 1.pdf', bytes } }), {
			tempDir
		});
		expect(received.fields.get('title')).toBe('Quy trình');
		expect(received.files).toHaveLength(1);
		const [file] = received.files;
		expect(file).toMatchObject({ field: 'file', fileName: 'Quy trình số 1.pdf', size: 300_000 });
		expect(file?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
		expect((await readFile(file?.tempPath ?? '')).equals(bytes)).toBe(true);
		await received.discard();
		expect(await readdir(tempDir)).toEqual([]);
	});

	it('takes a file of exactly the limit and refuses one byte more, with and without a length', async () => {
		const max = { maxBytes: 100_000 };
		const whole = await receiveMultipart(aForm({ file: { name: 'a.pdf', bytes: randomBytes(100_000) } }), {
			tempDir,
			...max
		});
		await whole.discard();
		expect(await refusalOf(aForm({ file: { name: 'a.pdf', bytes: randomBytes(100_001) } }), max)).toMatchObject({
			code: 'file_too_large',
			status: 422
		});
		const long = [filePart('a.pdf'), randomBytes(60_000), randomBytes(60_000), '\r\n--edge--\r\n'];
		expect((await refusalOf(chunked(long), max)).code).toBe('file_too_large');
	});

	it('refuses 51 MB, and does not read on for ever', async () => {
		const piece = randomBytes(1024 * 1024);
		function* pieces(count: number) {
			yield filePart('big.pdf');
			for (let sent = 0; sent < count; sent += 1) yield piece;
			yield '\r\n--edge--\r\n';
		}
		expect(await refusalOf(chunked(pieces(51)))).toMatchObject({ code: 'file_too_large', params: { limit: 50 } });
		expect((await refusalOf(chunked(pieces(100_000)))).code).toBe('file_too_large');
	});

	it('refuses an empty file, and takes a field in which nothing was chosen for no file', async () => {
		expect((await refusalOf(aForm({ file: { name: 'a.pdf', bytes: new Uint8Array() } }))).code).toBe('file_empty');
		const none = await receiveMultipart(aForm({ file: { name: '', bytes: new Uint8Array() } }), { tempDir });
		expect(none.files).toEqual([]);
		expect(await readdir(tempDir)).toEqual([]);
	});

	it('refuses more files than asked for, and fields that were not asked for', async () => {
		const bytes = randomBytes(10);
		const two = { file: { name: 'a.pdf', bytes }, source: { name: 'b.docx', bytes } };
		expect((await refusalOf(aForm(two))).code).toBe('upload_too_many_files');
		expect((await refusalOf(aForm(two), { maxFiles: 2, fileFields: ['file'] })).code).toBe('upload_unexpected_field');
		const both = await receiveMultipart(aForm(two), { tempDir, maxFiles: 2, fileFields: ['file', 'source'] });
		expect(both.files.map((file) => file.fileName)).toEqual(['a.pdf', 'b.docx']);
		await both.discard();
		expect((await refusalOf(aForm({ note: 'x'.repeat(70_000) }))).code).toBe('upload_field_too_long');
	});

	it.each(['application/json', 'multipart/form-data', 'multipart/mixed; boundary=edge', 'text/plain; multipart/form-data; boundary=a'])(
		'refuses the content type %s',
		async (contentType) => {
			expect((await refusalOf(chunked(['{}'], contentType))).code).toBe('upload_not_multipart');
		}
	);

	it.each([
		['inside the file', [filePart('a.pdf'), 'half of it']],
		['inside the head of a part', ['--edge\r\nContent-Dispo']],
		['before anything', []],
		['without the last boundary', [filePart('a.pdf'), 'all of it', '\r\n--edge']]
	])('refuses a form that ends %s', async (_where, chunks) => {
		expect((await refusalOf(chunked(chunks))).code).toBe('upload_incomplete');
	});

	it('gives up when nothing comes any more', async () => {
		async function* slow() {
			yield filePart('a.pdf');
			await sleep(2_000, undefined, { ref: false });
			yield 'late';
		}
		expect((await refusalOf(chunked(slow()), { stallMs: 100 })).code).toBe('upload_stalled');
	});

	it('lets only so many through at once and sends the others away after a while', async () => {
		const slots = createSlots({ atOnce: 1, waitMs: 50 });
		const first = slots.use(() => sleep(200));
		await expect(receiveMultipart(aForm({ a: 'b' }), { tempDir, slots })).rejects.toMatchObject({ status: 429 });
		await first;
		await receiveMultipart(aForm({ a: 'b' }), { tempDir, slots });
	});
});

describe('a connection that is lost in mid-upload', () => {
	let server: Server;
	let outcome: Promise<unknown>;

	beforeEach(async () => {
		outcome = new Promise((resolve) => {
			server = createServer((incoming) => {
				// As adapter-node does it: a body that errors when the client goes away.
				const body = Readable.toWeb(incoming) as ReadableStream;
				const request = new Request('http://localhost/', {
					method: 'POST',
					headers: { 'content-type': incoming.headers['content-type'] ?? '' },
					body,
					duplex: 'half'
				} as RequestInit);
				resolve(receiveMultipart(request, { tempDir }).catch((error: unknown) => error));
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterEach(() => new Promise((resolve) => server.close(resolve)));

	it('leaves no temporary file', async () => {
		const { port } = server.address() as AddressInfo;
		const client = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-type': form } });
		client.on('error', () => undefined);
		client.write(filePart('a.pdf'));
		client.write(randomBytes(2_000_000));
		await expect.poll(() => readdir(tempDir)).toHaveLength(1);
		client.destroy();
		expect(await outcome).toMatchObject({ code: 'upload_incomplete' });
		expect(await readdir(tempDir)).toEqual([]);
	});
});

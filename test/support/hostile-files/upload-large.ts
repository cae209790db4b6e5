import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { receiveMultipart } from '#lib/server/files/receive.ts';
import { createFileStore } from '#lib/server/storage/index.ts';

/*
 * Receives and stores 50 MB, then is sent 51 MB, and prints the memory that it took. A process of its own, because the memory of a
 * test runner says nothing.
 */
const folder = process.env['UPLOAD_DIR'] ?? '';
const megabyte = 1024 * 1024;
const piece = randomBytes(megabyte);

function formOf(megabytes: number): Request {
	let sent = -1;
	const body = new ReadableStream<Uint8Array>({
		pull(controller) {
			if (sent < 0) {
				const head = 'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf';
				controller.enqueue(Buffer.from(`--edge\r\n${head}\r\n\r\n`));
			} else if (sent < megabytes) {
				controller.enqueue(Buffer.from(piece));
			} else {
				controller.enqueue(Buffer.from('\r\n--edge--\r\n'));
				controller.close();
			}
			sent += 1;
		}
	});
	const headers = { 'content-type': 'multipart/form-data; boundary=edge' };
	return new Request('http://localhost/', { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
}

await mkdir(folder, { recursive: true });
const store = await createFileStore({ kind: 'disk', dir: folder });
const tempDir = path.join(folder, 'parse');
createHash('sha256').update(piece).digest();
const beforeMb = process.memoryUsage.rss() / megabyte;

const received = await receiveMultipart(formOf(50), { tempDir });
const [file] = received.files;
if (!file) throw new Error('no file arrived');
await store.put(file.tempPath, { sha256: file.sha256, size: file.size, contentType: 'application/pdf' });
await received.discard();
const stored = (await store.stat(file.sha256))?.size;

const refusal = await receiveMultipart(formOf(51), { tempDir }).then(
	() => 'none',
	(error: unknown) => (error instanceof Error && 'code' in error ? error.code : String(error))
);
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ beforeMb, peakMb, refusal, stored }));

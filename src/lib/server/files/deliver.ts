import type { Readable } from 'node:stream';
import { directBodyOf } from './direct-body.ts';
import { StoredFileMissing, type ByteRange, type FileStore } from '#lib/server/storage/port.ts';

export type Delivery = {
	readonly sha256: string;
	readonly contentType: string;
	readonly fileName: string;
	/** What names this rendition, without quotes; the hash when it is not given. */
	readonly etag?: string;
	/** Bytes, where the caller knows it. */
	readonly size?: number;
};

/** A page of ours fetches the bytes; opened by themselves they may do nothing, whatever they are. */
const safety = {
	'x-content-type-options': 'nosniff',
	'content-security-policy': "sandbox; default-src 'none'",
	'cross-origin-resource-policy': 'same-origin',
	// A browser may keep the bytes but asks each time, so that permission is checked each time.
	'cache-control': 'private, no-cache'
};

/**
 * Answers a GET or HEAD for a stored file whose permission the caller has checked: whole, a part (206, 416), or nothing new (304).
 * Streams, and lets go of the file when the client goes away. Throws `StoredFileMissing`.
 */
export async function deliverFile(request: Request, store: FileStore, delivery: Delivery): Promise<Response> {
	const etag = `"${(delivery.etag ?? delivery.sha256).replace(/[^\x21\x23-\x7e]/g, '-')}"`;
	const headers = new Headers({ ...safety, etag, vary: 'cookie, authorization' });
	if (matchesAny(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });

	const send = request.method === 'GET' ? directBodyOf(request) : null;
	// Whoever sends directly opens the file before the head goes out, so that it need not be looked at twice.
	const size = (send && delivery.size) ?? (await sizeOf(store, delivery.sha256));
	headers.set('accept-ranges', 'bytes');
	headers.set('content-type', delivery.contentType);
	headers.set('content-disposition', attachment(delivery.fileName));

	const range = rangeOf(request, size, etag);
	if (range === 'unsatisfiable') {
		headers.set('content-range', `bytes */${size}`);
		headers.delete('content-disposition');
		headers.delete('content-type');
		return new Response(null, { status: 416, headers });
	}
	const { start, end } = range ?? { start: 0, end: size - 1 };
	headers.set('content-length', String(end - start + 1));
	if (range) headers.set('content-range', `bytes ${start}-${end}/${size}`);
	const status = range ? 206 : 200;
	if (request.method === 'HEAD') return new Response(null, { status, headers });
	if (!send)
		return new Response(
			streamOf(() => store.openRead(delivery.sha256, range ?? undefined)),
			{ status, headers }
		);
	const bytes = await store.bytesOf?.(delivery.sha256, size);
	send(bytes?.subarray(start, end + 1) ?? (await store.openRead(delivery.sha256, range ?? undefined)));
	return new Response(null, { status, headers });
}

async function sizeOf(store: FileStore, sha256: string): Promise<number> {
	const found = await store.stat(sha256);
	if (!found) throw new StoredFileMissing(sha256);
	return found.size;
}

/** One range of bytes. Several at once, other units and what makes no sense are answered with the whole file, as RFC 9110 allows. */
function rangeOf(request: Request, size: number, etag: string): ByteRange | 'unsatisfiable' | null {
	const condition = request.headers.get('if-range');
	if (request.method !== 'GET' || (condition !== null && condition !== etag)) return null;
	const match = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(request.headers.get('range') ?? '');
	if (!match) return null;
	const [, from = '', to = ''] = match;
	if (from === '' && to === '') return null;
	if (from === '') {
		const last = Number(to);
		return last === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size - 1 };
	}
	const start = Number(from);
	if (to !== '' && Number(to) < start) return null;
	if (start >= size) return 'unsatisfiable';
	return { start, end: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

function matchesAny(header: string | null, etag: string): boolean {
	if (header === null) return false;
	return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

/** The file is opened when the first bytes are asked for: a response that is never read must not hold it. */
function streamOf(open: () => Promise<Readable>): ReadableStream<Uint8Array> {
	let source: Readable | undefined;
	let chunks: AsyncIterator<Uint8Array> | undefined;
	let isCancelled = false;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				source ??= await open();
				// The client may have gone while the file was being opened.
				if (isCancelled) {
					source.destroy();
					return;
				}
				chunks ??= source.iterator({ destroyOnReturn: true }) as AsyncIterator<Uint8Array>;
				const next = await chunks.next();
				if (next.done) controller.close();
				else controller.enqueue(next.value);
			},
			cancel() {
				isCancelled = true;
				source?.destroy();
			}
		},
		{ highWaterMark: 0 }
	);
}

/** RFC 6266: a plain name for old clients and the true one in UTF-8. */
export function attachment(fileName: string): string {
	const plain = fileName
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.replace(/đ/g, 'd')
		.replace(/Đ/g, 'D')
		.replace(/[^\x20-\x7e]|["\\%]/g, '_');
	const encoded = encodeURIComponent(fileName.toWellFormed()).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
	return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

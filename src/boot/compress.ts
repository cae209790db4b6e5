import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, createBrotliCompress, createGzip, type BrotliCompress, type Gzip } from 'node:zlib';

type Encoding = 'br' | 'gzip';

/** Below this the headers weigh more than what is saved. */
const smallest = 1024;
const compressible =
	/^(?:text\/(?:html|plain|css|csv|javascript|xml)|application\/(?:json|problem\+json|xml|javascript)|image\/svg\+xml)\b/;

/**
 * Compresses what the app writes, if the client takes it and it is text: the adapter sends pages as they are. Asset files come
 * compressed already and pass through, as do parts of files and streams of events.
 */
export function compressResponse(request: IncomingMessage, response: ServerResponse): void {
	const encoding = encodingOf(request.headers['accept-encoding']);
	if (!encoding || request.method === 'HEAD') return;
	const writeHead = response.writeHead.bind(response);
	const write = response.write.bind(response);
	const end = response.end.bind(response);
	let stream: BrotliCompress | Gzip | null = null;

	function begin(): void {
		stream = createStream(encoding ?? 'gzip');
		setHeaders(response, encoding ?? 'gzip');
		stream.on('data', (chunk: Buffer) => {
			if (!write(chunk)) stream?.pause();
		});
		stream.on('drain', () => response.emit('drain'));
		stream.on('end', () => end());
		response.on('drain', () => stream?.resume());
		response.on('close', () => stream?.destroy());
	}

	// The app sets its headers first and then calls writeHead with the status alone; files are sent with headers in that call.
	Object.assign(response, {
		writeHead(status: number, ...rest: unknown[]) {
			if (rest.length === 0 && isWorthIt(status, response)) begin();
			Reflect.apply(writeHead, response, [status, ...rest]);
			return response;
		},
		write(...args: unknown[]) {
			if (!response.headersSent) response.writeHead(response.statusCode);
			const taken: unknown = stream ? Reflect.apply(stream.write, stream, args) : Reflect.apply(write, response, args);
			return taken === true;
		},
		end(...args: unknown[]) {
			// Whoever leaves the head to Node (Vite does) must not have it written after the body's way was chosen.
			if (!response.headersSent) response.writeHead(response.statusCode);
			if (stream) Reflect.apply(stream.end, stream, args);
			else Reflect.apply(end, response, args);
			return response;
		}
	});
}

/** Brotli where it is taken, at a level that costs no more than gzip's. `;q=0` means no. */
export function encodingOf(header: string | string[] | undefined): Encoding | null {
	const taken = String(header ?? '')
		.split(',')
		.map((one) => one.trim().toLowerCase())
		.filter((one) => !/;\s*q=0(?:\.0*)?$/.test(one))
		.map((one) => one.split(';')[0]);
	if (taken.includes('br')) return 'br';
	return taken.includes('gzip') ? 'gzip' : null;
}

function createStream(encoding: Encoding): BrotliCompress | Gzip {
	// Flushed at each write: a page that is sent in parts must not wait for the last.
	if (encoding === 'gzip') return createGzip({ level: 6, flush: constants.Z_SYNC_FLUSH });
	return createBrotliCompress({
		flush: constants.BROTLI_OPERATION_FLUSH,
		params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT }
	});
}

function isWorthIt(status: number, response: ServerResponse): boolean {
	if (status < 200 || status === 204 || status === 206 || status === 304) return false;
	if (response.hasHeader('content-encoding') || response.hasHeader('content-range')) return false;
	if (/\bno-transform\b/.test(String(response.getHeader('cache-control') ?? ''))) return false;
	const length = response.getHeader('content-length');
	if (length !== undefined && Number(length) < smallest) return false;
	return compressible.test(String(response.getHeader('content-type') ?? ''));
}

function setHeaders(response: ServerResponse, encoding: Encoding): void {
	response.removeHeader('content-length');
	response.setHeader('content-encoding', encoding);
	const vary = String(response.getHeader('vary') ?? '');
	if (!/\baccept-encoding\b/i.test(vary)) response.setHeader('vary', vary ? `${vary}, accept-encoding` : 'accept-encoding');
	// Other bytes, so no longer strongly the same.
	const etag = response.getHeader('etag');
	if (typeof etag === 'string' && !etag.startsWith('W/')) response.setHeader('etag', `W/${etag}`);
}

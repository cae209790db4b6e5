import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeWebStream } from 'node:stream/web';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { cleanFileName } from './file-name.ts';
import { fileLimits, FileRefusal } from './rules.ts';
import { createSlots, type Slots } from './upload-slots.ts';

export type ReceiveOptions = {
	readonly tempDir: string;
	readonly maxBytes?: number;
	readonly maxFiles?: number;
	/** Names of the file fields; others are refused. All are taken when it is not given. */
	readonly fileFields?: readonly string[];
	/** Names of the text fields; others are dropped. All are taken when it is not given. */
	readonly fields?: readonly string[];
	/** Takes the text fields, so that what was typed is known also of a form that is refused. */
	readonly typed?: URLSearchParams;
	/** An upload from which nothing came for so long is given up. */
	readonly stallMs?: number;
	readonly slots?: Slots;
};

export type ReceivedFile = {
	readonly field: string;
	readonly fileName: string;
	readonly tempPath: string;
	readonly size: number;
	readonly sha256: string;
};

export type Received = {
	/** Text fields, NFC. */
	readonly fields: URLSearchParams;
	readonly files: readonly ReceivedFile[];
	/** Removes the temporary files; call it when they have been stored, and on failure. */
	discard(): Promise<void>;
};

/** Each holds a few megabytes; more at once wait for a place. */
const defaultSlots = createSlots({ atOnce: 8 });
const maxTextFields = 100;
const maxTextBytes = 64 * 1024;
const partOverhead = 1024 * 1024;

/**
 * Streams a multipart form to temporary files, hashing on the way. Throws `FileRefusal` (or `TooMany`) and leaves no file behind
 * when the form is wrong, too large, cut off or left hanging.
 */
export async function receiveMultipart(request: Request, options: ReceiveOptions): Promise<Received> {
	return (options.slots ?? defaultSlots).use(() => receive(request, options));
}

async function receive(request: Request, options: ReceiveOptions): Promise<Received> {
	const { tempDir, maxBytes = fileLimits.bytes, maxFiles = 1, stallMs = 30_000 } = options;
	const parser = openParser(request, maxFiles);
	const body = request.body;
	if (!body) throw new FileRefusal('upload_incomplete');
	const expected = maxBytes * maxFiles + partOverhead;
	if (Number(request.headers.get('content-length')) > expected * 2) {
		await body.cancel();
		throw new FileRefusal('file_too_large', { limit: megabytes(maxBytes) });
	}
	await mkdir(tempDir, { recursive: true });

	const fields = options.typed ?? new URLSearchParams();
	const streams: BusboyFileStream[] = [];
	const writing: Promise<ReceivedFile | null>[] = [];
	const paths: string[] = [];
	let refusal: FileRefusal | undefined;
	const discard = async () => {
		await Promise.all(paths.map((file) => rm(file, { force: true })));
	};

	// A form that breaks off makes parser and file streams report it again after the pipeline has ended, and an error that nobody
	// listens to ends the process.
	parser.on('error', () => undefined);
	parser.on('field', (name: string | undefined, value, _nameCut, valueCut) => {
		if (valueCut) refusal ??= new FileRefusal('upload_field_too_long', { field: name ?? '' });
		if (name && (!options.fields || options.fields.includes(name))) fields.append(name, value.normalize('NFC'));
	});
	parser.on('filesLimit', () => (refusal ??= new FileRefusal('upload_too_many_files', { limit: maxFiles })));
	parser.on('fieldsLimit', () => (refusal ??= new FileRefusal('upload_field_too_long', { field: '' })));
	parser.on('partsLimit', () => (refusal ??= new FileRefusal('upload_too_many_files', { limit: maxFiles })));
	// The parser's types promise a field and a name; a hostile part may have neither, and an empty name comes as undefined.
	parser.on('file', (field: string | undefined, stream, name: string | undefined) => {
		stream.on('error', () => undefined);
		if (!field || (options.fileFields && !options.fileFields.includes(field))) {
			refusal ??= new FileRefusal('upload_unexpected_field', { field: field ?? '' });
			stream.resume();
			return;
		}
		const tempPath = path.join(tempDir, `${randomUUID()}.part`);
		paths.push(tempPath);
		streams.push(stream);
		const written = writeFile(stream, { field, name: name ?? '', tempPath, maxBytes });
		// The rejection is taken up below; without this line an early one would end the process.
		written.catch(() => undefined);
		writing.push(written);
	});

	try {
		await readBody(Readable.fromWeb(body as NodeWebStream), parser, { stallMs, most: expected * 2, maxBytes }).catch((error: unknown) => {
			// The parser does not end its file streams when the body breaks off.
			for (const stream of streams) stream.destroy(error instanceof Error ? error : undefined);
			throw refusal ?? asRefusal(error);
		});
		const files = await allOrFirstError(writing);
		if (refusal) throw refusal;
		return { fields, files: files.filter((file) => file !== null), discard };
	} catch (error) {
		await Promise.allSettled(writing);
		await discard();
		throw error;
	}
}

function openParser(request: Request, maxFiles: number) {
	const contentType = request.headers.get('content-type') ?? '';
	if (!/^multipart\/form-data\s*;/i.test(contentType)) throw new FileRefusal('upload_not_multipart');
	try {
		return new Busboy({
			headers: { 'content-type': contentType },
			fileHwm: 256 * 1024,
			limits: {
				files: maxFiles,
				fields: maxTextFields,
				parts: maxFiles + maxTextFields,
				fieldSize: maxTextBytes,
				headerPairs: 20,
				headerSize: 8 * 1024
			}
		});
	} catch {
		// It throws for a missing boundary and for whatever else it does not understand in the header.
		throw new FileRefusal('upload_not_multipart');
	}
}

type BodyLimits = { stallMs: number; most: number; maxBytes: number };

/**
 * Feeds the body to the parser. A file over the limit is still read (and dropped) up to `most` bytes, because a browser whose
 * upload is cut off shows a network error instead of our answer.
 */
async function readBody(source: Readable, parser: NodeJS.WritableStream, limits: BodyLimits): Promise<void> {
	let total = 0;
	let stall: NodeJS.Timeout | undefined;
	const watch = () => {
		clearTimeout(stall);
		stall = setTimeout(() => source.destroy(new FileRefusal('upload_stalled')), limits.stallMs);
	};
	async function* counted(chunks: AsyncIterable<Buffer>) {
		for await (const chunk of chunks) {
			clearTimeout(stall);
			total += chunk.length;
			if (total > limits.most) throw new FileRefusal('file_too_large', { limit: megabytes(limits.maxBytes) });
			yield chunk;
			// Only waiting for the sender counts, not waiting for our own disk.
			watch();
		}
	}
	watch();
	try {
		await pipeline(source, counted, parser);
	} finally {
		clearTimeout(stall);
	}
}

type Target = { field: string; name: string; tempPath: string; maxBytes: number };

/** Null for a file field in which nothing was chosen: browsers send it with an empty name and no bytes. */
async function writeFile(stream: BusboyFileStream, target: Target): Promise<ReceivedFile | null> {
	const hash = createHash('sha256');
	let size = 0;
	let tooLarge = false;
	{
		await using handle = await open(target.tempPath, 'wx', 0o600);
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			size += chunk.length;
			tooLarge ||= size > target.maxBytes;
			if (tooLarge) continue;
			hash.update(chunk);
			await handle.writeFile(chunk);
		}
	}
	if (tooLarge) throw new FileRefusal('file_too_large', { limit: megabytes(target.maxBytes), field: target.field });
	if (size === 0 && target.name === '') {
		await rm(target.tempPath, { force: true });
		return null;
	}
	const fileName = cleanFileName(target.name);
	if (size === 0) throw new FileRefusal('file_empty', { fileName, field: target.field });
	return { field: target.field, fileName, tempPath: target.tempPath, size, sha256: hash.digest('hex') };
}

async function allOrFirstError<Result>(work: Promise<Result>[]): Promise<Result[]> {
	const results = await Promise.allSettled(work);
	return results.map((result) => {
		if (result.status === 'rejected') throw result.reason;
		return result.value;
	});
}

/** A fault of our own disk stays what it is; everything else means that the form did not come through whole. */
function asRefusal(error: unknown): unknown {
	if (error instanceof FileRefusal) return error;
	if (error instanceof Error && 'syscall' in error && 'path' in error) return error;
	return new FileRefusal('upload_incomplete');
}

function megabytes(bytes: number): number {
	return Math.floor(bytes / 1024 / 1024);
}

import { createWriteStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import { hashingStream } from '#lib/server/storage/hashing.ts';
import { StoredBytesDiffer } from '#lib/server/storage/port.ts';
import type { PackedFile, PackEntry } from './entries.ts';

export type WriteOptions = {
	/** Asked for one after the other, each when the one before is written. */
	readonly entries: AsyncIterable<PackEntry> | Iterable<PackEntry>;
	/** What comes after the others and says what they were: asked for when all of them are written. */
	readonly last: (files: readonly PackedFile[]) => readonly (readonly [path: string, text: string])[];
	readonly onEntry?: (done: number) => Promise<void>;
	readonly modifiedAt: Date;
};

/**
 * Writes a ZIP (ZIP64 where it is large) to a file, entry after entry, hashing each on its way. Memory does not grow with the bytes.
 * @returns hash and size of the whole file, and what was packed
 * @throws StoredBytesDiffer when a file is not what its row says; whatever an entry throws
 */
export async function writeZip(
	tempPath: string,
	{ entries, last, onEntry, modifiedAt }: WriteOptions
): Promise<{ sha256: string; size: number; files: PackedFile[] }> {
	const zip = new yazl.ZipFile();
	const files: PackedFile[] = [];
	const whole = hashingStream();
	const output = new PassThrough();
	zip.on('error', (error: Error) => output.destroy(error));
	zip.outputStream.pipe(output);
	const written = pipeline(output, whole, createWriteStream(tempPath, { flags: 'wx', mode: 0o600 }));
	// Looked at below; until then it must not count as a promise that nobody holds.
	written.catch(() => undefined);
	const ended = written.then((): never => {
		throw new Error('the archive ended before its last entry');
	});
	ended.catch(() => undefined);
	try {
		for await (const entry of entries) {
			const packed = new Promise<void>((resolve, reject) => {
				const refuse = (error: unknown) =>
					reject(error instanceof Error ? error : new Error('an entry could not be read', { cause: error }));
				zip.addReadStreamLazy(entry.path, { compress: entry.compress, mtime: modifiedAt }, (done) => {
					// The archive does not listen for errors of what it reads; unheard they would end the process.
					hashed(entry, files, resolve).then((stream) => done(null, stream.on('error', refuse)), refuse);
				});
			});
			await Promise.race([packed, ended]);
			await onEntry?.(files.length);
		}
		for (const [path, text] of last(files)) zip.addBuffer(Buffer.from(text), path, { compress: true, mtime: modifiedAt });
		zip.end();
		await written;
	} catch (error) {
		output.destroy();
		throw error;
	}
	return { ...whole.digest(), files };
}

async function hashed(entry: PackEntry, files: PackedFile[], told: () => void): Promise<Readable> {
	const hash = hashingStream();
	const source = await entry.open();
	source.on('error', (error) => hash.destroy(error));
	const passed = new PassThrough();
	hash.on('error', (error) => passed.destroy(error));
	hash.on('end', () => {
		const { sha256, size } = hash.digest();
		if (entry.sha256 !== undefined && entry.sha256 !== sha256) {
			passed.destroy(new StoredBytesDiffer(entry.sha256, sha256));
			return;
		}
		files.push({ path: entry.path, size, sha256, ...(entry.version && entry.part ? { version: entry.version, part: entry.part } : {}) });
		told();
		passed.end();
	});
	source.pipe(hash);
	hash.pipe(passed, { end: false });
	return passed;
}

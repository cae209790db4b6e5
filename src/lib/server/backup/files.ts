import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInterface } from 'node:readline';
import { hashingStream, hashOf } from '#lib/server/storage/hashing.ts';

const readChunk = 256 * 1024;

/** Writes a stream to a new file that only the owner may read; durable when it returns. Says what was written. */
export async function writeHashed(source: Readable, file: string): Promise<{ sha256: string; size: number }> {
	const hashing = hashingStream();
	await pipeline(source, hashing, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }));
	return hashing.digest();
}

/** Null when there is no such file. */
export async function hashOfFile(file: string): Promise<{ sha256: string; size: number } | null> {
	try {
		return await hashOf(readFile(file));
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}

export function readFile(file: string): Readable {
	return createReadStream(file, { highWaterMark: readChunk });
}

export function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The lines of a text file, one at a time. */
export function linesOf(file: string): AsyncIterable<string> {
	return createInterface({ input: readFile(file), crlfDelay: Infinity });
}

/** Does the work for every item, some at once. The first error ends it, after the items that are at work. */
export async function forEach<T>(items: AsyncIterable<T>, atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
	const iterator = items[Symbol.asyncIterator]();
	let failed = false;
	const lane = async () => {
		while (!failed) {
			const next = await iterator.next();
			if (next.done) return;
			await work(next.value).catch((error: unknown) => {
				failed = true;
				throw error;
			});
		}
	};
	const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane));
	await iterator.return?.();
	for (const result of lanes) if (result.status === 'rejected') throw result.reason;
}

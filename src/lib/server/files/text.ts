import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileStore } from '#lib/server/storage/port.ts';
import type { ExtractedText, FileParser } from './inspect.ts';
import type { FileType } from './rules.ts';

export type TextTools = { readonly store: FileStore; readonly parser: FileParser; readonly tempDir: string };

/** The words of a stored file for search: at most 2 MB, 500 pages. The file's faults end in `problem`; only ours are thrown. */
export async function extractText({ store, parser, tempDir }: TextTools, sha256: string, type: FileType): Promise<ExtractedText> {
	return withTemporaryCopy({ store, tempDir }, sha256, (file) => parser.text(file, type));
}

/** Lends a copy of a stored file in `tempDir`, where the limited process may read it. */
export async function withTemporaryCopy<Result>(
	{ store, tempDir }: { store: FileStore; tempDir: string },
	sha256: string,
	use: (file: string) => Promise<Result>
): Promise<Result> {
	await mkdir(tempDir, { recursive: true });
	const file = path.join(tempDir, `${randomUUID()}.copy`);
	try {
		await pipeline(await store.openRead(sha256), createWriteStream(file, { mode: 0o600 }));
		return await use(file);
	} finally {
		await rm(file, { force: true });
	}
}

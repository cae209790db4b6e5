import { randomUUID } from 'node:crypto';
import { realpath, rm, stat } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cleanFileName } from '#lib/server/files/file-name.ts';
import { fileLimits, FileRefusal, type FilePurpose } from '#lib/server/files/rules.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { hashingStream } from '#lib/server/storage/hashing.ts';
import type { VersionFile } from '../files.ts';

/** A file of this machine that passed the checks of an upload. It is stored from where it lies, if its bytes are still the same. */
export type CheckedFile = VersionFile & { readonly path: string };

/** The path cannot be read, or leads out of the folder of the table. */
export class PathRefusal extends Error {
	readonly code: 'file_missing' | 'file_outside';

	constructor(code: PathRefusal['code']) {
		super(code);
		this.name = 'PathRefusal';
		this.code = code;
	}
}

/**
 * The real path of a file that a table names. Nothing outside the folder is read, also not through `..`, a drive or a link: a table
 * comes from somebody else more often than from the operator.
 * @throws PathRefusal
 */
export async function resolveInside(folder: string, given: string): Promise<string> {
	const relative = given.replaceAll('\\', '/');
	if (relative.startsWith('/') || /^[a-z]:/i.test(relative) || relative.includes('\0') || relative.split('/').includes('..'))
		throw new PathRefusal('file_outside');
	const root = await realpath(folder);
	// A table is read as NFC; a disk that was filled on a Mac may have the letters apart.
	for (const form of ['NFC', 'NFD'] as const) {
		const found = await realpath(path.join(root, relative.normalize(form))).catch(() => null);
		if (found === null) continue;
		if (!found.startsWith(root + path.sep)) throw new PathRefusal('file_outside');
		return found;
	}
	throw new PathRefusal('file_missing');
}

/**
 * Looks into a file as into an upload: by a copy in the temporary folder, because the parser's process may read nothing else.
 * @throws FileRefusal; PathRefusal when it is no file
 */
export async function checkLocalFile(
	file: string,
	purpose: FilePurpose,
	{ parser, tempDir }: Omit<UploadTools, 'store'>
): Promise<CheckedFile> {
	const about = await stat(file);
	const fileName = cleanFileName(path.basename(file));
	if (!about.isFile()) throw new PathRefusal('file_missing');
	if (about.size === 0) throw new FileRefusal('file_empty', { fileName });
	if (about.size > fileLimits.bytes) throw new FileRefusal('file_too_large', { limit: fileLimits.bytes / 1024 / 1024 });
	const copy = path.join(tempDir, `${randomUUID()}.part`);
	try {
		const hashing = hashingStream();
		await pipeline(createReadStream(file), hashing, createWriteStream(copy, { flags: 'wx', mode: 0o600 }));
		const { type, pages } = await parser.inspect(copy, { fileName, purpose });
		return { path: file, fileName, fileType: type, pages, ...hashing.digest() };
	} finally {
		await rm(copy, { force: true });
	}
}

import { createHash, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { contentTypes, type FileType } from '#lib/server/files/rules.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';

/** Puts bytes that we made into the file store, as an upload would have. */
export async function storeBytes(
	{ store, tempDir }: Pick<UploadTools, 'store' | 'tempDir'>,
	bytes: Uint8Array,
	about: { fileName: string; fileType: FileType; pages: number | null }
): Promise<VersionFile> {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const tempPath = path.join(tempDir, randomUUID());
	await writeFile(tempPath, bytes);
	try {
		await store.put(tempPath, { sha256, size: bytes.length, contentType: contentTypes[about.fileType] });
	} finally {
		await rm(tempPath, { force: true });
	}
	return { sha256, size: bytes.length, ...about };
}

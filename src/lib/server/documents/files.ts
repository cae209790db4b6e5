import { contentTypes, type FileType } from '#lib/server/files/rules.ts';
import { addStoredFiles } from '#lib/server/files/stored-files.ts';
import type { StoredUpload } from '#lib/server/files/store-upload.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';

/** A file in the store that a version is to refer to. */
export type VersionFile = {
	readonly sha256: string;
	readonly fileName: string;
	readonly fileType: FileType;
	/** Bytes. */
	readonly size: number;
	/** PDF only. */
	readonly pages: number | null;
};

/** What a route hands on: the upload is checked, durable in the store, and not yet referred to. */
export function versionFileFrom(upload: StoredUpload): VersionFile {
	return { sha256: upload.sha256, fileName: upload.fileName, fileType: upload.detectedType, size: upload.size, pages: upload.pages };
}

/**
 * Adds the rows of the store's files in the transaction that refers to them: a row commits only with a reference, and only after
 * its bytes are durable (design.md §6). The same bytes have one row.
 */
export async function referToFiles(ctx: Ctx, files: readonly (VersionFile | null | undefined)[]): Promise<void> {
	const given = files.filter((file) => file !== null && file !== undefined);
	await addStoredFiles(
		ctx,
		given.map(({ sha256, size, fileType }) => ({ sha256, size, contentType: contentTypes[fileType] }))
	);
}

/** @throws Invalid when a file stands in a place that is not for its type */
export function requireTypes(files: { pdf?: VersionFile | null; source?: VersionFile | null }): void {
	if (files.pdf && files.pdf.fileType !== 'pdf') throw new Invalid({ pdf: 'pdf_required' });
	if (files.source && !['docx', 'xlsx', 'odt'].includes(files.source.fileType)) throw new Invalid({ source: 'source_required' });
}

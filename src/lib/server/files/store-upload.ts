import type { FileStore } from '#lib/server/storage/port.ts';
import type { FileParser } from './inspect.ts';
import { receiveMultipart, type ReceivedFile, type ReceiveOptions } from './receive.ts';
import { contentTypes, FileRefusal, type FilePurpose, type FileType, type PageSize } from './rules.ts';

/** A file that the store holds safely; now a transaction may refer to it. */
export type StoredUpload = {
	readonly field: string;
	readonly fileName: string;
	readonly sha256: string;
	readonly size: number;
	readonly contentType: string;
	readonly detectedType: FileType;
	readonly pages: number | null;
	readonly pageSizes: readonly PageSize[];
	readonly pdfVersion: string | null;
};

export type UploadTools = { readonly store: FileStore; readonly parser: FileParser; readonly tempDir: string };

export type UploadOptions = Omit<ReceiveOptions, 'tempDir' | 'fileFields' | 'maxFiles'> & {
	/** File fields of the form and what each is for. */
	readonly purposes: Readonly<Record<string, FilePurpose>>;
	/** Fields without which the form is refused. */
	readonly required?: readonly string[];
	/** More than one file to a field; default: one each. */
	readonly maxFiles?: number;
};

/**
 * Receives a form, looks into its files and puts them into the store, in this order; nothing is stored of a form in which one file
 * is refused. Throws `FileRefusal`, with the field in its params. Temporary files are gone when it returns or throws.
 */
export async function storeUpload(
	request: Request,
	{ store, parser, tempDir }: UploadTools,
	{ purposes, required = [], maxFiles, ...limits }: UploadOptions
): Promise<{ fields: URLSearchParams; files: StoredUpload[] }> {
	const fileFields = Object.keys(purposes);
	const received = await receiveMultipart(request, { ...limits, tempDir, fileFields, maxFiles: maxFiles ?? fileFields.length });
	try {
		for (const field of required) {
			if (!received.files.some((file) => file.field === field)) throw new FileRefusal('upload_missing_file', { field });
		}
		const inspected = await Promise.all(
			received.files.map(async (file) => ({
				file,
				about: await inspectField(parser, file, purposes[file.field] ?? 'reading')
			}))
		);
		const files: StoredUpload[] = [];
		for (const { file, about } of inspected) {
			const { field, fileName, sha256, size } = file;
			const contentType = contentTypes[about.type];
			await store.put(file.tempPath, { sha256, size, contentType });
			const { type: detectedType, pages, pageSizes, pdfVersion } = about;
			files.push({ field, fileName, sha256, size, contentType, detectedType, pages, pageSizes, pdfVersion });
		}
		return { fields: received.fields, files };
	} finally {
		await received.discard();
	}
}

async function inspectField(parser: FileParser, { field, fileName, tempPath }: ReceivedFile, purpose: FilePurpose) {
	try {
		return await parser.inspect(tempPath, { fileName, purpose });
	} catch (error) {
		if (!(error instanceof FileRefusal)) throw error;
		throw new FileRefusal(error.code, { ...(error.params as Record<string, string>), field, fileName });
	}
}

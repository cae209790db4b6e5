import { createDiskStore, type DiskOptions } from './disk.ts';
import type { FileStore } from './port.ts';
import { createS3Store, type S3Options } from './s3.ts';

export type FileStoreOptions = DiskOptions | S3Options;

/** Opens the store and makes what it needs: the folders, or the bucket. */
export async function createFileStore(options: FileStoreOptions): Promise<FileStore> {
	return options.kind === 'disk' ? createDiskStore(options) : createS3Store(options);
}

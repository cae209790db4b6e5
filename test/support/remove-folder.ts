import { rm } from 'node:fs/promises';

/** Removes a folder of a test's own, also while a process that was told to end is still putting its last files there. */
export function removeFolder(folder: string): Promise<void> {
	return rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { isSha256, storageKey, StoredBytesDiffer, StoredFileMissing, type FileStore, type PutFacts, type StoredObject } from './port.ts';

const copyChunk = 1024 * 1024;
const readChunk = 256 * 1024;

export type DiskOptions = { readonly kind: 'disk'; readonly dir: string };

/** Files in a folder of this machine. Unfinished files lie in `<dir>/tmp`, on the same filesystem, so that a rename is atomic. */
export async function createDiskStore({ dir }: DiskOptions): Promise<FileStore> {
	const root = path.resolve(dir);
	const temporary = path.join(root, 'tmp');
	await mkdir(temporary, { recursive: true });
	await mkdir(path.join(root, 'sha256'), { recursive: true });
	await syncFolder(root);
	const pathOf = (sha256: string) => path.join(root, storageKey(sha256));

	async function put(tempPath: string, facts: PutFacts): Promise<'stored' | 'existing'> {
		const target = pathOf(facts.sha256);
		const present = await statOrNull(target);
		if (present?.size === facts.size) {
			// A sweep goes by age: bytes that are about to be referred to must not look old.
			const now = new Date();
			await utimes(target, now, now);
			return 'existing';
		}
		const unfinished = path.join(temporary, randomUUID());
		try {
			await copyDurably(tempPath, unfinished, facts);
			await makeFolders(root, path.dirname(target));
			await rename(unfinished, target);
		} catch (error) {
			await rm(unfinished, { force: true });
			throw error;
		}
		await syncFolder(path.dirname(target));
		return 'stored';
	}

	return {
		kind: 'disk',
		put,
		async openRead(sha256, range) {
			const target = pathOf(sha256);
			const handle = await open(target, 'r').catch((error: unknown) => {
				if (isMissing(error)) throw new StoredFileMissing(sha256);
				throw error;
			});
			return createReadStream(target, { fd: handle, highWaterMark: readChunk, ...range });
		},
		async stat(sha256) {
			const found = await statOrNull(pathOf(sha256));
			return found && { sha256, size: found.size, modifiedAt: found.mtime };
		},
		async remove(sha256) {
			await rm(pathOf(sha256), { force: true });
		},
		list: () => listFiles(path.join(root, 'sha256')),
		async health() {
			const probe = path.join(temporary, `health-${randomUUID()}`);
			const handle = await open(probe, 'wx');
			await handle.close();
			await unlink(probe);
		}
	};
}

async function copyDurably(from: string, to: string, facts: PutFacts): Promise<void> {
	const hash = createHash('sha256');
	const buffer = Buffer.allocUnsafe(copyChunk);
	let size = 0;
	await using source = await open(from, 'r');
	await using target = await open(to, 'wx', 0o640);
	for (;;) {
		const { bytesRead } = await source.read(buffer, 0, buffer.length, size);
		if (bytesRead === 0) break;
		const chunk = buffer.subarray(0, bytesRead);
		hash.update(chunk);
		for (let written = 0; written < bytesRead;) {
			written += (await target.write(chunk, written, bytesRead - written, size + written)).bytesWritten;
		}
		size += bytesRead;
	}
	const found = hash.digest('hex');
	if (found !== facts.sha256 || size !== facts.size) {
		throw new StoredBytesDiffer(`${facts.sha256} (${facts.size})`, `${found} (${size})`);
	}
	await target.sync();
}

/** Makes the two hash folders and syncs the folder above each new one: else a crash could lose the entry that leads to the file. */
export async function makeFolders(root: string, folder: string): Promise<void> {
	const first = await mkdir(folder, { recursive: true });
	if (first === undefined) return;
	for (let made = folder; made.length >= first.length && made !== root; made = path.dirname(made)) {
		await syncFolder(path.dirname(made));
	}
}

/** Makes the entries of a folder durable: a file's own bytes are not enough after a crash. */
export async function syncFolder(folder: string): Promise<void> {
	// Windows cannot open a folder; NTFS journals the entry itself.
	if (process.platform === 'win32') return;
	await using handle = await open(folder, 'r');
	await handle.sync();
}

async function statOrNull(file: string): Promise<Stats | null> {
	try {
		return await stat(file);
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}

async function* listFiles(folder: string): AsyncGenerator<StoredObject> {
	for await (const entry of await opendir(folder)) {
		const full = path.join(folder, entry.name);
		if (entry.isDirectory()) {
			yield* listFiles(full);
		} else if (isSha256(entry.name)) {
			const found = await statOrNull(full);
			if (found) yield { sha256: entry.name, size: found.size, modifiedAt: found.mtime };
		}
	}
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

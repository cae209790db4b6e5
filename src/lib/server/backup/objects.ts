import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolders, syncFolder } from '#lib/server/storage/disk.ts';
import { isSha256, storageKey, StoredBytesDiffer, StoredFileMissing, type FileStore } from '#lib/server/storage/port.ts';
import { forEach, hashOfFile, isMissing, linesOf, writeHashed } from './files.ts';
import { BackupError, objectsFile, objectsFolder, type OnProgress } from './format.ts';

/** So many at once: a store behind a network answers each after a while. */
const atOnce = 4;

type Listed = { readonly sha256: string; readonly size: number; readonly contentType: string };

async function* listed(folder: string): AsyncGenerator<Listed> {
	for await (const line of linesOf(path.join(folder, objectsFile))) {
		const [sha256 = '', size = '', contentType = ''] = line.split('\t');
		if (!isSha256(sha256) || !/^\d+$/.test(size)) throw new BackupError(`${objectsFile} holds a line that is no stored file: ${line}`);
		yield { sha256, size: Number(size), contentType };
	}
}

export type ObjectsJob = {
	readonly folder: string;
	readonly store: FileStore;
	/** How many there are. */
	readonly total: number;
	readonly signal: AbortSignal;
	readonly onProgress: OnProgress;
};

/**
 * Copies the bytes of every listed file out of the store, hashed on the way. What an earlier attempt brought is hashed again and
 * stays. Gives those that the store does not have, or has with other bytes.
 */
export async function copyObjects({ folder, store, total, signal, onProgress }: ObjectsJob): Promise<string[]> {
	const faults: string[] = [];
	const unfinished = path.join(folder, objectsFolder, 'tmp');
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(unfinished, { recursive: true, mode: 0o700 });
	let done = 0;
	let copied = 0;
	await forEach(listed(folder), atOnce, async (object) => {
		signal.throwIfAborted();
		const target = path.join(folder, objectsFolder, storageKey(object.sha256));
		const present = await hashOfFile(target);
		if (present?.sha256 !== object.sha256) {
			const isGood = await copyOne(store, object, path.join(unfinished, randomUUID()), folder);
			if (isGood) copied += 1;
			else faults.push(object.sha256);
		}
		done += 1;
		await onProgress({ stage: 'objects', done, total, copied });
	});
	await rm(unfinished, { recursive: true });
	return faults.sort();
}

async function copyOne(store: FileStore, { sha256, size }: Listed, unfinished: string, folder: string): Promise<boolean> {
	const source = await store.openRead(sha256).catch((error: unknown) => {
		if (error instanceof StoredFileMissing) return null;
		throw error;
	});
	if (!source) return false;
	const found = await writeHashed(source, unfinished);
	if (found.sha256 !== sha256 || found.size !== size) {
		await rm(unfinished);
		return false;
	}
	const target = path.join(folder, objectsFolder, storageKey(sha256));
	await makeFolders(folder, path.dirname(target));
	await rename(unfinished, target);
	await syncFolder(path.dirname(target));
	return true;
}

/**
 * Puts the bytes of every listed file into the store, hashed on the way; those that are there already stay. A repeated restore goes
 * on where the first one ended.
 * @throws BackupError that names the file which is missing or not what the backup says
 */
export async function putObjects({ folder, store, total, signal, onProgress }: ObjectsJob, faults: ReadonlySet<string>): Promise<void> {
	let done = 0;
	let copied = 0;
	await forEach(listed(folder), atOnce, async (object) => {
		signal.throwIfAborted();
		if (!faults.has(object.sha256)) {
			const file = path.join(objectsFolder, storageKey(object.sha256));
			if ((await putOne(store, path.join(folder, file), file, object)) === 'stored') copied += 1;
		}
		done += 1;
		await onProgress({ stage: 'objects', done, total, copied });
	});
}

async function putOne(store: FileStore, source: string, name: string, facts: Listed): Promise<'stored' | 'existing'> {
	try {
		const { size } = await stat(source);
		if (size !== facts.size) throw new StoredBytesDiffer(`${facts.size} bytes`, `${size} bytes`);
		return await store.put(source, facts);
	} catch (error) {
		if (isMissing(error)) throw new BackupError(`The backup is damaged: ${name} is missing.`, { cause: error });
		if (error instanceof StoredBytesDiffer)
			throw new BackupError(`The backup is damaged: ${name} is not what was written.`, { cause: error });
		throw error;
	}
}

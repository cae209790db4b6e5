import { opendir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { hashOf } from '#lib/server/storage/hashing.ts';
import { StoredFileMissing, type FileStore } from '#lib/server/storage/port.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Removes bytes that nothing refers to and that are older than a day. A crash between storing and committing leaves such bytes; the
 * age keeps those alone whose transaction is still to come. Gives the number removed.
 */
export async function sweepUnreferenced(
	store: FileStore,
	isReferenced: (sha256: string) => Promise<boolean>,
	olderThanMs = dayMs,
	now = Date.now()
): Promise<number> {
	const isOld = (modifiedAt: Date) => now - modifiedAt.getTime() > olderThanMs;
	let removed = 0;
	for await (const { sha256, modifiedAt } of store.list()) {
		if (!isOld(modifiedAt) || (await isReferenced(sha256))) continue;
		// The same bytes may have been put again while we asked, which makes them young.
		const again = await store.stat(sha256);
		if (!again || !isOld(again.modifiedAt)) continue;
		await store.remove(sha256);
		removed += 1;
	}
	return removed;
}

export type Rot = { readonly sha256: string; readonly problem: 'missing' | 'differs' | 'unreadable' };

/**
 * Hashes stored bytes again and reports those that are not what their key says. `hashes` are those to look at, from the rows that
 * refer to them (so that missing ones are found too) or, by default, all that the store lists.
 */
export async function scrub(
	store: FileStore,
	onRot: (rot: Rot) => Promise<void> | void,
	hashes: AsyncIterable<string> | Iterable<string> = listedHashes(store)
): Promise<{ checked: number; rotten: number }> {
	let checked = 0;
	let rotten = 0;
	for await (const sha256 of hashes) {
		const problem = await problemOf(store, sha256);
		checked += 1;
		if (!problem) continue;
		rotten += 1;
		await onRot({ sha256, problem });
	}
	return { checked, rotten };
}

async function* listedHashes(store: FileStore): AsyncGenerator<string> {
	for await (const { sha256 } of store.list()) yield sha256;
}

async function problemOf(store: FileStore, sha256: string): Promise<Rot['problem'] | null> {
	try {
		const found = await hashOf(await store.openRead(sha256));
		return found.sha256 === sha256 ? null : 'differs';
	} catch (error) {
		// One bad sector must not end the round: the rest is to be looked at too.
		return error instanceof StoredFileMissing ? 'missing' : 'unreadable';
	}
}

/** Removes what a crash left in a folder of temporary files. */
export async function sweepTemporary(folder: string, olderThanMs = dayMs, now = Date.now()): Promise<number> {
	let removed = 0;
	for await (const entry of await opendir(folder)) {
		const file = path.join(folder, entry.name);
		if (!entry.isFile() || now - (await stat(file)).mtimeMs <= olderThanMs) continue;
		await rm(file, { force: true });
		removed += 1;
	}
	return removed;
}

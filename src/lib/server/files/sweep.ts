import { opendir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { hashOf } from '#lib/server/storage/hashing.ts';
import { StoredFileMissing, type FileStore } from '#lib/server/storage/port.ts';

/** Bytes and rows that nothing refers to are left alone for so long. */
export const sweepAgeMs = 24 * 60 * 60 * 1000;

export type SweepOptions = {
	olderThanMs?: number;
	now?: number;
	/** Runs the last look and the removal of one file while nobody puts the same bytes. */
	exclusively?: (sha256: string, act: () => Promise<boolean>) => Promise<boolean>;
};

/**
 * Removes bytes that nothing refers to and that are older than a day. A crash between storing and committing leaves such bytes; the
 * age keeps those alone whose transaction is still to come. Gives the number removed.
 */
export async function sweepUnreferenced(
	store: FileStore,
	isReferenced: (sha256: string) => Promise<boolean>,
	{ olderThanMs = sweepAgeMs, now = Date.now(), exclusively = (_sha256, act) => act() }: SweepOptions = {}
): Promise<number> {
	const isOld = (modifiedAt: Date) => now - modifiedAt.getTime() > olderThanMs;
	let removed = 0;
	for await (const { sha256, modifiedAt } of store.list()) {
		if (!isOld(modifiedAt) || (await isReferenced(sha256))) continue;
		const gone = await exclusively(sha256, async () => {
			// The same bytes may have been put, and referred to, while we asked; a put makes them young.
			const again = await store.stat(sha256);
			if (!again || !isOld(again.modifiedAt) || (await isReferenced(sha256))) return false;
			await store.remove(sha256);
			return true;
		});
		if (gone) removed += 1;
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
export async function sweepTemporary(folder: string, olderThanMs = sweepAgeMs, now = Date.now()): Promise<number> {
	let removed = 0;
	for await (const entry of await opendir(folder)) {
		const file = path.join(folder, entry.name);
		if (!entry.isFile() || now - (await stat(file)).mtimeMs <= olderThanMs) continue;
		await rm(file, { force: true });
		removed += 1;
	}
	return removed;
}

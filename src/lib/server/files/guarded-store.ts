import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { sweepAgeMs } from './sweep.ts';

/** Bytes near the age of the sweep are put under its lock; all others are out of its reach. */
const marginMs = 60 * 60 * 1000;

/**
 * A store whose `put` and the sweep of the same database cannot cross: bytes that lie there unreferenced for a day and are sent
 * again just when they are swept stay, or are stored anew.
 */
export function guardedStore(store: FileStore, client: PrismaClient): FileStore {
	return {
		kind: store.kind,
		openRead: (sha256, range) => store.openRead(sha256, range),
		stat: (sha256) => store.stat(sha256),
		remove: (sha256) => store.remove(sha256),
		list: () => store.list(),
		health: () => store.health(),
		async put(tempPath, facts) {
			const seen = await store.stat(facts.sha256);
			const isYoung = seen === null || Date.now() - seen.modifiedAt.getTime() < sweepAgeMs - marginMs;
			if (isYoung) return store.put(tempPath, facts);
			return withFileLock(client, facts.sha256, () => store.put(tempPath, facts));
		}
	};
}

/** One at a time for these bytes, in all processes of one database. */
export function withFileLock<Result>(client: PrismaClient, sha256: string, act: () => Promise<Result>): Promise<Result> {
	return client.$transaction(
		async (tx) => {
			await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`file:${sha256}`}, 0))`;
			return act();
		},
		{ timeout: 120_000, maxWait: 20_000 }
	);
}

import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { UploadTools } from './store-upload.ts';
import { unreferencedFile } from './references.ts';
import { withFileLock } from './guarded-store.ts';
import { scrub, sweepAgeMs, sweepTemporary, sweepUnreferenced, type Rot } from './sweep.ts';

/** Held shared by a backup from before its snapshot to its last file: what a row of the snapshot names is not swept meanwhile. */
export const sweepLock = 72707371;

/**
 * The daily round: uploads that nobody used, rows to which nothing refers, then bytes without a row, each older than a day. What
 * a transaction is about to refer to is young, or its row is held until that transaction ends. While a backup is made nothing is
 * swept; the next day is early enough.
 */
export async function sweepFiles(ctx: Ctx, { store, tempDir }: UploadTools): Promise<{ rows: number; files: number; temporary: number }> {
	const rows = await dropUnreferencedRows(ctx);
	if (rows === null) return { rows: 0, files: 0, temporary: 0 };
	const files = await sweepUnreferenced(store, (sha256) => hasRow(ctx, sha256), {
		exclusively: (sha256, act) => withFileLock(ctx.client, sha256, act)
	});
	return { rows, files, temporary: await sweepTemporary(tempDir) };
}

/** How many rows are gone; null when a backup holds them. Only rows have to be held: bytes without a row are in no snapshot. */
function dropUnreferencedRows(ctx: Ctx): Promise<number | null> {
	const before = new Date(ctx.clock.now().getTime() - sweepAgeMs);
	return transaction(ctx, async (ctx) => {
		const [lock] = await ctx.db.$queryRaw<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${sweepLock}::bigint) as mine`;
		if (!lock?.mine) return null;
		await ctx.db.upload.deleteMany({ where: { createdAt: { lt: before } } });
		const unused = await unreferencedFile(ctx);
		return ctx.db.$executeRaw`delete from stored_file f where f.created_at < ${before}::timestamptz and ${unused}`;
	});
}

async function hasRow(ctx: Ctx, sha256: string): Promise<boolean> {
	return (await ctx.db.storedFile.count({ where: { sha256 } })) > 0;
}

/** Re-hashes every file that a row refers to; a fault is thrown at the end, so that the job shows as failed and is looked at. */
export async function scrubFiles(ctx: Ctx, { store }: Pick<UploadTools, 'store'>): Promise<{ checked: number }> {
	const rotten: Rot[] = [];
	const { checked } = await scrub(store, (rot) => void rotten.push(rot), rowHashes(ctx));
	if (rotten.length > 0)
		throw new Error(`the store has ${rotten.length} faulty files: ${rotten.map((rot) => `${rot.sha256} ${rot.problem}`).join(', ')}`);
	return { checked };
}

async function* rowHashes(ctx: Ctx): AsyncGenerator<string> {
	for (let after = ''; ;) {
		const rows = await ctx.db.storedFile.findMany({
			where: { sha256: { gt: after } },
			orderBy: { sha256: 'asc' },
			take: 500,
			select: { sha256: true }
		});
		for (const row of rows) yield row.sha256;
		const last = rows.at(-1);
		if (!last) return;
		after = last.sha256;
	}
}

import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { createSlots } from '#lib/server/files/upload-slots.ts';
import { pdfStamper, type StampedFile } from '#lib/server/pdf/stamper.ts';
import type { Stamp } from '#lib/server/pdf/stamp.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Settings } from '#lib/server/platform/settings.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { hashingStream } from '#lib/server/storage/hashing.ts';
import { StoredBytesDiffer } from '#lib/server/storage/port.ts';

export type RenditionTools = UploadTools & { readonly settings: Pick<Settings, 'origin' | 'port'> };

/** Changed when the stamp is drawn otherwise, so that copies of the old form are made again. */
const layoutVersion = 1;
const contentType = 'application/pdf';
/** Originals that wait in the temporary folder at once; the stamping itself goes one by one. */
const slots = createSlots({ atOnce: 3, waitMs: 60_000 });
const underWay = new Map<string, Promise<StampedFile>>();

/** Names a stamp with everything that it prints: two stamps that differ anywhere have different keys. */
export function markKey(stamp: Stamp): string {
	const printed = createHash('sha256')
		.update(JSON.stringify([layoutVersion, stamp]))
		.digest('hex');
	return `${stamp.mark.kind}-${printed.slice(0, 32)}`;
}

/**
 * Stamps an original, stores the copy and notes it as the rendition of (version, mark). Who asks while it is being made waits for
 * it; should two processes make it at once, both make the same bytes and one row stays.
 */
export function makeRendition(
	ctx: Ctx,
	tools: RenditionTools,
	about: { versionId: string; pdfSha256: string; mark: string; stamp: Stamp }
): Promise<StampedFile> {
	const name = `${about.versionId} ${about.mark}`;
	const made = underWay.get(name) ?? make(ctx, tools, about).finally(() => underWay.delete(name));
	underWay.set(name, made);
	return made;
}

async function make(
	ctx: Ctx,
	tools: RenditionTools,
	{ versionId, pdfSha256, mark, stamp }: { versionId: string; pdfSha256: string; mark: string; stamp: Stamp }
): Promise<StampedFile> {
	return withStamped(tools, pdfSha256, stamp, async (file, copy) => {
		await tools.store.put(file, { ...copy, contentType });
		// Only now, when the bytes are safe, may rows refer to them.
		return transaction(ctx, async (ctx) => {
			await ctx.db.storedFile.createMany({ data: [{ ...copy, contentType, createdAt: ctx.clock.now() }], skipDuplicates: true });
			await ctx.db.rendition.createMany({
				data: [{ versionId, mark, sha256: copy.sha256, createdAt: ctx.clock.now() }],
				skipDuplicates: true
			});
			const kept = await ctx.db.rendition.findUniqueOrThrow({
				where: { versionId_mark: { versionId, mark } },
				select: { file: { select: { sha256: true, size: true } } }
			});
			return { sha256: kept.file.sha256, size: Number(kept.file.size) };
		});
	});
}

/** A stamped copy that is kept nowhere: its file has no name any more when the stream begins. Destroy a stream that is not read. */
export function streamStamped(tools: RenditionTools, pdfSha256: string, stamp: Stamp): Promise<{ body: Readable; size: number }> {
	return withStamped(tools, pdfSha256, stamp, async (file, { size }) => {
		const handle = await open(file, 'r');
		return { body: handle.createReadStream(), size };
	});
}

/** Hands a stamped copy in a temporary file to `use`, and removes the file after it. */
async function withStamped<Result>(
	{ store, tempDir }: RenditionTools,
	pdfSha256: string,
	stamp: Stamp,
	use: (file: string, copy: StampedFile) => Promise<Result>
): Promise<Result> {
	return slots.use(async () => {
		const name = path.join(tempDir, `stamp-${randomUUID()}`);
		const [original, stamped] = [`${name}.original`, `${name}.pdf`];
		try {
			const hashing = hashingStream();
			await pipeline(await store.openRead(pdfSha256), hashing, createWriteStream(original, { mode: 0o600 }));
			const found = hashing.digest();
			// A copy vouches for its original: one that rotted in the store is not stamped.
			if (found.sha256 !== pdfSha256) throw new StoredBytesDiffer(pdfSha256, found.sha256);
			return await use(stamped, await pdfStamper(tempDir).stamp(original, stamped, stamp));
		} finally {
			await rm(original, { force: true });
			await rm(stamped, { force: true });
		}
	});
}

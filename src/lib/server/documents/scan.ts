import { deliverFile } from '#lib/server/files/deliver.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { loadBatch } from './batch-facts.ts';

/** The scan of a batch's decision, for those who may read the batch. @throws NotFound */
export async function deliverScan(ctx: Ctx, store: FileStore, batchId: string, request: Request): Promise<Response> {
	const batch = await loadBatch(ctx, batchId);
	const file = batch.scanSha256 ? await ctx.db.storedFile.findUnique({ where: { sha256: batch.scanSha256 } }) : null;
	if (!file) throw new NotFound('file_not_found');
	return deliverFile(request, store, { sha256: file.sha256, contentType: file.contentType, fileName: batch.scanName ?? batch.number });
}

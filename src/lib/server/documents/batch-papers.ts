import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import {
	attachPapers,
	deliverPaper,
	papersOf,
	removePaper,
	type OutsidePaperItem,
	type PaperFile,
	type PaperOf
} from '#lib/server/signatures/papers.ts';
import { checkAtOnce } from '#lib/server/signatures/checks.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { loadBatch, type LoadedBatch } from './batch-facts.ts';

/**
 * The decision as it was signed outside eISO, attached to the batch that it issued, and checked at once where it is small.
 * @throws NotFound, Forbidden, Conflict `illegal_transition` (still a draft), Invalid `paper`
 */
export async function attachDecision(ctx: Ctx, tools: UploadTools, input: { batchId: string; files: readonly PaperFile[] }): Promise<void> {
	await transaction(ctx, async (ctx) => {
		const { batch, role } = await mayAttachDecision(ctx, input.batchId);
		await attachPapers(ctx, paperOf(batch), input.files, role);
	});
	await checkAtOnce(ctx, tools, input.files);
}

/** Before a byte is read. @throws NotFound, Forbidden, Conflict `illegal_transition` */
export async function mayAttachDecision(ctx: Ctx, batchId: string): Promise<{ batch: LoadedBatch; role: string }> {
	const batch = await loadBatch(ctx, batchId);
	const role = authorize(ctx, 'batch.attach', { unitId: batch.unitId });
	if (!isDecided(batch)) throw new Conflict('illegal_transition');
	return { batch, role };
}

/** The decision was made: it is signed then, or was. */
export function isDecided({ state }: Pick<LoadedBatch, 'state'>): boolean {
	return state === 'issued' || state === 'revoked';
}

/** @throws NotFound, Forbidden, Conflict `stale`, Invalid `reason` */
export function removeDecision(ctx: Ctx, input: { batchId: string; paperId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const batch = await loadBatch(ctx, input.batchId);
		const role = authorize(ctx, 'batch.attach', { unitId: batch.unitId });
		await removePaper(ctx, paperOf(batch), input, role);
	});
}

export function decisionPapers(ctx: Ctx, batch: LoadedBatch): Promise<OutsidePaperItem[]> {
	return papersOf(ctx, 'issue_batch', batch.id);
}

/** For those who may read the batch. @throws NotFound */
export async function deliverDecision(ctx: Ctx, store: FileStore, batchId: string, paperId: string, request: Request): Promise<Response> {
	const batch = await loadBatch(ctx, batchId);
	return deliverPaper(ctx, store, paperOf(batch), paperId, request);
}

function paperOf({ id, unitId, number }: LoadedBatch): PaperOf {
	return { subjectType: 'issue_batch', subjectId: id, unitId, name: number };
}

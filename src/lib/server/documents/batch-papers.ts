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
import { loadBatch, type LoadedBatch } from './batch-facts.ts';

/** States in which the decision of a batch was made: it is signed then, or was. */
const decided: ReadonlySet<string> = new Set(['issued', 'revoked']);

/** The decision as it was signed outside eISO, attached to the batch that it issued. @throws NotFound, Forbidden, Conflict `illegal_transition` (still a draft), Invalid */
export function attachDecision(ctx: Ctx, input: { batchId: string; files: readonly PaperFile[] }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const batch = await loadBatch(ctx, input.batchId);
		const role = authorize(ctx, 'batch.attach', { unitId: batch.unitId });
		if (!decided.has(batch.state)) throw new Conflict('illegal_transition');
		await attachPapers(ctx, paperOf(batch), input.files, role);
	});
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

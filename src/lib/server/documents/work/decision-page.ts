import { may } from '#lib/domain/permissions/decide.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { batchSubject, loadBatch } from '../batch-facts.ts';
import { decisionData } from '../decision-paper.ts';
import { decisionText } from '../decision-text.ts';

/** The words of a batch's decision for its form, and what it puts in force. @throws NotFound for whom may not read the batch */
export async function decisionPage(ctx: Ctx, batchId: string) {
	const batch = await loadBatch(ctx, batchId);
	const [{ words, rowVersion }, data] = await Promise.all([decisionText(ctx, batch), decisionData(ctx, batch)]);
	return {
		id: batch.id,
		number: batch.number,
		decisionNumber: data.number,
		state: batch.state,
		documents: data.documents.length,
		withdrawn: data.withdrawn.length,
		agency: data.agency,
		parentAgency: data.parentAgency,
		words,
		rowVersion,
		/** Fixed with the issue. */
		canEdit: batch.state === 'draft' && may(ctx.actor, 'batch.manage', batchSubject(batch))
	};
}

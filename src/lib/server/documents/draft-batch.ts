import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { changeBatch, createBatch, type NewBatch } from './batches.ts';

export type DraftedBatch = {
	readonly id: string;
	readonly number: string;
	/** `made` new; `changed`: one's own draft of the same lines; `found`: another draft that has one of them, left as it is. */
	readonly outcome: 'made' | 'changed' | 'found';
};

/**
 * B1 as the form does it: a line lies in one draft only. Whoever goes back and saves again changes the draft they made; what lies in
 * another draft is not drafted twice, that draft is named instead.
 * @throws as `createBatch` and `changeBatch`
 */
export function draftBatch(ctx: Ctx, input: NewBatch): Promise<DraftedBatch> {
	return transaction(ctx, async (ctx) => {
		authorize(ctx, 'batch.manage', { unitId: input.unitId });
		const drafts = await draftsWith(ctx, input);
		const [draft] = drafts;
		if (!draft) return { ...(await createBatch(ctx, input)), outcome: 'made' };
		const given = new Set(linesOf(input));
		const isMine = draft.createdById === userIdOf(ctx.actor);
		const holds = draft.lines.every((line) => given.has(line.versionId ?? line.documentId));
		if (drafts.length > 1 || !isMine || !holds) return { id: draft.id, number: draft.number, outcome: 'found' };
		const { scan, ...rest } = input;
		await changeBatch(ctx, { batchId: draft.id, ...rest, ...(scan ? { scan } : {}) });
		return { id: draft.id, number: draft.number, outcome: 'changed' };
	});
}

const linesOf = (input: NewBatch) => [...input.versionIds, ...(input.withdrawals ?? []).map((line) => line.documentId)];

/** The oldest first. */
function draftsWith(ctx: Ctx, input: NewBatch) {
	const documentIds = (input.withdrawals ?? []).map((line) => line.documentId);
	const line = { OR: [{ versionId: { in: [...input.versionIds] } }, { withdraws: true, documentId: { in: documentIds } }] };
	return ctx.db.issueBatch.findMany({
		where: { unitId: input.unitId, state: 'draft', lines: { some: line } },
		orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
		select: { id: true, number: true, createdById: true, lines: { select: { documentId: true, versionId: true } } }
	});
}

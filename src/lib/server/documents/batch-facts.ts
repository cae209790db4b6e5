import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

export const batchSelect = {
	id: true,
	unitId: true,
	number: true,
	state: true,
	decisionNumber: true,
	decisionDate: true,
	effectiveOn: true,
	scanSha256: true,
	scanName: true,
	note: true,
	preview: true,
	rowVersion: true,
	createdById: true,
	issuedAt: true,
	lines: {
		select: { documentId: true, versionId: true, withdraws: true, reason: true },
		orderBy: { document: { codeSort: 'asc' } }
	}
} as const satisfies Prisma.IssueBatchSelect;

export type LoadedBatch = Prisma.IssueBatchGetPayload<{ select: typeof batchSelect }>;

/** A batch of a unit whose batches this actor may read; else it does not exist: 404. */
export async function loadBatch(ctx: Ctx, batchId: string): Promise<LoadedBatch> {
	const batch = isUuid(batchId) ? await ctx.db.issueBatch.findUnique({ where: { id: batchId }, select: batchSelect }) : null;
	if (!batch) throw new NotFound('batch_not_found');
	const subject = batchSubject(batch);
	if (!may(ctx.actor, 'batch.read', subject) && !may(ctx.actor, 'batch.discard', subject)) throw new NotFound('batch_not_found');
	return batch;
}

/** Whoever made a draft may discard it (B4). */
export function batchSubject(batch: LoadedBatch): Subject {
	return { unitId: batch.unitId, authorIds: [batch.createdById] };
}

/**
 * Orders the acts on which version of a document is in force: issue, revoke and withdraw of the same document wait for each other
 * here instead of meeting in the middle. Ids in one order, so that two of them cannot wait in a circle.
 */
export async function lockDocuments(ctx: Ctx, documentIds: readonly string[]): Promise<void> {
	await ctx.db.$queryRaw`select id from document where id = any(${[...documentIds]}::uuid[]) order by id for no key update`;
}

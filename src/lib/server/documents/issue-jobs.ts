import { enqueue, enqueueMany } from '#lib/server/jobs/queue.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/**
 * Makes issued versions findable by code and title at once; the text follows by jobs. A version issued again after a revocation
 * gets its row anew.
 */
export async function indexIssued(ctx: Ctx, versionIds: readonly string[]): Promise<void> {
	await ctx.db.$executeRaw`
		insert into search_entry (version_id, document_id, unit_id, code, code_key, title, updated_at)
		select v.id, v.document_id, v.unit_id, d.code, d.code_key, v.title, ${ctx.clock.now()}::timestamptz
		from version v join document d on d.id = v.document_id
		where v.id = any(${[...versionIds]}::uuid[])
		on conflict (version_id) do update set code = excluded.code, code_key = excluded.code_key, title = excluded.title`;
	await enqueueMany(
		ctx,
		'documents.index',
		versionIds.map((versionId) => ({ data: { versionId }, key: versionId }))
	);
}

/** Stamped copies are made after the commit; whoever opens one before that waits for just that one. */
export async function makeReadingCopies(ctx: Ctx, batchId: string, versionIds: readonly string[]): Promise<void> {
	if (versionIds.length === 0) return;
	await enqueue(ctx, 'documents.make-reading-copies', { batchId, versionIds: [...versionIds] }, { key: batchId });
}

/** Units that follow a model hear of its new version after the commit: whose models there are is the business of another folder. */
export async function tellFollowers(ctx: Ctx, batchId: string, versionIds: readonly string[]): Promise<void> {
	if (versionIds.length === 0) return;
	await enqueue(ctx, 'models.issued', { versionIds: [...versionIds] }, { key: batchId });
}

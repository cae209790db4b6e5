import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { ensureReadingCopy } from './renditions.ts';
import { loadCopyFacts, markOn } from './renditions-facts.ts';
import type { RenditionTools } from './renditions-make.ts';

export type MakeReadingCopies = { readonly batchId?: string; readonly versionIds?: readonly string[] };
export type CopiesProgress = (done: number, total: number) => void | Promise<void>;

/**
 * The job `documents.make-reading-copies`: after an issue, the copies of all its versions, with the mark of today and, for one that
 * is yet to apply, the mark of its first day, so that nobody waits at midnight. What is there already is not made again. A version
 * that fails does not hold up the others; the job then fails at its end and is tried again.
 */
export async function makeReadingCopies(
	ctx: Ctx,
	tools: RenditionTools,
	{ batchId, versionIds }: MakeReadingCopies,
	progress?: CopiesProgress
): Promise<{ copies: number }> {
	const day = today(ctx);
	const versions = await ctx.db.version.findMany({
		where: {
			state: 'issued',
			pdfSha256: { not: null },
			OR: [...(versionIds ? [{ id: { in: [...versionIds] } }] : []), ...(batchId ? [{ issueBatchId: batchId }] : [])]
		},
		orderBy: [{ effectiveFrom: 'asc' }, { id: 'asc' }],
		select: { id: true, effectiveFrom: true }
	});
	const failures: unknown[] = [];
	let copies = 0;
	let done = 0;
	for (const { id, effectiveFrom } of versions) {
		const isUpcoming = effectiveFrom !== null && effectiveFrom > toDbDate(day);
		try {
			for (const on of isUpcoming ? [day, fromDbDate(effectiveFrom)] : [day]) {
				// Read again for each: the batch may have been revoked while we worked.
				const facts = await loadCopyFacts(ctx, id);
				if (!markOn(facts, on)) continue;
				await ensureReadingCopy(ctx, tools, facts, on);
				copies += 1;
			}
		} catch (error) {
			failures.push(error);
		}
		done += 1;
		await progress?.(done, versions.length);
	}
	if (failures.length > 0) throw new AggregateError(failures, `${failures.length} reading copies could not be made`);
	return { copies };
}

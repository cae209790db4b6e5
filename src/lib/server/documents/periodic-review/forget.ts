import { lapse } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { reviewsDue, type ReviewDue } from './due.ts';

const asking = ['review_due', 'review_late'] as const;

/** The review that these documents were to have is asked of nobody any more, if none is due: a version replaced the one to review, or it is withdrawn. */
export async function forgetReviews(ctx: Ctx, documentIds: readonly string[]): Promise<void> {
	const told = await ctx.db.notice.findMany({
		where: { subjectType: 'document', subjectId: { in: [...documentIds] }, kind: { in: [...asking] }, lapsedAt: null },
		distinct: ['subjectId'],
		select: { subjectId: true }
	});
	for (const { subjectId: documentId } of told) await forgetUnlessDue(ctx, documentId, await reviewsDue(ctx, { documentId }));
}

/** The same for all documents, when dates have passed. @param due what is asked for today */
export async function forgetPastReviews(ctx: Ctx, due: readonly ReviewDue[]): Promise<void> {
	const told = await ctx.db.notice.findMany({
		where: { subjectType: 'document', kind: { in: [...asking] }, lapsedAt: null },
		distinct: ['subjectId'],
		select: { subjectId: true }
	});
	const asked = new Map(due.map((review) => [review.documentId, review]));
	for (const { subjectId } of told) {
		const review = asked.get(subjectId);
		await forgetUnlessDue(ctx, subjectId, review ? [review] : []);
	}
}

async function forgetUnlessDue(ctx: Ctx, documentId: string, due: readonly ReviewDue[]): Promise<void> {
	if (!due.some(({ state }) => state !== 'planned')) await lapse(ctx, 'document', [documentId], [...asking]);
}

import type { GuestReviewState } from '#lib/domain/documents/lifecycle.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import { transitionMany } from '#lib/server/lifecycle/transition.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { guestReviewMachine } from './machines.ts';
import type { LoadedVersion } from './version-facts.ts';

/** The columns with which a version enters its next round. */
export function nextRound(version: LoadedVersion) {
	return { round: version.round + 1, reviewerId: null, submittedById: null, submittedAt: null, exceptionId: null };
}

/** Passes and approvals of the round count no longer; its history shows them as void. */
export async function voidConsents(ctx: Ctx, version: LoadedVersion): Promise<void> {
	await ctx.db.versionAct.updateMany({
		where: { versionId: version.id, round: version.round, event: { in: ['pass', 'approve'] }, voidedAt: null },
		data: { voidedAt: ctx.clock.now() }
	});
}

/** What is said of a version while a round goes on: over with the round. That a version was begun stays true. */
const ofOneRound: readonly NoticeKind[] = [
	...(['review_asked', 'review_gone', 'approval_asked', 'approval_gone', 'returned', 'approved'] as const),
	...(['guest_appointed', 'guest_sent', 'guest_declined', 'guest_ended'] as const)
];

/**
 * Closes the round of a version that is back in draft: passes and signatures void (kept, shown as void), guests go. The authors go
 * on into the next round: their text is still in it, so they can neither review nor approve it there.
 */
export async function startRound(ctx: Ctx, version: LoadedVersion, reason?: string | null): Promise<void> {
	await voidConsents(ctx, version);
	await ctx.db.signature.updateMany({
		where: { versionId: version.id, round: version.round, voidedAt: null },
		data: { voidedAt: ctx.clock.now(), voidReason: reason?.trim() ?? null }
	});
	const authors = version.authors.filter((author) => author.round === version.round);
	await ctx.db.versionAuthor.createMany({
		data: authors.map((author) => ({ versionId: version.id, round: version.round + 1, userId: author.userId, since: ctx.clock.now() }))
	});
	await lapse(ctx, 'version', [version.id], ofOneRound);
	await endGuestReviews(ctx, [version.id]);
}

/** A guest sees a version for one round only: whatever ends the round ends the guest's part (design.md §7). */
export async function endGuestReviews(ctx: Ctx, versionIds: readonly string[]): Promise<void> {
	const open: GuestReviewState[] = ['asked', 'appointed'];
	const reviews = await ctx.db.guestReview.findMany({
		where: { versionId: { in: [...versionIds] }, state: { in: open } },
		select: { id: true, state: true, rowVersion: true, version: { select: { unitId: true } } }
	});
	if (reviews.length === 0) return;
	const things = reviews.map(({ id, state, rowVersion, version }) => ({ id, state, rowVersion, unitId: version.unitId }));
	await transitionMany(ctx, guestReviewMachine, things, 'end', {}, { follows: 'G4' });
	await lapse(
		ctx,
		'guest_review',
		things.map((thing) => thing.id)
	);
}

/**
 * Takes a version out of the draft batches it is in. Their row version moves: whoever still looks at the longer list gets `stale`
 * instead of issuing what they did not see.
 */
export async function leaveDraftBatches(ctx: Ctx, version: { id: string; document: { code: string } }): Promise<void> {
	const lines = await ctx.db.issueBatchLine.findMany({
		where: { versionId: version.id, batch: { state: 'draft' } },
		select: { id: true, batch: { select: { id: true, unitId: true } } }
	});
	if (lines.length === 0) return;
	await ctx.db.issueBatch.updateMany({
		where: { id: { in: lines.map((line) => line.batch.id) }, state: 'draft' },
		data: { rowVersion: { increment: 1 } }
	});
	await ctx.db.issueBatchLine.deleteMany({ where: { id: { in: lines.map((line) => line.id) } } });
	await recordMany(
		ctx,
		lines.map(({ batch }) => ({
			event: 'issue_batch.line_left',
			subjectType: 'issue_batch',
			subjectId: batch.id,
			unitId: batch.unitId,
			before: { version: version.id, code: version.document.code }
		}))
	);
}

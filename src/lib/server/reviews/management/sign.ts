import { chairSentence, handOverSentence, secretaryCapacity } from '#lib/domain/reviews/management-sentences.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { contentHash, signAct, type SignedContent } from '#lib/server/corrective-actions/act-signatures.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { provePerson, proveSigner } from '#lib/server/identity/signing.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { forgetReviewNotices, memberIds, moveReview, recordPart, tellOfReview, type ReviewAct, type ReviewMoved } from './act.ts';
import { loadReview, reviewSubject, type LoadedReview } from './facts.ts';
import { followDecision } from './follow.ts';
import { minutesContent, minutesGaps } from './minutes-content.ts';
import { decisionOf } from './session.ts';

const subjectType = 'management_review';

type Signing = ReviewAct & { readonly password: string; /** Of the minutes that the signer saw. */ readonly sha256?: string };

/**
 * The secretary signs the minutes and hands them to the chair: from now on nobody changes them, unless the chair gives them back.
 * @throws Conflict `minutes_incomplete` with `gaps`, `content_changed`, `signature_refused`, `stale`; Forbidden
 */
export async function handOverMinutes(ctx: Ctx, input: Signing): Promise<ReviewMoved> {
	const shown = await loadReview(ctx, input.reviewId);
	authorize(ctx, 'management_review.hand_over', shown.subject);
	const position = secretaryCapacity(membershipIn(ctx.actor, shown.review.unitId)?.position ?? '');
	const signer = await provePerson(ctx, input.password, { position });
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from management_review where id = ${shown.review.id}::uuid for update`;
		const { review, subject } = await loadReview(ctx, input.reviewId);
		if (review.state === 'in_session') {
			const gaps = minutesGaps(review);
			if (gaps.length > 0) throw new Conflict('minutes_incomplete', { gaps, what: gaps.map(({ code }) => code).join(', ') });
		}
		const content = minutesContent(review);
		requireSeen(input.sha256, content);
		const { id, contentSha256 } = await signAct(ctx, {
			subjectType,
			subjectId: review.id,
			meaning: 'keep_minutes',
			meaningText: handOverSentence(review, countsOf(review)).vi,
			unitId: review.unitId,
			signer,
			content
		});
		const moved = await moveReview(ctx, review, 'hand_over', subject, {
			rowVersion: input.rowVersion,
			data: { minutes: content, secretarySignatureId: id, stateReason: null },
			after: { inputs: review.inputs.length, decisions: review.decisions.length, contentSha256 }
		});
		await forgetReviewNotices(ctx, [review.id]);
		await tellOfReview(ctx, review, 'management_review_to_sign', [review.chairId]);
		return moved;
	});
}

/** The chair gives the minutes back: the secretary's signature no longer counts, and is kept. @throws Forbidden; Conflict; Invalid `reason` */
export function returnMinutes(ctx: Ctx, input: ReviewAct & { reason: string }): Promise<ReviewMoved> {
	return transaction(ctx, async (ctx) => {
		const { review, subject } = await loadReview(ctx, input.reviewId);
		requireChair(ctx, review);
		const comment = requireReason(input.reason, 'reason');
		const moved = await moveReview(ctx, review, 'return', subject, {
			rowVersion: input.rowVersion,
			comment,
			data: { minutes: Prisma.DbNull, secretarySignatureId: null, stateReason: comment }
		});
		await forgetReviewNotices(ctx, [review.id]);
		await tellOfReview(ctx, review, 'management_review_returned', [review.secretaryId], { reason: comment });
		return moved;
	});
}

/**
 * The chair signs the minutes that the secretary signed. What follows the decisions is made in the same moment: corrective actions that name their
 * owner and day, change requests, steps. The review is closed and does not wait for them.
 * @throws Conflict `content_changed`, `signature_refused`, `stale`, `illegal_transition`, `unit_closed`; Forbidden (not the chair); Invalid when the
 * day of a decision went by before it was signed
 */
export async function signMinutes(ctx: Ctx, input: Signing): Promise<ReviewMoved & { raised: number }> {
	const shown = await loadReview(ctx, input.reviewId);
	authorize(ctx, 'management_review.sign', shown.subject);
	requireChair(ctx, shown.review);
	const signer = await proveSigner(ctx, shown.review.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from management_review where id = ${shown.review.id}::uuid for update`;
		const { review, subject } = await loadReview(ctx, input.reviewId);
		const content = asKept(review);
		requireSeen(input.sha256, content);
		const raised = review.decisions.filter(({ follow }) => follow !== 'step').length;
		if (review.state === 'signing') for (const decision of review.decisions) await followDecision(ctx, review, decision);
		const { id, contentSha256 } = await signAct(ctx, {
			subjectType,
			subjectId: review.id,
			meaning: 'sign_review',
			meaningText: chairSentence(review, { decisions: review.decisions.length, raised }).vi,
			unitId: review.unitId,
			signer,
			content
		});
		const moved = await moveReview(ctx, review, 'sign', subject, {
			rowVersion: input.rowVersion ?? shown.review.rowVersion,
			data: { chairSignatureId: id, closedAt: ctx.clock.now() },
			after: { decisions: review.decisions.length, raised, contentSha256 }
		});
		await forgetReviewNotices(ctx, [review.id]);
		await tellOfReview(ctx, review, 'management_review_closed', [
			...new Set([...memberIds(review), ...review.decisions.map(({ responsibleId }) => responsibleId)])
		]);
		return { ...moved, raised };
	});
}

/** A head shows the signed minutes to all staff of the unit, or no longer. @throws Forbidden; Conflict */
export function shareMinutes(ctx: Ctx, input: ReviewAct): Promise<ReviewMoved> {
	return transaction(ctx, async (ctx) => {
		const { review, subject } = await loadReview(ctx, input.reviewId);
		if (review.sharedAt !== null) throw new Conflict('illegal_transition', { state: review.state, event: 'share' });
		return moveReview(ctx, review, 'share', subject, {
			rowVersion: input.rowVersion,
			data: { sharedAt: ctx.clock.now() },
			after: { shared: true }
		});
	});
}

/**
 * Who answers for a step (or an officer, a head) says that it was done; once. Recorded as `management_review.step_done`.
 * @throws Forbidden; NotFound; Conflict `illegal_transition`; Invalid `doneOn`, `result`
 */
export function reportStep(ctx: Ctx, input: { reviewId: string; decisionId: string; doneOn: string; result: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { review } = await loadReview(ctx, input.reviewId);
		const decision = decisionOf(review, input.decisionId);
		const role = authorize(ctx, 'management_review.report_step', reviewSubject(review, [decision.responsibleId]));
		if (review.state !== 'closed' || decision.follow !== 'step' || decision.doneOn !== null)
			throw new Conflict('illegal_transition', { state: review.state, event: 'step_done' });
		const held = fromDbDate(review.heldOn);
		if (input.doneOn > today(ctx)) throw new Invalid({ doneOn: 'day_in_future' });
		if (held !== null && input.doneOn < held) throw new Invalid({ doneOn: 'day_order' });
		const result = tidy(input.result);
		if (result === '') throw new Invalid({ result: 'required' });
		const { count } = await ctx.db.managementReviewDecision.updateMany({
			where: { id: decision.id, doneOn: null },
			data: {
				doneOn: toDbDate(input.doneOn),
				result,
				reportedById: requireUser(ctx),
				reportedAt: ctx.clock.now(),
				rowVersion: { increment: 1 }
			}
		});
		if (count !== 1) throw new Conflict('stale');
		await recordPart(ctx, review, 'step_done', role, {
			after: { what: decision.what.slice(0, 500), done: input.doneOn, result: result.slice(0, 500) }
		});
	});
}

export function countsOf(review: LoadedReview): { inputs: number; missing: number; decisions: number } {
	return {
		inputs: review.inputs.length,
		missing: review.inputs.filter(({ source }) => source === 'not_available').length,
		decisions: review.decisions.length
	};
}

/** The minutes as they were handed over: names and positions may have changed since, what is signed has not. */
export function asKept(review: LoadedReview): SignedContent {
	const kept = review.minutes;
	return isContent(kept) ? kept : minutesContent(review);
}

function isContent(kept: Prisma.JsonValue): kept is SignedContent & Prisma.JsonObject {
	return typeof kept === 'object' && kept !== null && !Array.isArray(kept);
}

function requireChair(ctx: Ctx, review: LoadedReview): void {
	if (requireUser(ctx) !== review.chairId) throw new Forbidden();
}

function requireSeen(sha256: string | undefined, content: SignedContent): void {
	if (sha256 !== undefined && sha256 !== contentHash(content)) throw new Conflict('content_changed');
}

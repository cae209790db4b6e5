import type { ReviewDecisionInput } from '#lib/domain/reviews/management-forms.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireStaff } from '../staff.ts';
import { forgetReviewNotices, moveReview, openPart, recordPart, type ReviewAct, type ReviewMoved } from './act.ts';
import { loadReview } from './facts.ts';
import { inputOf, writeInput } from './inputs.ts';

/** The session begins, on its day or later. @throws Forbidden; Conflict `too_early` with the day, `illegal_transition`, `stale` */
export function startReview(ctx: Ctx, input: ReviewAct): Promise<ReviewMoved> {
	return transaction(ctx, async (ctx) => {
		const { review, subject } = await loadReview(ctx, input.reviewId);
		authorize(ctx, 'management_review.conduct', subject);
		const day = today(ctx);
		if (review.state === 'notified' && review.plannedDay > day) throw new Conflict('review_too_early', { day: review.plannedDay });
		const moved = await moveReview(ctx, review, 'start', subject, {
			rowVersion: input.rowVersion,
			data: { heldOn: toDbDate(day), stateReason: null },
			after: { day }
		});
		await forgetReviewNotices(ctx, [review.id]);
		return moved;
	});
}

/** Who came; who is not named was absent, with the reason if one is known. @throws Forbidden; Conflict; Invalid `presentIds` */
export function attendReview(
	ctx: Ctx,
	input: { reviewId: string; presentIds: readonly string[]; absentReason: string }
): Promise<{ present: number }> {
	return transaction(ctx, async (ctx) => {
		const { review, role } = await openPart(ctx, input.reviewId, 'attend');
		const members = review.members.map(({ userId }) => userId);
		if (input.presentIds.some((id) => !members.includes(id))) throw new Invalid({ presentIds: 'person_unknown' });
		const present = members.filter((id) => input.presentIds.includes(id));
		const absent = members.filter((id) => !present.includes(id));
		const absentReason = tidy(input.absentReason) || null;
		await ctx.db.managementReviewMember.updateMany({
			where: { reviewId: review.id, userId: { in: present } },
			data: { present: true, absentReason: null }
		});
		await ctx.db.managementReviewMember.updateMany({
			where: { reviewId: review.id, userId: { in: absent } },
			data: { present: false, absentReason }
		});
		await recordPart(ctx, review, 'attend', role, { after: { present, absent, reason: absentReason } });
		return { present: present.length };
	});
}

/** What was said of an input, and the leader's conclusion on it. @throws Forbidden; Conflict `stale`, `illegal_transition`; NotFound */
export function discussInput(
	ctx: Ctx,
	input: { reviewId: string; inputId: string; discussion: string; conclusion: string; inputRowVersion?: number }
): Promise<{ code: string }> {
	return transaction(ctx, async (ctx) => {
		const { review, role } = await openPart(ctx, input.reviewId, 'discuss');
		const known = inputOf(review, input.inputId);
		const texts = { discussion: tidy(input.discussion), conclusion: tidy(input.conclusion) };
		await writeInput(ctx, known, input.inputRowVersion, texts);
		await recordPart(ctx, review, 'discuss', role, {
			before: { discussion: known.discussion.slice(0, 500), conclusion: known.conclusion.slice(0, 500) },
			after: { input: known.code, discussion: texts.discussion.slice(0, 500), conclusion: texts.conclusion.slice(0, 500) }
		});
		return { code: known.code };
	});
}

/**
 * Takes a decision, or changes one of this session: what, who, by when, of which kind and what follows it when the chair signs. A change request
 * that names no document asks for a new one. @throws Forbidden; Conflict; Invalid by field; NotFound
 */
export function decideInReview(ctx: Ctx, input: ReviewDecisionInput & { reviewId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { review, role } = await openPart(ctx, input.reviewId, 'decide');
		if (input.inputId !== null) inputOf(review, input.inputId);
		await requireStaff(ctx, review.unitId, [input.responsibleId], 'responsibleId');
		if (input.dueOn < today(ctx)) throw new Invalid({ dueOn: 'day_in_past' });
		const documentId = input.follow === 'change_request' ? input.documentId : null;
		if (documentId !== null) {
			const known = await ctx.db.document.count({ where: { id: documentId, unitId: review.unitId, status: 'open' } });
			if (known === 0) throw new Invalid({ documentId: 'invalid' });
		}
		const data = {
			inputId: input.inputId,
			kind: input.kind,
			follow: input.follow,
			what: tidy(input.what),
			responsibleId: input.responsibleId,
			dueOn: toDbDate(input.dueOn),
			documentId
		};
		const before = input.decisionId === null ? null : decisionOf(review, input.decisionId);
		if (before) {
			// The parts of a session are written side by side: only who saw the row as it is now writes it.
			const rowVersion = input.decisionRowVersion ?? before.rowVersion;
			const { count } = await ctx.db.managementReviewDecision.updateMany({
				where: { id: before.id, rowVersion },
				data: { ...data, rowVersion: rowVersion + 1 }
			});
			if (count !== 1) throw new Conflict('stale', { rowVersion: before.rowVersion });
		}
		const { id } = before
			? before
			: await ctx.db.managementReviewDecision.create({
					data: { ...data, reviewId: review.id, position: (review.decisions.at(-1)?.position ?? 0) + 1 },
					select: { id: true }
				});
		await recordPart(ctx, review, 'decide', role, {
			before: before ? { what: before.what.slice(0, 500), responsible: before.responsibleId, due: fromDbDate(before.dueOn) } : {},
			after: { what: data.what.slice(0, 500), responsible: input.responsibleId, due: input.dueOn, kind: input.kind, follow: input.follow }
		});
		return { id };
	});
}

/** A decision that the session took back. @throws Forbidden; Conflict; NotFound */
export function dropDecision(ctx: Ctx, input: { reviewId: string; decisionId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { review, role } = await openPart(ctx, input.reviewId, 'decide');
		const { id, what } = decisionOf(review, input.decisionId);
		const { count } = await ctx.db.managementReviewDecision.deleteMany({ where: { id } });
		if (count !== 1) throw new Conflict('stale');
		await recordPart(ctx, review, 'drop_decision', role, { after: { what: what.slice(0, 500) } });
	});
}

/** The leader's general conclusion and when the session ended. @throws Forbidden; Conflict */
export function concludeReview(ctx: Ctx, input: ReviewAct & { conclusion: string; endedAt: string }): Promise<ReviewMoved> {
	return transaction(ctx, async (ctx) => {
		const { review, subject } = await loadReview(ctx, input.reviewId);
		const conclusion = tidy(input.conclusion);
		return moveReview(ctx, review, 'conclude', subject, {
			rowVersion: input.rowVersion,
			data: { conclusion, endedAt: input.endedAt || null },
			before: { conclusion: review.conclusion.slice(0, 500) },
			after: { conclusion: conclusion.slice(0, 500), ended: input.endedAt }
		});
	});
}

type Decision = Awaited<ReturnType<typeof loadReview>>['review']['decisions'][number];

export function decisionOf(review: { readonly decisions: readonly Decision[] }, decisionId: string): Decision {
	const found = review.decisions.find(({ id }) => id === decisionId);
	if (!found) throw new NotFound('review_decision_not_found');
	return found;
}

import type { EditReviewInput, PlanReviewInput } from '#lib/domain/reviews/management-forms.ts';
import { inputsOf } from '#lib/domain/reviews/management-inputs.ts';
import { reviewNoticeDays } from '#lib/domain/reviews/management-lifecycle.ts';
import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { editionOf } from '#lib/server/audits/edition.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { takeNumber } from '#lib/server/documents/numbers.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireStaff } from '../staff.ts';
import { forgetReviewNotices, memberIds, moveReview, openPart, recordPart, tellOfReview, type ReviewAct, type ReviewMoved } from './act.ts';
import { findReview, loadReview } from './facts.ts';
import { noticeContent } from './notice-content.ts';

/**
 * Plans a review with the inputs of the unit's edition (management-inputs.ts), all of them: one that has nothing to say says so. Chair and
 * secretary are members. Inputs count from the day after the last review was held, else from the first day of the year before. Recorded as
 * `management_review.plan`.
 * @throws Forbidden; Conflict `unit_closed`; Invalid by field
 */
export function planReview(
	ctx: Ctx,
	input: PlanReviewInput & { unitId: string }
): Promise<{ id: string; number: string; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'management_review.plan', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		const plan = await checkedPlan(ctx, unitId, input);
		if (input.plannedOn < today(ctx)) throw new Invalid({ plannedOn: 'day_in_past' });
		await requireOpenUnit(ctx, unitId, input.plannedOn);
		const edition = await editionOf(ctx, unitId, today(ctx));
		const number = await takeNumber(ctx, 'XX', unitId);
		const { memberIds: people, ...columns } = plan;
		const review = await ctx.db.managementReview.create({
			data: {
				unitId,
				number,
				...columns,
				standardCode: edition.code,
				firstPlannedOn: columns.plannedOn,
				createdById: requireUser(ctx),
				createdAt: ctx.clock.now()
			},
			select: { id: true, rowVersion: true }
		});
		await ctx.db.managementReviewMember.createMany({ data: people.map((userId) => ({ reviewId: review.id, userId })) });
		await ctx.db.managementReviewInput.createMany({
			data: inputsOf(edition.edition).map(({ code, clause }, at) => ({ reviewId: review.id, code, clause, position: at + 1 }))
		});
		await recordPart(ctx, { id: review.id, unitId, number }, 'plan', role, {
			after: { title: plan.title, day: input.plannedOn, members: people, state: 'planned' }
		});
		return { id: review.id, number, rowVersion: review.rowVersion };
	});
}

/** Changes a plan that was not told yet. What a person who is no longer a member was to report is the secretary's. @throws as `planReview`, Conflict */
export function editReview(ctx: Ctx, input: EditReviewInput & ReviewAct): Promise<ReviewMoved> {
	return transaction(ctx, async (ctx) => {
		const { review, subject } = await loadReview(ctx, input.reviewId);
		const { memberIds: people, ...columns } = await checkedPlan(ctx, review.unitId, input);
		// A plan may be mended on its day, but not moved into the past.
		if (input.plannedOn !== review.plannedDay && input.plannedOn < today(ctx)) throw new Invalid({ plannedOn: 'day_in_past' });
		if (input.plannedOn !== review.plannedDay) await requireOpenUnit(ctx, review.unitId, input.plannedOn);
		const moved = await moveReview(ctx, review, 'edit', subject, {
			rowVersion: input.rowVersion,
			data: columns,
			before: { title: review.title, day: review.plannedDay, place: review.place, members: review.members.map(({ userId }) => userId) },
			after: { title: columns.title, day: input.plannedOn, place: columns.place, members: people }
		});
		await ctx.db.managementReviewInput.updateMany({
			where: { reviewId: review.id, reporterId: { notIn: people } },
			data: { reporterId: null, rowVersion: { increment: 1 } }
		});
		await ctx.db.managementReviewMember.deleteMany({ where: { reviewId: review.id, userId: { notIn: people } } });
		await ctx.db.managementReviewMember.createMany({
			data: people.map((userId) => ({ reviewId: review.id, userId })),
			skipDuplicates: true
		});
		return moved;
	});
}

/** Who reports which input; none: the secretary. @throws Forbidden; Conflict; Invalid `reporters` */
export function assignInputs(
	ctx: Ctx,
	input: { reviewId: string; reporters: readonly { inputId: string; userId: string | null }[] }
): Promise<{ assigned: number }> {
	return transaction(ctx, async (ctx) => {
		const { review, role } = await openPart(ctx, input.reviewId, 'assign');
		const members = new Set(memberIds(review));
		const codes: Record<string, string | null> = {};
		for (const { inputId, userId } of input.reporters) {
			const known = review.inputs.find(({ id }) => id === inputId);
			if (!known || (userId !== null && !members.has(userId))) throw new Invalid({ reporters: 'person_unknown' });
			if (known.reporterId === userId) continue;
			await ctx.db.managementReviewInput.update({
				where: { id: inputId },
				data: { reporterId: userId, rowVersion: { increment: 1 } }
			});
			codes[known.code] = userId;
		}
		if (Object.keys(codes).length > 0) await recordPart(ctx, review, 'assign', role, { after: { reporters: codes } });
		return { assigned: Object.keys(codes).length };
	});
}

/**
 * Tells the members, two weeks ahead or with the reason why not. The notice is kept as it was sent.
 * @throws Forbidden; Conflict; Invalid `shortNoticeReason` when the day is nearer than two weeks, `plannedOn` when it is over
 */
export function notifyReview(ctx: Ctx, input: ReviewAct & { shortNoticeReason?: string | null }): Promise<ReviewMoved> {
	return transaction(ctx, async (ctx) => {
		const { review, subject } = await loadReview(ctx, input.reviewId);
		authorize(ctx, 'management_review.plan', subject);
		const day = today(ctx);
		const planned = review.state === 'planned';
		if (planned && review.plannedDay < day) throw new Invalid({ plannedOn: 'day_in_past' });
		// Nobody is invited to a day on which the unit is no more.
		if (planned) await requireOpenUnit(ctx, review.unitId, review.plannedDay);
		const short = review.plannedDay < addDays(day, reviewNoticeDays);
		const reason = tidy(input.shortNoticeReason) || null;
		if (planned && short && reason === null) throw new Invalid({ shortNoticeReason: `short_notice:${reviewNoticeDays}` });
		// Who left since cannot chair or keep the minutes.
		if (planned) await requireOffices(ctx, review.unitId, review);
		const moved = await moveReview(ctx, review, 'notify', subject, {
			rowVersion: input.rowVersion,
			comment: short ? reason : null,
			data: { notice: noticeContent(review), notifiedAt: ctx.clock.now(), shortNoticeReason: short ? reason : null },
			after: { day: review.plannedDay, members: memberIds(review) }
		});
		await forgetReviewNotices(ctx, [review.id], ['management_review_postponed', 'management_review_notice_due']);
		await tellOfReview(ctx, review, 'management_review_notified', memberIds(review));
		return moved;
	});
}

/** A head puts it off: it is a plan again, is told anew, and keeps its first day. @throws Forbidden; Conflict; Invalid `plannedOn`, `reason` */
export function postponeReview(ctx: Ctx, input: ReviewAct & { plannedOn: Day; reason: string }): Promise<ReviewMoved> {
	return transaction(ctx, async (ctx) => {
		const { review, subject } = await loadReview(ctx, input.reviewId);
		authorize(ctx, 'management_review.direct', subject);
		const comment = requireReason(input.reason, 'reason');
		if (input.plannedOn < today(ctx)) throw new Invalid({ plannedOn: 'day_in_past' });
		await requireOpenUnit(ctx, review.unitId, input.plannedOn);
		if (input.plannedOn === review.plannedDay) throw new Invalid({ plannedOn: 'unchanged' });
		const moved = await moveReview(ctx, review, 'postpone', subject, {
			rowVersion: input.rowVersion,
			comment,
			data: {
				plannedOn: toDbDate(input.plannedOn),
				notice: Prisma.DbNull,
				notifiedAt: null,
				shortNoticeReason: null,
				stateReason: comment
			},
			before: { state: review.state, day: review.plannedDay },
			after: { day: input.plannedOn }
		});
		await forgetReviewNotices(ctx, [review.id]);
		if (review.state === 'notified') {
			const put = await findReview(ctx, review.id);
			await tellOfReview(ctx, put, 'management_review_postponed', memberIds(put), { reason: comment });
		}
		return moved;
	});
}

/** A head calls it off, also a session that cannot be finished. @throws Forbidden; Conflict; Invalid `reason` */
export function cancelReview(ctx: Ctx, input: ReviewAct & { reason: string }): Promise<ReviewMoved> {
	return transaction(ctx, async (ctx) => {
		const { review, subject } = await loadReview(ctx, input.reviewId);
		const comment = requireReason(input.reason, 'reason');
		const moved = await moveReview(ctx, review, 'cancel', subject, {
			rowVersion: input.rowVersion,
			comment,
			data: { stateReason: comment }
		});
		await forgetReviewNotices(ctx, [review.id]);
		if (review.state !== 'planned') await tellOfReview(ctx, review, 'management_review_cancelled', memberIds(review), { reason: comment });
		return moved;
	});
}

/** The first day from which inputs count: after the last review that was held, else the year before. */
export async function periodStart(ctx: Ctx, unitId: string): Promise<Day> {
	const last = await ctx.db.managementReview.findFirst({
		where: { unitId, state: 'closed', heldOn: { not: null } },
		orderBy: { heldOn: 'desc' },
		select: { heldOn: true }
	});
	const held = fromDbDate(last?.heldOn ?? null);
	return held ? addDays(held, 1) : `${Number(today(ctx).slice(0, 4)) - 1}-01-01`;
}

async function checkedPlan(ctx: Ctx, unitId: string, input: PlanReviewInput) {
	await requireOffices(ctx, unitId, input);
	const memberIds = [...new Set([input.chairId, input.secretaryId, ...input.memberIds])];
	await requireStaff(ctx, unitId, memberIds, 'memberIds');
	const periodFrom = input.periodFrom ?? (await periodStart(ctx, unitId));
	if (periodFrom > input.plannedOn) throw new Invalid({ periodFrom: 'day_order' });
	return {
		title: tidy(input.title),
		place: tidy(input.place),
		plannedOn: toDbDate(input.plannedOn),
		startsAt: input.startsAt,
		periodFrom: toDbDate(periodFrom),
		chairId: input.chairId,
		secretaryId: input.secretaryId,
		memberIds
	};
}

/** A head chairs, another person keeps the minutes. */
async function requireOffices(ctx: Ctx, unitId: string, { chairId, secretaryId }: { chairId: string; secretaryId: string }): Promise<void> {
	if (!(await headsOf(ctx, unitId)).includes(chairId)) throw new Invalid({ chairId: 'not_head' });
	if (chairId === secretaryId) throw new Invalid({ secretaryId: 'same_person' });
	await requireStaff(ctx, unitId, [secretaryId], 'secretaryId');
}

/** Refuses what the state refuses before anything is looked at. @throws Conflict `illegal_transition` */
export function requireState(review: { state: string }, state: string, event: string): void {
	if (review.state !== state) throw new Conflict('illegal_transition', { state: review.state, event });
}

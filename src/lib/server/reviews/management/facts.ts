import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

const person = { select: { id: true, fullName: true } } as const;

const reviewSelectOn = (day: Day) =>
	({
		id: true,
		unitId: true,
		number: true,
		title: true,
		state: true,
		standardCode: true,
		place: true,
		plannedOn: true,
		startsAt: true,
		firstPlannedOn: true,
		periodFrom: true,
		chairId: true,
		secretaryId: true,
		shortNoticeReason: true,
		notice: true,
		heldOn: true,
		endedAt: true,
		conclusion: true,
		minutes: true,
		sharedAt: true,
		stateReason: true,
		notifiedAt: true,
		closedAt: true,
		rowVersion: true,
		standard: { select: { edition: true, nameVi: true, nameEn: true } },
		chair: person,
		secretary: person,
		members: {
			orderBy: { user: { fullName: 'asc' } },
			select: {
				userId: true,
				present: true,
				absentReason: true,
				user: {
					select: { fullName: true, status: true, memberships: { where: validOn(day), select: { unitId: true, position: true } } }
				}
			}
		},
		inputs: {
			orderBy: { position: 'asc' },
			select: {
				id: true,
				code: true,
				clause: true,
				position: true,
				reporterId: true,
				reporter: person,
				source: true,
				figures: true,
				figuresOn: true,
				text: true,
				textSource: true,
				textOn: true,
				missing: true,
				discussion: true,
				conclusion: true,
				rowVersion: true
			}
		},
		decisions: {
			orderBy: { position: 'asc' },
			select: {
				id: true,
				position: true,
				inputId: true,
				kind: true,
				follow: true,
				what: true,
				responsibleId: true,
				responsible: person,
				dueOn: true,
				documentId: true,
				document: { select: { code: true, title: true } },
				actionId: true,
				action: { select: { number: true, state: true, outcome: true, dueOn: true } },
				changeRequestId: true,
				changeRequest: { select: { number: true, state: true } },
				doneOn: true,
				result: true,
				rowVersion: true
			}
		}
	}) as const satisfies Prisma.ManagementReviewSelect;

export type LoadedReview = Prisma.ManagementReviewGetPayload<{ select: ReturnType<typeof reviewSelectOn> }> & { readonly plannedDay: Day };

/** A review whoever asks. @throws NotFound `management_review_not_found` */
export async function findReview(ctx: Ctx, reviewId: string): Promise<LoadedReview> {
	const row = isUuid(reviewId)
		? await ctx.db.managementReview.findUnique({ where: { id: reviewId }, select: reviewSelectOn(today(ctx)) })
		: null;
	if (!row) throw new NotFound('management_review_not_found');
	return { ...row, plannedDay: fromDbDate(row.plannedOn) };
}

/** What the policy asks of a review as a whole: members, secretary and those who report, while they are of the unit. */
export function reviewSubject(review: LoadedReview, doerIds: readonly string[] = []): Subject {
	const here = activeMembers(review).map(({ userId }) => userId);
	return {
		unitId: review.unitId,
		teamIds: here,
		leadIds: here.filter((id) => id === review.secretaryId),
		doerIds: here.filter((id) => doerIds.includes(id))
	};
}

/** Members who still work in the unit. */
export function activeMembers(review: LoadedReview) {
	return review.members.filter(({ user }) => user.status === 'active' && user.memberships.some(({ unitId }) => unitId === review.unitId));
}

/**
 * A review that this actor sees whole, as officer, head or member; else it does not exist: 404.
 * @throws NotFound `management_review_not_found`
 */
export async function loadReview(ctx: Ctx, reviewId: string): Promise<{ review: LoadedReview; subject: Subject }> {
	const review = await findReview(ctx, reviewId);
	const subject = reviewSubject(review);
	if (!may(ctx.actor, 'management_review.read', subject)) throw new NotFound('management_review_not_found');
	return { review, subject };
}

import type { ManagementReviewEvent, ManagementReviewState, ReviewPartEvent } from '#lib/domain/reviews/management-lifecycle.ts';
import { rowsFor } from '#lib/domain/documents/lifecycle.ts';
import type { Subject } from '#lib/domain/permissions/decide.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { transition, type TransitionInput } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { activeMembers, loadReview, reviewSubject, type LoadedReview } from './facts.ts';
import { managementReviewMachine } from './machine.ts';

/** What every act on a review takes. */
export type ReviewAct = { readonly reviewId: string; readonly rowVersion?: number };
export type ReviewMoved = { readonly state: ManagementReviewState; readonly rowVersion: number };

/** Moves a review in a unit that is open. Recorded as `management_review.<event>` with its number. @throws Conflict `unit_closed`, and as `transition` */
export async function moveReview(
	ctx: Ctx,
	review: LoadedReview,
	event: Exclude<ManagementReviewEvent, ReviewPartEvent | 'end'>,
	subject: Subject,
	input: Omit<TransitionInput, 'after'> & { after?: Prisma.InputJsonObject; rowVersion?: number } = {}
): Promise<ReviewMoved> {
	await requireOpenUnit(ctx, review.unitId, today(ctx));
	const { rowVersion, after, ...rest } = input;
	const moved = await transition(ctx, managementReviewMachine, review, event, subject, {
		...rest,
		expectedRowVersion: rowVersion,
		after: { number: review.number, ...after }
	});
	return { state: moved.state, rowVersion: moved.rowVersion };
}

/**
 * The review for an act on a part of it, held so that nobody hands it over meanwhile; two of them go on side by side. Asks state and permission.
 * @param doersOf who beside officers and heads may, as the policy's `doer`
 * @throws NotFound; Conflict `illegal_transition`, `unit_closed`; Forbidden
 */
export async function openPart(
	ctx: Ctx,
	reviewId: string,
	event: ReviewPartEvent,
	doersOf: (review: LoadedReview) => readonly string[] = () => []
): Promise<{ review: LoadedReview; role: string }> {
	if (!ctx.inTransaction) throw new Error('openPart() outside a transaction');
	const known = await loadReview(ctx, reviewId);
	await ctx.db.$queryRaw`select id from management_review where id = ${known.review.id}::uuid for share`;
	const { review } = await loadReview(ctx, reviewId);
	await requireOpenUnit(ctx, review.unitId, today(ctx));
	const subject = reviewSubject(review, doersOf(review));
	const [row] = rowsFor(managementReviewMachine.table, review.state, event);
	if (!row) throw new Conflict('illegal_transition', { state: review.state, event });
	return { review, role: authorize(ctx, row.permission, subject) };
}

/** An act on a part, as the trail has it. */
export async function recordPart(
	ctx: Ctx,
	review: Pick<LoadedReview, 'id' | 'unitId' | 'number'>,
	event: ReviewPartEvent | 'plan' | 'step_done' | 'drop_decision',
	role: string,
	facts: { before?: Prisma.InputJsonObject; after: Prisma.InputJsonObject }
): Promise<void> {
	await record(ctx, {
		event: `management_review.${event}`,
		subjectType: 'management_review',
		subjectId: review.id,
		unitId: review.unitId,
		role,
		before: facts.before,
		after: { number: review.number, ...facts.after }
	});
}

export function memberIds(review: LoadedReview): string[] {
	return activeMembers(review).map(({ userId }) => userId);
}

export async function tellOfReview(
	ctx: Ctx,
	review: LoadedReview,
	kind: NoticeKind,
	to: readonly string[],
	more: { reason?: string; day?: string; count?: number } = {}
): Promise<void> {
	await notify(ctx, {
		to,
		kind,
		subjectType: 'management_review',
		subjectId: review.id,
		unitId: review.unitId,
		params: {
			number: review.number,
			title: review.title,
			day: more.day ?? formatDay(fromDbDate(review.plannedOn)),
			...(more.reason === undefined ? {} : { reason: more.reason }),
			...(more.count === undefined ? {} : { count: more.count })
		}
	});
}

/** What was said of the state before is over. */
export function forgetReviewNotices(ctx: Ctx, reviewIds: readonly string[], kinds?: readonly NoticeKind[]): Promise<void> {
	return lapse(ctx, 'management_review', reviewIds, kinds);
}

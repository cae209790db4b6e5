import { reportReminderDays, reviewNoticeDays } from '#lib/domain/reviews/management-lifecycle.ts';
import { addDays, fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { notify, type Notification } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/** A week before the last day on which a notice needs no reason. */
const noticeAhead = reviewNoticeDays + 7;

/**
 * Once a day: officers hear that a planned review is to be told, members what they have not reported, who answers for a step that it is late. Late
 * actions and requests have ladders of their own. Only a word; each day is said once.
 * @returns how many were said
 */
export async function remindOfManagementReviews(ctx: Ctx): Promise<number> {
	return (await noticesDue(ctx)) + (await reportsMissing(ctx)) + (await stepsLate(ctx));
}

function sayOnce(ctx: Ctx, key: string, told: Notification): Promise<number> {
	return transaction(ctx, async (ctx) => {
		const { count } = await ctx.db.upkeepTold.createMany({ data: [{ key, toldAt: ctx.clock.now() }], skipDuplicates: true });
		if (count > 0) await notify(ctx, told);
		return count;
	});
}

const select = { id: true, unitId: true, number: true, title: true, plannedOn: true, secretaryId: true } as const;
type Row = { id: string; unitId: string; number: string; title: string; plannedOn: Date };

const about = ({ id, unitId, number, title, plannedOn }: Row, more: Record<string, string | number> = {}) => ({
	subjectType: 'management_review' as const,
	subjectId: id,
	unitId,
	params: { number, title, day: formatDay(fromDbDate(plannedOn)), ...more }
});

async function noticesDue(ctx: Ctx): Promise<number> {
	const day = today(ctx);
	const rows = await ctx.db.managementReview.findMany({
		where: { state: 'planned', plannedOn: { gte: toDbDate(day), lte: toDbDate(addDays(day, noticeAhead)) } },
		select
	});
	let said = 0;
	for (const row of rows)
		said += await sayOnce(ctx, `management_review:notice:${row.id}:${fromDbDate(row.plannedOn)}`, {
			...about(row),
			kind: 'management_review_notice_due',
			to: await officersOf(ctx, row.unitId)
		});
	return said;
}

async function reportsMissing(ctx: Ctx): Promise<number> {
	const rows = await ctx.db.managementReview.findMany({
		where: { state: 'notified', plannedOn: { lte: toDbDate(addDays(today(ctx), reportReminderDays)) } },
		select: { ...select, inputs: { where: { source: null }, select: { reporterId: true } } }
	});
	let said = 0;
	for (const row of rows) {
		const missing = Map.groupBy(row.inputs, ({ reporterId }) => reporterId ?? row.secretaryId);
		for (const [userId, inputs] of missing)
			said += await sayOnce(ctx, `management_review:report:${row.id}:${fromDbDate(row.plannedOn)}:${userId}`, {
				...about(row, { count: inputs.length }),
				kind: 'management_review_report_due',
				to: [userId]
			});
	}
	return said;
}

async function stepsLate(ctx: Ctx): Promise<number> {
	const rows = await ctx.db.managementReviewDecision.findMany({
		where: { follow: 'step', doneOn: null, dueOn: { lt: toDbDate(today(ctx)) }, review: { state: 'closed' } },
		select: { id: true, what: true, dueOn: true, responsibleId: true, review: { select } }
	});
	let said = 0;
	for (const { id, what, dueOn, responsibleId, review } of rows)
		said += await sayOnce(ctx, `management_review:step:${id}`, {
			...about({ ...review, title: what.slice(0, 120), plannedOn: dueOn }),
			kind: 'management_review_step_late',
			to: [responsibleId, ...(await officersOf(ctx, review.unitId))]
		});
	return said;
}

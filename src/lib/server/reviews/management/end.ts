import { transition } from '#lib/server/lifecycle/transition.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { ClosingSteps } from '#lib/server/units/finish-closing.ts';
import * as m from '#lib/paraglide/messages.js';
import { forgetReviewNotices } from './act.ts';
import { findReview, reviewSubject } from './facts.ts';
import { managementReviewMachine } from './machine.ts';

/** Cancels open reviews of a unit by the system. */
export async function endReviews(ctx: Ctx, unitId: string): Promise<string[]> {
	const open = await ctx.db.managementReview.findMany({
		where: { unitId, state: { in: ['planned', 'notified', 'in_session', 'signing'] } },
		orderBy: { number: 'asc' },
		select: { id: true }
	});
	const reason = m.units_closing_reason({}, { locale: 'vi' });
	const numbers: string[] = [];
	for (const { id } of open) {
		const review = await findReview(ctx, id);
		await transition(ctx, managementReviewMachine, review, 'end', reviewSubject(review), {
			follows: 'M10',
			comment: reason,
			data: { stateReason: reason },
			after: { number: review.number }
		});
		numbers.push(review.number);
	}
	await forgetReviewNotices(
		ctx,
		open.map(({ id }) => id)
	);
	return numbers;
}

/**
 * What the end of a unit does to its management reviews: from the day on every open one is cancelled. Until then they stand, since the event may be
 * called off and what was cancelled stays so; none is announced for a day on which the unit is no more. Decisions of closed reviews go on as the actions
 * and requests that they are.
 */
export const managementReviewClosing: ClosingSteps = {
	atEntry: async () => {},
	fromDay: async (ctx, { unitId }) => ({ managementReviews: (await endReviews(ctx, unitId)).length })
};

import type { z } from 'zod';
import * as forms from '#lib/domain/reviews/management-forms.ts';
import { reportInput, takeFigures } from '#lib/server/reviews/management/inputs.ts';
import { reviewPage } from '#lib/server/reviews/management/page.ts';
import { assignInputs, cancelReview, editReview, notifyReview, postponeReview } from '#lib/server/reviews/management/plan.ts';
import {
	attendReview,
	concludeReview,
	decideInReview,
	discussInput,
	dropDecision,
	startReview
} from '#lib/server/reviews/management/session.ts';
import { handOverMinutes, reportStep, returnMinutes, shareMinutes, signMinutes } from '#lib/server/reviews/management/sign.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ review: await reviewPage(ctx, event.params.id), now: ctx.clock.now() }));

/** A form of this page that is one command on its review. */
function act<Input extends object, Done>(
	form: string,
	schema: z.ZodType<Input>,
	command: (ctx: Ctx, input: Input & { reviewId: string }) => Promise<Done>,
	said: (done: Done) => string
) {
	return action(
		schema,
		async (ctx, input, event) => {
			const done = await command(ctx, { ...input, reviewId: event.params.id ?? '' });
			return { toast: { text: said(done) } };
		},
		{ form }
	);
}

export const actions: Actions = {
	edit: act('edit', forms.editReviewForm, editReview, () => m.management_saved()),
	assign: act('assign', forms.assignReviewForm, assignInputs, ({ assigned }) => m.management_assigned({ count: assigned })),
	figures: act('figures', forms.takeFiguresForm, takeFigures, ({ taken }) => m.management_taken({ count: taken })),
	input: act('input', forms.reviewInputForm, reportInput, () => m.management_input_saved()),
	notify: act('notify', forms.notifyReviewForm, notifyReview, () => m.management_notified()),
	start: act('start', forms.startReviewForm, startReview, () => m.management_started()),
	attend: act('attend', forms.attendReviewForm, attendReview, ({ present }) => m.management_attended({ count: present })),
	discuss: act('discuss', forms.discussInputForm, discussInput, () => m.management_saved()),
	decide: act('decide', forms.reviewDecisionForm, decideInReview, () => m.management_decided()),
	drop: act('drop', forms.dropDecisionForm, dropDecision, () => m.management_dropped()),
	conclude: act('conclude', forms.concludeReviewForm, concludeReview, () => m.management_saved()),
	handOver: act('handOver', forms.signReviewForm, handOverMinutes, () => m.management_handed_over()),
	sign: act('sign', forms.signReviewForm, signMinutes, ({ raised }) => m.management_signed({ count: raised })),
	return: act('return', forms.reviewReasonForm, returnMinutes, () => m.management_returned()),
	share: act('share', forms.shareReviewForm, shareMinutes, () => m.management_shared()),
	postpone: act('postpone', forms.postponeReviewForm, postponeReview, () => m.management_postponed()),
	cancel: act('cancel', forms.reviewReasonForm, cancelReview, () => m.management_cancelled()),
	step: act('step', forms.stepDoneForm, reportStep, () => m.management_step_reported())
};

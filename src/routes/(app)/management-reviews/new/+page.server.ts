import { redirect } from '@sveltejs/kit';
import { planReviewForm } from '#lib/domain/reviews/management-forms.ts';
import { newReviewPage } from '#lib/server/reviews/management/new-page.ts';
import { planReview } from '#lib/server/reviews/management/plan.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ choices: await newReviewPage(ctx, event.locals.activeUnitId) }));

export const actions: Actions = {
	default: action(
		planReviewForm,
		async (ctx, input, event) => {
			const { id, number } = await planReview(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			setFlash(event.cookies, { text: m.management_created({ number }) });
			redirect(303, `/management-reviews/${id}`);
		},
		{ form: 'review' }
	)
};

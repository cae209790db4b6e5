import { redirect, type RequestEvent } from '@sveltejs/kit';
import { confirmReviewForm, openReviewForm } from '#lib/domain/documents/periodic-review-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { reviewPage } from '#lib/server/documents/periodic-review/page.ts';
import { confirmUnchanged, noteReview } from '#lib/server/documents/periodic-review/review.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ review: await reviewPage(ctx, event.params.id), now: ctx.clock.now() }));

const pathOf = (event: RequestEvent) => `/documents/${event.params.id ?? ''}`;

function done(event: RequestEvent, text: string, path = pathOf(event)): never {
	setFlash(event.cookies, { text });
	redirect(303, path);
}

export const actions: Actions = {
	confirm: action(
		confirmReviewForm,
		async (ctx, input, event) => {
			await confirmUnchanged(ctx, { documentId: event.params.id ?? '', ...input });
			done(event, m.reviews_done_unchanged());
		},
		{ form: 'confirm' }
	),
	amend: action(
		openReviewForm,
		async (ctx, input, event) => {
			await noteReview(ctx, { documentId: event.params.id ?? '', outcome: 'change_request', ...input });
			done(event, m.reviews_done_amend());
		},
		{ form: 'amend' }
	),
	withdraw: action(
		openReviewForm,
		async (ctx, input, event) => {
			const { may } = await reviewPage(ctx, event.params.id ?? '');
			const { requestId } = await noteReview(ctx, { documentId: event.params.id ?? '', outcome: 'withdrawal', ...input });
			// A head goes on to the request that the unit wants, else to the act itself; others leave it to a head.
			const next = requestId ? `/change-requests/${requestId}` : `${pathOf(event)}/withdraw`;
			done(event, m.reviews_done_withdraw(), may.withdraw ? next : pathOf(event));
		},
		{ form: 'withdraw' }
	)
};

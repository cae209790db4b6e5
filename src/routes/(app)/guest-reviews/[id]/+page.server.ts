import { redirect } from '@sveltejs/kit';
import { appointGuestForm, reasonForm } from '#lib/domain/documents/version-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { appointGuest, declineGuestReview } from '#lib/server/documents/guest-reviews.ts';
import { guestReviewPage } from '#lib/server/documents/work/guest-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ review: await guestReviewPage(ctx, event.params.id) }));

export const actions: Actions = {
	appoint: action(
		appointGuestForm,
		async (ctx, input, event) => {
			await appointGuest(ctx, { guestReviewId: event.params.id ?? '', ...input });
			setFlash(event.cookies, { text: m.manage_guest_appointed() });
			redirect(303, '/');
		},
		{ form: 'appoint' }
	),
	decline: action(
		reasonForm,
		async (ctx, { reason, rowVersion }, event) => {
			await declineGuestReview(ctx, { guestReviewId: event.params.id ?? '', comment: reason, rowVersion });
			setFlash(event.cookies, { text: m.manage_guest_declined() });
			redirect(303, '/');
		},
		{ form: 'decline' }
	)
};

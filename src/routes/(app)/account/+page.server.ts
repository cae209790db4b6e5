import { redirect } from '@sveltejs/kit';
import { offerForm } from '#lib/domain/people/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { acceptOffer, accountPage, declineOffer } from '#lib/server/people/own-offers.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => accountPage(ctx));

export const actions: Actions = {
	accept: action(
		offerForm,
		async (ctx, input, event) => {
			await acceptOffer(ctx, input);
			setFlash(event.cookies, { text: m.people_offer_accepted() });
			redirect(303, '/account');
		},
		{ form: 'accept' }
	),
	decline: action(
		offerForm,
		async (ctx, input, event) => {
			await declineOffer(ctx, input);
			setFlash(event.cookies, { text: m.people_offer_declined() });
			redirect(303, '/account');
		},
		{ form: 'decline' }
	)
};

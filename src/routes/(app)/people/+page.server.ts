import { redirect } from '@sveltejs/kit';
import { offerForm } from '#lib/domain/people/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { withdrawOffer } from '#lib/server/people/offers.ts';
import { peoplePage } from '#lib/server/people/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => peoplePage(ctx, event.url.searchParams, event.locals.activeUnitId));

export const actions: Actions = {
	withdraw: action(
		offerForm,
		async (ctx, input, event) => {
			const { unitId } = await withdrawOffer(ctx, input);
			setFlash(event.cookies, { text: m.people_offer_withdrawn() });
			redirect(303, `/people?unit=${unitId}`);
		},
		{ form: 'withdraw' }
	)
};

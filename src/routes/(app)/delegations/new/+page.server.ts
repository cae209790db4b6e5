import { redirect } from '@sveltejs/kit';
import { delegationForm } from '#lib/domain/people/delegation-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { offerDelegation } from '#lib/server/people/delegations/make.ts';
import { newDelegationPage } from '#lib/server/people/delegations/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => newDelegationPage(ctx, event.locals.activeUnitId, event.url.searchParams.get('from')));

export const actions: Actions = {
	default: action(
		delegationForm,
		async (ctx, input, event) => {
			const { id } = await offerDelegation(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			setFlash(event.cookies, { text: m.delegations_offered() });
			redirect(303, `/delegations/${id}`);
		},
		{ form: 'delegation' }
	)
};

import { redirect } from '@sveltejs/kit';
import { disposalForm } from '#lib/domain/records/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { newDisposal } from '#lib/server/records/disposal-page.ts';
import { createDisposal } from '#lib/server/records/disposals.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => newDisposal(ctx, event.locals.activeUnitId));

export const actions: Actions = {
	default: action(
		disposalForm,
		async (ctx, input, event) => {
			const { id, number } = await createDisposal(ctx, event.locals.activeUnitId ?? '', input);
			setFlash(event.cookies, { text: m.records_disposal_created({ number }) });
			redirect(303, `/records/disposals/${id}`);
		},
		{ form: 'disposal' }
	)
};

import { redirect } from '@sveltejs/kit';
import { retireForm, setForm } from '#lib/domain/procedures/models/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { setPage } from '#lib/server/procedures/models/pages.ts';
import { changeSet, retireSet } from '#lib/server/procedures/models/sets.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => setPage(ctx, event.params.id, event.locals.activeUnitId));

export const actions: Actions = {
	change: action(
		setForm,
		async (ctx, input, event) => {
			await changeSet(ctx, { ...input, setId: event.params.id ?? '' });
			return { toast: { text: m.models_changed() } };
		},
		{ form: 'change' }
	),
	retire: action(
		retireForm,
		async (ctx, input, event) => {
			await retireSet(ctx, { ...input, setId: event.params.id ?? '' });
			setFlash(event.cookies, { text: m.models_retire_done() });
			redirect(303, '/models');
		},
		{ form: 'retire' }
	)
};

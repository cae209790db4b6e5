import { redirect } from '@sveltejs/kit';
import { setForm } from '#lib/domain/procedures/models/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { newSetPage } from '#lib/server/procedures/models/pages.ts';
import { createSet } from '#lib/server/procedures/models/sets.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, newSetPage);

export const actions: Actions = {
	default: action(setForm, async (ctx, input, event) => {
		const { id } = await createSet(ctx, input);
		setFlash(event.cookies, { text: m.models_set_created() });
		redirect(303, `/models/sets/${id}`);
	})
};

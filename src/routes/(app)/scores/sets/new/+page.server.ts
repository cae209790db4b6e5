import { redirect } from '@sveltejs/kit';
import { createSetForm } from '#lib/domain/audits/scores/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { newSetPage } from '#lib/server/audits/scores/pages.ts';
import { createSet } from '#lib/server/audits/scores/sets.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, newSetPage);

export const actions: Actions = {
	default: action(createSetForm, async (ctx, input, event) => {
		const { id } = await createSet(ctx, input);
		setFlash(event.cookies, { text: m.scores_set_created() });
		redirect(303, `/scores/sets/${id}`);
	})
};

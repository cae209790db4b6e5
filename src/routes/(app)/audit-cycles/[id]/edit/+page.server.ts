import { redirect } from '@sveltejs/kit';
import { changeCycleForm } from '#lib/domain/audits/cycle-forms.ts';
import { editCyclePage } from '#lib/server/audits/cycles/draft-pages.ts';
import { changeCycle } from '#lib/server/audits/cycles/draft.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => editCyclePage(ctx, event.params.id));

export const actions: Actions = {
	default: action(changeCycleForm, async (ctx, input, event) => {
		await changeCycle(ctx, { ...input, cycleId: event.params.id ?? '' });
		setFlash(event.cookies, { text: m.cycles_saved() });
		redirect(303, `/audit-cycles/${event.params.id}`);
	})
};

import { redirect } from '@sveltejs/kit';
import { newCycleForm } from '#lib/domain/audits/cycle-forms.ts';
import { newCyclePage } from '#lib/server/audits/cycles/draft-pages.ts';
import { createCycle } from '#lib/server/audits/cycles/draft.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, newCyclePage);

export const actions: Actions = {
	default: action(newCycleForm, async (ctx, input, event) => {
		const { id, number, units } = await createCycle(ctx, input);
		setFlash(event.cookies, { text: m.cycles_created({ number, count: units }) });
		redirect(303, `/audit-cycles/${id}`);
	})
};

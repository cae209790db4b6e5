import { independenceForm } from '#lib/domain/audits/cycle-forms.ts';
import { setIndependenceMonths } from '#lib/server/audits/cycles/independence.ts';
import { cyclesPage } from '#lib/server/audits/cycles/list.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => cyclesPage(ctx, event.url.searchParams));

export const actions: Actions = {
	independence: action(
		independenceForm,
		async (ctx, input) => {
			await setIndependenceMonths(ctx, input);
			return { toast: { text: m.cycles_saved() } };
		},
		{ form: 'independence' }
	)
};

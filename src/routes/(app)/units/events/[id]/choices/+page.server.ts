import { choicesForm } from '#lib/domain/units/event-choices.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { changeChoices, choicesPage } from '#lib/server/unit-closing.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ event: await choicesPage(ctx, event.params.id) }));

export const actions: Actions = {
	default: action(choicesForm, async (ctx, choices, event) => {
		await changeChoices(ctx, event.params.id ?? '', choices);
		setFlash(event.cookies, { text: m.carryover_choices_saved() });
	})
};

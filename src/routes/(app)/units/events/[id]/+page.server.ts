import { redirect } from '@sveltejs/kit';
import { callOffForm } from '#lib/domain/units/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { eventPage } from '#lib/server/units/event-page.ts';
import { callOffEvent } from '#lib/server/unit-closing.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ event: await eventPage(ctx, event.params.id) }));

export const actions: Actions = {
	callOff: action(
		callOffForm,
		async (ctx, { reason }, event) => {
			await callOffEvent(ctx, { eventId: event.params.id ?? '', reason });
			setFlash(event.cookies, { text: m.unitevents_call_off_done() });
			redirect(303, `/units/events/${event.params.id}`);
		},
		{ form: 'call-off' }
	)
};

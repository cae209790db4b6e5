import { redirect } from '@sveltejs/kit';
import { eventForm, eventFromForm, type EventForm } from '#lib/domain/units/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { eventPage } from '#lib/server/units/event-page.ts';
import { previewEffects } from '#lib/server/documents/unit-closing/preview.ts';
import { recordUnitEvent } from '#lib/server/unit-closing.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ event: await eventPage(ctx, event.params.id, event.url.searchParams.get('kind')) }));

const inputOf = (form: EventForm, event: { params: Partial<Record<string, string>> }) => {
	const { decisionNumber, decisionDate, basis } = form;
	return { ...eventFromForm(form, event.params.id ?? ''), decisionNumber, decisionDate, basis };
};

export const actions: Actions = {
	preview: action(eventForm, async (ctx, form, event) => ({
		preview: await previewEffects(ctx, inputOf(form, event)),
		values: form
	})),
	apply: action(eventForm, async (ctx, form, event) => {
		const { begun } = await recordUnitEvent(ctx, inputOf(form, event));
		setFlash(event.cookies, { text: m.units_event_recorded() });
		redirect(303, `/units/${begun[0] ?? event.params.id}?asOf=${form.effectiveOn}`);
	})
};

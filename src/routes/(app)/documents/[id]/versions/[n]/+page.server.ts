import { confirmForm } from '#lib/domain/documents/reading-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { documentPage } from '#lib/server/documents/queries/document-page.ts';
import { confirmReading } from '#lib/server/documents/readings/confirm.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ view: await documentPage(ctx, event.params.id, { version: event.params.n }) }));

export const actions: Actions = {
	confirm: action(
		confirmForm,
		async (ctx, input) => {
			await confirmReading(ctx, input);
			return { toast: { text: m.readers_toast_confirmed() } };
		},
		{ form: 'confirm' }
	)
};

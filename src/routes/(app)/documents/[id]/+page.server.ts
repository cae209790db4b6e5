import { confirmForm } from '#lib/domain/documents/reading-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { confirmReading } from '#lib/server/documents/readings/confirm.ts';
import { documentWithModel } from '#lib/server/procedures/models/behind.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => documentWithModel(ctx, event.params.id, { asOf: event.url.searchParams.get('asOf') }));

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

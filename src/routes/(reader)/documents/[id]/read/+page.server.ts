import { confirmForm } from '#lib/domain/documents/reading-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { readerPage } from '#lib/server/documents/queries/reader-page.ts';
import { confirmReading } from '#lib/server/documents/readings/confirm.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		reader: await readerPage(ctx, event.params.id, {
			asOf: event.url.searchParams.get('asOf'),
			version: event.url.searchParams.get('version') ?? undefined
		}),
		now: ctx.clock.now()
	}));

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

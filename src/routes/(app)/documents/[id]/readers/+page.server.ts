import { waiveForm } from '#lib/domain/documents/reading-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { pageNumber } from '#lib/server/http/page-number.ts';
import { readersFilter } from '#lib/server/documents/readings/queries/readers-filter.ts';
import { readersPage } from '#lib/server/documents/readings/queries/readers-page.ts';
import { waiveReading } from '#lib/server/documents/readings/waive.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		view: await readersPage(ctx, event.params.id, readersFilter(event.url.searchParams), pageNumber(event.url))
	}));

export const actions: Actions = {
	waive: async (event) =>
		action(
			waiveForm,
			async (ctx, input) => {
				await waiveReading(ctx, input);
				return { toast: { text: m.readers_waived_toast() } };
			},
			{ form: `waive-${event.url.searchParams.get('request') ?? ''}` }
		)(event)
};

import { seriesForm } from '#lib/domain/records/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { seriesPage } from '#lib/server/records/queries.ts';
import { editSeries } from '#lib/server/records/series.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => seriesPage(ctx, event.params.id));

export const actions: Actions = {
	default: action(
		seriesForm,
		async (ctx, input, event) => {
			await editSeries(ctx, event.params.id ?? '', input);
			return { toast: { text: m.records_series_saved() } };
		},
		{ form: 'series' }
	)
};

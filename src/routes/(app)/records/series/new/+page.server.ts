import { redirect } from '@sveltejs/kit';
import { seriesForm } from '#lib/domain/records/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { seriesChoices } from '#lib/server/records/queries.ts';
import { createSeries } from '#lib/server/records/series.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ choices: await seriesChoices(ctx, event.locals.activeUnitId) }));

export const actions: Actions = {
	default: action(
		seriesForm,
		async (ctx, { rowVersion: _rowVersion, ...input }, event) => {
			await createSeries(ctx, event.locals.activeUnitId ?? '', input);
			setFlash(event.cookies, { text: m.records_series_saved() });
			redirect(303, '/records/series');
		},
		{ form: 'series' }
	)
};

import { z } from 'zod';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { matrixPage, matrixQuery } from '#lib/server/procedures/models/matrix.ts';
import { remindUnits } from '#lib/server/procedures/models/remind.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => matrixPage(ctx, matrixQuery(event.url.searchParams)));

export const actions: Actions = {
	remind: action(
		// The filters of the page: its units are reminded.
		z.object({ query: z.string().max(2000).default('') }),
		async (ctx, { query }) => ({
			toast: { text: m.models_matrix_reminded(await remindUnits(ctx, matrixQuery(new URLSearchParams(query)))) }
		}),
		{ form: 'remind' }
	)
};

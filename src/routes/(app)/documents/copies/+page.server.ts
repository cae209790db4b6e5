import { printQuery } from '#lib/domain/documents/print-forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { printsPage } from '#lib/server/documents/prints/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		list: await printsPage(ctx, event.locals.activeUnitId, printQuery.parse(Object.fromEntries(event.url.searchParams)))
	}));

import { answer } from '#lib/server/http/answer.ts';
import { pageNumber } from '#lib/server/http/page-number.ts';
import { readingPage } from '#lib/server/documents/readings/queries/unit-reading.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		reading: await readingPage(ctx, event.locals.activeUnitId, event.url.searchParams.get('view'), pageNumber(event.url))
	}));

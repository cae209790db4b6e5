import { answer } from '#lib/server/http/answer.ts';
import { reviewsPage } from '#lib/server/documents/periodic-review/page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ reviews: await reviewsPage(ctx, event.url.searchParams, event.locals.activeUnitId ?? '') }));

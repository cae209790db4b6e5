import { answer } from '#lib/server/http/answer.ts';
import { documentListPage } from '#lib/server/documents/queries/list-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => documentListPage(ctx, event.url.searchParams, event.locals.activeUnitId));

import { answer } from '#lib/server/http/answer.ts';
import { searchPage } from '#lib/server/search/search-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => searchPage(ctx, event.url.searchParams));

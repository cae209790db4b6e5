import { answer } from '#lib/server/http/answer.ts';
import { treePage } from '#lib/server/units/tree-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => treePage(ctx, event.url.searchParams));

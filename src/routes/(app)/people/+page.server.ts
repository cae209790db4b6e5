import { answer } from '#lib/server/http/answer.ts';
import { peoplePage } from '#lib/server/people/pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => peoplePage(ctx, event.url.searchParams, event.locals.activeUnitId));

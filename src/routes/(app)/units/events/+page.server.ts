import { answer } from '#lib/server/http/answer.ts';
import { pageNumber } from '#lib/server/http/page-number.ts';
import { eventList } from '#lib/server/units/event-list.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => eventList(ctx, event.url.searchParams, pageNumber(event.url)));

import { answer } from '#lib/server/http/answer.ts';
import { requestPage } from '#lib/server/documents/change-requests/page.ts';
import { requestActs } from './acts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ request: await requestPage(ctx, event.params.id) }));

export const actions: Actions = requestActs;

import { checkPage } from '#lib/server/corrective-actions/check-page.ts';
import { answer } from '#lib/server/http/answer.ts';
import { checkActs } from './acts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ check: await checkPage(ctx, event.params.id) }));

export const actions: Actions = checkActs;

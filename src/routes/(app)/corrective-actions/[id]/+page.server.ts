import { actionPage } from '#lib/server/corrective-actions/action-page.ts';
import { answer } from '#lib/server/http/answer.ts';
import { actionActs } from './acts.ts';
import { evidenceActs } from './evidence-acts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ action: await actionPage(ctx, event.params.id), now: ctx.clock.now() }));

export const actions: Actions = { ...actionActs, ...evidenceActs };

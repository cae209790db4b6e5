import { inspectionPage } from '#lib/server/audits/inspections/page.ts';
import { answer } from '#lib/server/http/answer.ts';
import { inspectionActs } from './acts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ inspection: await inspectionPage(ctx, event.params.id), now: ctx.clock.now() }));

export const actions: Actions = inspectionActs;

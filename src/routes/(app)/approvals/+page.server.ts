import { answer } from '#lib/server/http/answer.ts';
import { approvalsFor } from '#lib/server/documents/queries/home.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
	work: await answer(event, (ctx) => approvalsFor(ctx)),
	now: event.locals.ctx.clock.now()
});

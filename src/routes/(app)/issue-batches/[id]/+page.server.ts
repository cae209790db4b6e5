import { answer } from '#lib/server/http/answer.ts';
import { batchWork } from '#lib/server/documents/work/batch-work.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ batch: await batchWork(ctx, event.params.id), now: ctx.clock.now() }));

export { actions } from './acts.ts';

import { answer } from '#lib/server/http/answer.ts';
import { homeFor } from '#lib/server/documents/queries/home.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ home: await homeFor(ctx, event.locals.activeUnitId), now: ctx.clock.now() }));

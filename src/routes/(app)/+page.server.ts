import { answer } from '#lib/server/http/answer.ts';
import { homePage } from '#lib/server/home.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ home: await homePage(ctx, event.locals.activeUnitId), now: ctx.clock.now() }));

import { handOverList } from '#lib/server/hand-overs/pages.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ list: await handOverList(ctx, event.locals.activeUnitId) }));

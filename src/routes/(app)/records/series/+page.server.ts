import { answer } from '#lib/server/http/answer.ts';
import { seriesList } from '#lib/server/records/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ list: await seriesList(ctx, event.locals.activeUnitId) }));

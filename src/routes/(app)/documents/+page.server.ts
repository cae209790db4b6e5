import { answer } from '#lib/server/http/answer.ts';
import { documentListWithModels } from '#lib/server/procedures/models/behind.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => documentListWithModels(ctx, event.url.searchParams, event.locals.activeUnitId));

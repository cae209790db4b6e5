import { recurrencesPage } from '#lib/server/corrective-actions/recurrences.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ rows: await recurrencesPage(ctx, event.locals.activeUnitId) }));

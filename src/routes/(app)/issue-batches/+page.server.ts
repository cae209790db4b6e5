import { answer } from '#lib/server/http/answer.ts';
import { pageNumber } from '#lib/server/http/page-number.ts';
import { batchList } from '#lib/server/documents/work/batch-list.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ list: await batchList(ctx, event.locals.activeUnitId, pageNumber(event.url)) }));

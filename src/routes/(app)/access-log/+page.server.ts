import { accessView } from '#lib/server/audit-trail/access-list.ts';
import { accessQuery } from '#lib/server/audit-trail/query.ts';
import { answer } from '#lib/server/http/answer.ts';
import { pageNumber } from '#lib/server/http/page-number.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		view: await accessView(ctx, accessQuery(event.url.searchParams, event.locals.activeUnitId), pageNumber(event.url))
	}));

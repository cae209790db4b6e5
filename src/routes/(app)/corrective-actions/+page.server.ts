import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { actionList } from '#lib/server/corrective-actions/list.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		list: await actionList(ctx, event.locals.activeUnitId, parseActionQuery(event.url.searchParams))
	}));

import { parseRequestQuery } from '#lib/domain/documents/request-forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { inheritedRequests } from '#lib/server/documents/change-requests/inherited.ts';
import { requestList } from '#lib/server/documents/change-requests/list.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		list: await requestList(ctx, event.locals.activeUnitId, parseRequestQuery(event.url.searchParams)),
		inherited: await inheritedRequests(ctx, event.locals.activeUnitId)
	}));

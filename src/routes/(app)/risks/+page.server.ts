import { riskQuery } from '#lib/domain/reviews/risks/forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { riskList } from '#lib/server/reviews/risks/pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const query = riskQuery.parse(Object.fromEntries(event.url.searchParams));
		return { query, risks: await riskList(ctx, event.locals.activeUnitId, query) };
	});

import { providerQuery } from '#lib/domain/reviews/providers/forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { providerList } from '#lib/server/reviews/providers/pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const query = providerQuery.parse(Object.fromEntries(event.url.searchParams));
		return { query, providers: await providerList(ctx, event.locals.activeUnitId, query) };
	});

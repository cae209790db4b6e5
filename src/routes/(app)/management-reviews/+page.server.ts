import { reviewList } from '#lib/server/reviews/management/list.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const asked = event.url.searchParams;
		return { list: await reviewList(ctx, event.locals.activeUnitId, Number(asked.get('year')) || null, asked.get('unit')) };
	});

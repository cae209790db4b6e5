import { answer } from '#lib/server/http/answer.ts';
import { provinceCoverage } from '#lib/server/procedures/admin-services/province.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	const q = (event.url.searchParams.get('q') ?? '').trim().slice(0, 100);
	return answer(event, async (ctx) => ({
		province: await provinceCoverage(ctx, { q, page: Math.trunc(Number(event.url.searchParams.get('page'))) || 1 }),
		q
	}));
};

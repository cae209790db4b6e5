import { yearParam } from '#lib/domain/year/forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { provinceFilters, yearOrProvince, yearViews } from '#lib/server/year/page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const asked = event.url.searchParams;
		const filter = provinceFilters.find((one) => one === asked.get('show')) ?? 'all';
		const view = yearViews.find((one) => one === asked.get('view'));
		const year = yearParam.safeParse(asked.get('year')).data;
		return { shown: await yearOrProvince(ctx, event.locals.activeUnitId, { year, filter, view }) };
	});

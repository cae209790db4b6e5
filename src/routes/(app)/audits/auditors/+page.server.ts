import { auditorQuery } from '#lib/domain/audits/auditor-forms.ts';
import { auditorList } from '#lib/server/audits/auditor-pages.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const query = auditorQuery.parse(Object.fromEntries(event.url.searchParams));
		return { state: query.state, auditors: await auditorList(ctx, event.locals.activeUnitId, query) };
	});

import { delegationQuery } from '#lib/domain/people/delegation-forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { delegationList } from '#lib/server/people/delegations/pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const query = delegationQuery.parse(Object.fromEntries(event.url.searchParams));
		return { query, delegations: await delegationList(ctx, event.locals.activeUnitId, query) };
	});

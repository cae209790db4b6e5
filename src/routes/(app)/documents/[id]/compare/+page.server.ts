import { answer } from '#lib/server/http/answer.ts';
import { compareVersions } from '#lib/server/documents/compare.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const { searchParams } = event.url;
		const ask = { from: searchParams.get('from'), to: searchParams.get('to'), since: searchParams.get('since') };
		return {
			compared: await compareVersions(ctx, event.locals.runtime.tools, event.params.id, ask),
			view: searchParams.get('view') === 'inline' ? ('inline' as const) : ('columns' as const)
		};
	});

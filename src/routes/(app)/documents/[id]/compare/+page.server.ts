import { answer } from '#lib/server/http/answer.ts';
import { compareVersions } from '#lib/server/procedures/compare-versions.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const { searchParams } = event.url;
		const asked = (name: string) => searchParams.get(name);
		const ask = { from: asked('from'), to: asked('to'), since: asked('since'), by: asked('by') };
		return {
			compared: await compareVersions(ctx, event.locals.runtime.tools, event.params.id, ask),
			view: searchParams.get('view') === 'inline' ? ('inline' as const) : ('columns' as const)
		};
	});

import { answer } from '#lib/server/http/answer.ts';
import { catalogue } from '#lib/server/procedures/admin-services/catalogue-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	const asked = (name: string) => (event.url.searchParams.get(name) ?? '').trim().slice(0, 100);
	const query = { q: asked('q'), kind: asked('kind') };
	return answer(event, async (ctx) => ({ catalogue: await catalogue(ctx, query), query }));
};

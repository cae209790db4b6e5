import { answer } from '#lib/server/http/answer.ts';
import { registerUnit } from '#lib/server/roll-out/announcements/register.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const entry = await registerUnit(ctx, event.params.unitId);
		event.setHeaders({
			'cache-control': event.locals.session ? 'private, max-age=60' : 'public, max-age=60',
			vary: 'cookie, accept-language'
		});
		return { entry };
	});

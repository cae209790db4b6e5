import { isDay } from '#lib/domain/shared/day.ts';
import { answer } from '#lib/server/http/answer.ts';
import { publicRegister } from '#lib/server/roll-out/announcements/register.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	const { searchParams } = event.url;
	const [on, page] = [searchParams.get('on') ?? '', Number(searchParams.get('page'))];
	const query = {
		q: searchParams.get('q') ?? '',
		on: isDay(on) ? on : null,
		page: Number.isInteger(page) && page >= 1 && page <= 1000 ? page : 1
	};
	return answer(event, async (ctx) => {
		const register = await publicRegister(ctx, query);
		// The same for everybody who reads the same language.
		event.setHeaders({
			'cache-control': event.locals.session ? 'private, max-age=60' : 'public, max-age=60',
			vary: 'cookie, accept-language'
		});
		return { register };
	});
};

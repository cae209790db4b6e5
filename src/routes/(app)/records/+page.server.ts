import { recordQuery } from '#lib/domain/records/forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { register } from '#lib/server/records/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		list: await register(ctx, event.locals.activeUnitId, recordQuery.parse(Object.fromEntries(event.url.searchParams)))
	}));

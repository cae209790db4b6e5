import { isDay } from '#lib/domain/shared/day.ts';
import { answer } from '#lib/server/http/answer.ts';
import { requestCounts } from '#lib/server/documents/change-requests/list.ts';
import { hasHandedOver } from '#lib/server/handed-over-page.ts';
import { unitPage } from '#lib/server/units/unit-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const asOf = event.url.searchParams.get('asOf') ?? '';
		return {
			unit: await unitPage(ctx, event.params.id, isDay(asOf) ? asOf : undefined),
			requests: await requestCounts(ctx, event.params.id),
			handedOver: await hasHandedOver(ctx, event.params.id)
		};
	});

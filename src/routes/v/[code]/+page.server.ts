import { answer } from '#lib/server/http/answer.ts';
import { publicCheck } from '#lib/server/documents/queries/public-check.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	// What a paper is worth changes at midnight and with every decision.
	event.setHeaders({ 'cache-control': 'no-store' });
	return answer(event, (ctx) => publicCheck(ctx, event.params.code));
};

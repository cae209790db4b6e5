import { redirect } from '@sveltejs/kit';
import { answer } from '#lib/server/http/answer.ts';
import { boardPage } from '#lib/server/roll-out/board-page.ts';
import { boardQuery } from '#lib/server/roll-out/board.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { lead, page } = await answer(event, (ctx) => boardPage(ctx, rollOutProofs, boardQuery(event.url.searchParams)));
	if (page === null) redirect(307, `/roll-out/units/${lead}`);
	return page;
};

import { redirect } from '@sveltejs/kit';
import { waveOfActForm } from '#lib/domain/roll-out/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { boardPage } from '#lib/server/roll-out/board-page.ts';
import { boardQuery } from '#lib/server/roll-out/board.ts';
import { remindLate } from '#lib/server/roll-out/remind-late.ts';
import { remindedWords } from '#lib/server/roll-out/board-words.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { lead, page } = await answer(event, (ctx) => boardPage(ctx, rollOutProofs, boardQuery(event.url.searchParams)));
	if (page === null) redirect(307, `/roll-out/units/${lead}`);
	return page;
};

export const actions: Actions = {
	remind: action(
		waveOfActForm,
		async (ctx, { waveId }, event) => {
			setFlash(event.cookies, { text: remindedWords(ctx, await remindLate(ctx, rollOutProofs, { waveId })) });
			redirect(303, `/roll-out?wave=${waveId}&state=late`);
		},
		{ form: 'remind-late' }
	)
};

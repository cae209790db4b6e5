import { signManyForm } from '#lib/domain/documents/many-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { manyAnswer } from '#lib/server/http/many.ts';
import { moveMany } from '#lib/server/documents/many.ts';
import { approvalsPage } from '#lib/server/documents/work/approvals.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const chosen = event.url.searchParams.getAll('version');
	return {
		work: await answer(event, (ctx) => approvalsPage(ctx)),
		chosen,
		/** Without scripts the button can be pressed with no box ticked. */
		nothingChosen: event.url.searchParams.get('ask') === 'sign' && chosen.length === 0,
		now: event.locals.ctx.clock.now()
	};
};

export const actions: Actions = {
	sign: action(
		signManyForm,
		async (ctx, { item, password }, event) => manyAnswer(event, await moveMany(ctx, { event: 'approve', items: item, password })),
		{ form: 'sign' }
	)
};

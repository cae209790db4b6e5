import { redirect } from '@sveltejs/kit';
import { closeSharedForm, sisterAnswerForm } from '#lib/domain/corrective-actions/sister-forms.ts';
import { answerSister, closeShared } from '#lib/server/corrective-actions/sister-checks.ts';
import { sisterPage } from '#lib/server/corrective-actions/sister-pages.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ page: await sisterPage(ctx, event.params.id) }));

export const actions: Actions = {
	answer: action(
		sisterAnswerForm,
		async (ctx, input, event) => {
			const sharedId = event.params['id'] ?? '';
			const { action: raised } = await answerSister(ctx, { ...input, sharedId });
			setFlash(event.cookies, { text: raised ? m.sisters_sent_action({ number: raised.number }) : m.sisters_sent() });
			redirect(303, raised ? `/corrective-actions/${raised.id}` : `/sister-checks/${sharedId}`);
		},
		{ form: 'answer' }
	),
	close: action(
		closeSharedForm,
		async (ctx, input, event) => {
			const sharedId = event.params['id'] ?? '';
			await closeShared(ctx, { ...input, sharedId });
			setFlash(event.cookies, { text: m.sisters_close_done() });
			redirect(303, `/sister-checks/${sharedId}`);
		},
		{ form: 'close' }
	)
};

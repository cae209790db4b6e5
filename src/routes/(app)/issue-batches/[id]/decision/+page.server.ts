import { decisionWordsForm } from '#lib/domain/documents/decision-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { saveDecisionText } from '#lib/server/documents/decision-text.ts';
import { decisionPage } from '#lib/server/documents/work/decision-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ decision: await decisionPage(ctx, event.params.id) }));

export const actions: Actions = {
	default: action(
		decisionWordsForm,
		async (ctx, input, event) => {
			await saveDecisionText(ctx, { batchId: event.params.id ?? '', ...input });
			return { toast: { text: m.batches_words_saved() } };
		},
		{ form: 'words' }
	)
};

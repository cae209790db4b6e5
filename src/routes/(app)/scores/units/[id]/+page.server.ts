import { markForm } from '#lib/domain/audits/scores/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { markCriterion } from '#lib/server/audits/scores/fix.ts';
import { unitScorePage } from '#lib/server/audits/scores/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => unitScorePage(ctx, event.params.id, event.url.searchParams));

export const actions: Actions = {
	mark: action(
		markForm.omit({ unitId: true }),
		async (ctx, input, event) => {
			await markCriterion(ctx, { ...input, unitId: event.params.id ?? '' });
			return { toast: { text: m.scores_marked() } };
		},
		{ form: 'mark' }
	)
};

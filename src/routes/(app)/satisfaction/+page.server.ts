import { figureForm, satisfactionQuery } from '#lib/domain/reviews/satisfaction/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { enterFigures } from '#lib/server/reviews/satisfaction/acts.ts';
import { satisfactionPage } from '#lib/server/reviews/satisfaction/page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const { year, topic } = satisfactionQuery.parse(Object.fromEntries(event.url.searchParams));
		return { figures: await satisfactionPage(ctx, event.locals.activeUnitId, { year, topic }) };
	});

export const actions: Actions = {
	default: action(
		figureForm,
		async (ctx, input, event) => {
			const { corrected } = await enterFigures(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			return { toast: { text: corrected ? m.satisfaction_corrected() : m.satisfaction_saved() } };
		},
		{ form: 'figures' }
	)
};

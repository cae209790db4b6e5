import { redirect } from '@sveltejs/kit';
import { newRiskForm } from '#lib/domain/reviews/risks/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { createRisk } from '#lib/server/reviews/risks/acts.ts';
import { newRiskPage } from '#lib/server/reviews/risks/pages.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => newRiskPage(ctx, event.locals.activeUnitId));

export const actions: Actions = {
	default: action(
		newRiskForm,
		async (ctx, input, event) => {
			const { id } = await createRisk(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			redirect(303, `/risks/${id}`);
		},
		{ form: 'risk' }
	)
};

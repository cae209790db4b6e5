import { redirect } from '@sveltejs/kit';
import { trainingForm } from '#lib/domain/reviews/training/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { createTraining } from '#lib/server/reviews/training/acts.ts';
import { newTrainingPage } from '#lib/server/reviews/training/pages.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => newTrainingPage(ctx, event.locals.activeUnitId, event.url.searchParams.get('need')));

export const actions: Actions = {
	default: action(
		trainingForm,
		async (ctx, input, event) => {
			const { id } = await createTraining(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			redirect(303, `/training/${id}`);
		},
		{ form: 'training' }
	)
};

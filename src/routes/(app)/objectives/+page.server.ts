import { redirect } from '@sveltejs/kit';
import { newObjectiveSetForm } from '#lib/domain/reviews/objectives/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { objectivesList } from '#lib/server/reviews/objectives/list.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		objectives: await objectivesList(ctx, event.locals.activeUnitId, event.url.searchParams.get('unit'))
	}));

export const actions: Actions = {
	default: action(
		newObjectiveSetForm,
		async (ctx, input, event) => {
			const { id } = await createObjectiveSet(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			redirect(303, `/objectives/${id}`);
		},
		{ form: 'new' }
	)
};

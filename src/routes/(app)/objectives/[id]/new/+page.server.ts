import { redirect } from '@sveltejs/kit';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { newObjectivePage } from '#lib/server/reviews/objectives/page.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => newObjectivePage(ctx, event.params.id));

export const actions: Actions = {
	default: action(
		objectiveForm,
		async (ctx, { rowVersion, ...objective }, event) => {
			const setId = event.params['id'] ?? '';
			await saveObjective(ctx, { setId, lineId: null, rowVersion, objective });
			redirect(303, `/objectives/${setId}`);
		},
		{ form: 'objective' }
	)
};

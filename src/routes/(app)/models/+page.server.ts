import { redirect } from '@sveltejs/kit';
import { markForm, publisherForm } from '#lib/domain/procedures/models/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { appointDepartment } from '#lib/server/procedures/models/department.ts';
import { markModel } from '#lib/server/procedures/models/manage.ts';
import { modelsPage } from '#lib/server/procedures/models/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => modelsPage(ctx, event.url.searchParams, event.locals.activeUnitId));

export const actions: Actions = {
	appoint: action(
		publisherForm,
		async (ctx, input) => {
			await appointDepartment(ctx, input);
			return { toast: { text: m.models_appointed() } };
		},
		{ form: 'appoint' }
	),
	mark: action(
		markForm,
		async (ctx, input, event) => {
			const { id } = await markModel(ctx, input);
			setFlash(event.cookies, { text: m.models_marked() });
			redirect(303, `/models/${id}`);
		},
		{ form: 'mark' }
	)
};

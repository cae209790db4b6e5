import { redirect } from '@sveltejs/kit';
import { areaForm } from '#lib/domain/audits/area-forms.ts';
import { createArea } from '#lib/server/audits/area-acts.ts';
import { newArea } from '#lib/server/audits/area-pages.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => newArea(ctx, event.locals.activeUnitId));

export const actions: Actions = {
	default: action(
		areaForm,
		async (ctx, { rowVersion: _rowVersion, ...input }, event) => {
			await createArea(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			redirect(303, '/audits/areas');
		},
		{ form: 'area' }
	)
};

import { redirect } from '@sveltejs/kit';
import { newProgrammeForm } from '#lib/domain/audits/programme-forms.ts';
import { createProgramme } from '#lib/server/audits/programmes/create.ts';
import { programmesPage } from '#lib/server/audits/programmes/list.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const asked = event.url.searchParams;
		const year = Number(asked.get('year'));
		const shown = year >= 2000 && year <= 2100 ? year : undefined;
		return { programmes: await programmesPage(ctx, event.locals.activeUnitId, shown, asked.get('unit')) };
	});

export const actions: Actions = {
	default: action(
		newProgrammeForm,
		async (ctx, input, event) => {
			const { id } = await createProgramme(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			redirect(303, `/audits/programmes/${id}`);
		},
		{ form: 'new' }
	)
};

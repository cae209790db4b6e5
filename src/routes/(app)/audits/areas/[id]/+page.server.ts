import { areaForm, endAreaForm } from '#lib/domain/audits/area-forms.ts';
import { editArea, endArea } from '#lib/server/audits/area-acts.ts';
import { areaPage } from '#lib/server/audits/area-pages.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => areaPage(ctx, event.params.id));

export const actions: Actions = {
	save: action(
		areaForm,
		async (ctx, input, event) => {
			await editArea(ctx, event.params.id ?? '', input);
			return { toast: { text: m.programmes_area_saved() } };
		},
		{ form: 'area' }
	),
	end: action(
		endAreaForm,
		async (ctx, input, event) => {
			await endArea(ctx, { ...input, areaId: event.params.id ?? '' });
			return { toast: { text: m.programmes_area_ended() } };
		},
		{ form: 'end' }
	)
};

import { redirect } from '@sveltejs/kit';
import { lineForm } from '#lib/domain/audits/programme-forms.ts';
import { saveLine } from '#lib/server/audits/programmes/edit.ts';
import { linePage } from '#lib/server/audits/programmes/page.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => linePage(ctx, event.params.id, event.params.line));

export const actions: Actions = {
	default: action(
		lineForm,
		async (ctx, input, event) => {
			const programmeId = event.params.id ?? '';
			await saveLine(ctx, { ...input, programmeId });
			redirect(303, `/audits/programmes/${programmeId}#lines`);
		},
		{ form: 'line' }
	)
};

import { redirect } from '@sveltejs/kit';
import { takeOnStartForm } from '#lib/domain/documents/take-on-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { startTakeOn } from '#lib/server/documents/take-on/list.ts';
import { takeOnLists } from '#lib/server/documents/take-on/page.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => takeOnLists(ctx, event.locals.activeUnitId));

export const actions: Actions = {
	start: action(takeOnStartForm, async (ctx, _input, event) => {
		const { id } = await startTakeOn(ctx, event.locals.activeUnitId ?? '');
		redirect(303, `/documents/take-on/${id}`);
	})
};

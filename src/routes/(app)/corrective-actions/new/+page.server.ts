import { redirect } from '@sveltejs/kit';
import { raiseForm } from '#lib/domain/corrective-actions/forms.ts';
import { raiseByHand } from '#lib/server/corrective-actions/assign.ts';
import { newActionPage } from '#lib/server/corrective-actions/new-pages.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ form: await newActionPage(ctx, event.locals.activeUnitId) }));

export const actions: Actions = {
	default: action(raiseForm, async (ctx, input, event) => {
		const made = await raiseByHand(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
		setFlash(event.cookies, { text: m.actions_raised_done({ number: made.number }) });
		redirect(303, `/corrective-actions/${made.id}`);
	})
};

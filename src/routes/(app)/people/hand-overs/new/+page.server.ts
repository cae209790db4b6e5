import { redirect } from '@sveltejs/kit';
import { beginHandOverForm } from '#lib/domain/hand-overs/forms.ts';
import { beginHandOver } from '#lib/server/hand-overs/arrange.ts';
import { newHandOverPage } from '#lib/server/hand-overs/pages.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		offered: await newHandOverPage(ctx, event.locals.activeUnitId, {
			unit: event.url.searchParams.get('unit'),
			from: event.url.searchParams.get('from')
		})
	}));

export const actions: Actions = {
	default: action(
		beginHandOverForm,
		async (ctx, input, event) => {
			const unitId = event.url.searchParams.get('unit') ?? event.locals.activeUnitId ?? '';
			const { id } = await beginHandOver(ctx, unitId, input);
			setFlash(event.cookies, { text: m.hand_overs_begun() });
			redirect(303, `/people/hand-overs/${id}`);
		},
		{ form: 'hand-over' }
	)
};

import { redirect } from '@sveltejs/kit';
import { scaleForm } from '#lib/domain/reviews/risks/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { newRiskPage } from '#lib/server/reviews/risks/pages.ts';
import { setScale } from '#lib/server/reviews/risks/scales.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const { scale } = await newRiskPage(ctx, event.locals.activeUnitId);
		return { scale };
	});

export const actions: Actions = {
	default: action(
		scaleForm,
		async (ctx, input, event) => {
			await setScale(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			setFlash(event.cookies, { text: m.risks_scale_saved() });
			redirect(303, '/risks');
		},
		{ form: 'scale' }
	)
};

import { redirect } from '@sveltejs/kit';
import { newWaveForm } from '#lib/domain/roll-out/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { createWave } from '#lib/server/roll-out/waves.ts';
import { newWavePage } from '#lib/server/roll-out/waves-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, newWavePage);

export const actions: Actions = {
	default: action(newWaveForm, async (ctx, input, event) => {
		const { id, steps } = await createWave(ctx, input);
		setFlash(event.cookies, { text: m.rollout_wave_created({ count: steps }) });
		redirect(303, `/roll-out/waves/${id}`);
	})
};

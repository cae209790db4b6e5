import { redirect } from '@sveltejs/kit';
import { changeWaveForm } from '#lib/domain/roll-out/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { changeWave } from '#lib/server/roll-out/waves.ts';
import { editWavePage } from '#lib/server/roll-out/wave-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => editWavePage(ctx, event.params.id));

export const actions: Actions = {
	default: action(changeWaveForm, async (ctx, input, event) => {
		const waveId = event.params.id ?? '';
		await changeWave(ctx, { ...input, waveId });
		setFlash(event.cookies, { text: m.rollout_wave_saved() });
		redirect(303, `/roll-out/waves/${waveId}`);
	})
};

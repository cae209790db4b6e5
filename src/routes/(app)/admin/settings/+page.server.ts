import { settingsForm } from '#lib/domain/administration/settings.ts';
import { changeSettings, installationSettings } from '#lib/server/administration/settings.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ settings: await installationSettings(ctx) }));

export const actions: Actions = {
	default: action(settingsForm, async (ctx, input) => {
		await changeSettings(ctx, input);
		return { toast: { text: m.admin_settings_saved() } };
	})
};

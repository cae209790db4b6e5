import { provinceActionDaysForm } from '#lib/domain/corrective-actions/action-days.ts';
import { provinceActionDaysPage, setProvinceActionDays } from '#lib/server/corrective-actions/action-days.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ rule: await provinceActionDaysPage(ctx) }));

export const actions: Actions = {
	default: action(provinceActionDaysForm, async (ctx, input) => {
		await setProvinceActionDays(ctx, input);
		return { toast: { text: m.verification_settings_saved() } };
	})
};

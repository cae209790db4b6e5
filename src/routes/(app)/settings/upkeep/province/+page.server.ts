import { provinceUpkeepForm } from '#lib/domain/documents/periodic-review-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { provinceUpkeepPage, setProvinceUpkeep } from '#lib/server/documents/periodic-review/province-rule.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ rule: await provinceUpkeepPage(ctx) }));

export const actions: Actions = {
	default: action(provinceUpkeepForm, async (ctx, input) => {
		await setProvinceUpkeep(ctx, input);
		return { toast: { text: m.reviews_upkeep_saved() } };
	})
};

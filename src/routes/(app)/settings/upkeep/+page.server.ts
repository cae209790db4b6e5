import { upkeepForm } from '#lib/domain/documents/periodic-review-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setUpkeepRule, upkeepRule } from '#lib/server/documents/periodic-review/rule.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ rule: await upkeepRule(ctx, event.locals.activeUnitId ?? '') }));

export const actions: Actions = {
	default: action(upkeepForm, async (ctx, input, event) => {
		await setUpkeepRule(ctx, { unitId: event.locals.activeUnitId ?? '', ...input });
		return { toast: { text: m.reviews_upkeep_saved() } };
	})
};

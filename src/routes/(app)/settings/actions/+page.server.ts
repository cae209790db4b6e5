import { actionDaysForm } from '#lib/domain/corrective-actions/action-days.ts';
import { actionDaysPage, setActionDays } from '#lib/server/corrective-actions/action-days.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ rule: await actionDaysPage(ctx, event.locals.activeUnitId ?? '') }));

export const actions: Actions = {
	default: action(actionDaysForm, async (ctx, input, event) => {
		await setActionDays(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
		return { toast: { text: m.verification_settings_saved() } };
	})
};

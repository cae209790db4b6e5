import { changeServiceForm, endServiceForm, limitFrom } from '#lib/domain/procedures/admin-services/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { changeService, endService } from '#lib/server/procedures/admin-services/catalogue.ts';
import { catalogueService } from '#lib/server/procedures/admin-services/catalogue-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => catalogueService(ctx, event.params.id));

export const actions: Actions = {
	change: action(
		changeServiceForm,
		async (ctx, input) => {
			await changeService(ctx, { ...input, limit: limitFrom(input) });
			return { toast: { text: m.services_saved() } };
		},
		{ form: 'change' }
	),
	end: action(
		endServiceForm,
		async (ctx, input) => {
			await endService(ctx, input);
			return { toast: { text: m.services_saved() } };
		},
		{ form: 'end' }
	)
};

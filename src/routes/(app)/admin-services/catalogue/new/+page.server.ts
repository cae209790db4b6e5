import { redirect } from '@sveltejs/kit';
import { limitFrom, newServiceForm } from '#lib/domain/procedures/admin-services/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { createService } from '#lib/server/procedures/admin-services/catalogue.ts';
import { newServicePage } from '#lib/server/procedures/admin-services/catalogue-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, newServicePage);

export const actions: Actions = {
	default: action(newServiceForm, async (ctx, input, event) => {
		const { id } = await createService(ctx, { ...input, limit: limitFrom(input) });
		setFlash(event.cookies, { text: m.services_added({ code: input.code }) });
		redirect(303, `/admin-services/catalogue/${id}`);
	})
};

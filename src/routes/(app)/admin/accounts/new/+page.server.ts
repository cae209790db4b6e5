import { redirect } from '@sveltejs/kit';
import { provinceAccountForm } from '#lib/domain/people/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { createProvinceAccount } from '#lib/server/people/province.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => {
		authorize(ctx, 'person.appoint_province', { personId: null });
		return Promise.resolve({ sendsMail: event.locals.runtime.settings.smtpUrl !== null });
	});

export const actions: Actions = {
	default: action(provinceAccountForm, async (ctx, input, event) => {
		const { userId } = await createProvinceAccount(ctx, input);
		setFlash(event.cookies, { text: (input.channel === 'mail' ? m.people_invited_mail : m.people_invited_slip)({ name: input.fullName }) });
		redirect(303, `/people/${userId}`);
	})
};

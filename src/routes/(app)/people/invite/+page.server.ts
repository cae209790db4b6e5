import { redirect } from '@sveltejs/kit';
import { inviteForm } from '#lib/domain/people/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { invitePerson } from '#lib/server/people/invite.ts';
import { invitePage } from '#lib/server/people/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) =>
		invitePage(ctx, event.url.searchParams.get('unit'), event.locals.activeUnitId, event.locals.runtime.settings.smtpUrl !== null)
	);

export const actions: Actions = {
	default: action(inviteForm, async (ctx, input, event) => {
		const made = await invitePerson(ctx, input);
		if (made.asked) {
			setFlash(event.cookies, { text: m.people_asked({ address: made.address }) });
			redirect(303, `/people?unit=${input.unitId}#offers`);
		}
		const words = !made.created ? m.people_invited_existing : input.channel === 'mail' ? m.people_invited_mail : m.people_invited_slip;
		setFlash(event.cookies, { text: words({ name: input.fullName }) });
		redirect(303, `/people/${made.userId}`);
	})
};

import { setupForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { deviceOf, enter } from '#lib/server/http/session-cookie.ts';
import { setUpAdministrator, setupLinkWorks } from '#lib/server/identity/setup.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ works: await answer(event, (ctx) => setupLinkWorks(ctx, event.params.token)) });

export const actions: Actions = {
	default: action(setupForm, async (ctx, input, event) => {
		const signedIn = await setUpAdministrator(ctx, { ...input, token: event.params.token ?? '', ...deviceOf(event, {}) });
		setFlash(event.cookies, { text: m.identity_setup_done({}, { locale: ctx.locale }) });
		return enter(event, signedIn);
	})
};

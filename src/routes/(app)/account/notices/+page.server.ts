import { mailChoiceForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { chooseMail, mailChoice } from '#lib/server/notifications/mail-choice.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ choice: await mailChoice(ctx) }));

export const actions: Actions = {
	default: action(mailChoiceForm, async (ctx, input) => {
		await chooseMail(ctx, input);
		return { toast: { text: m.identity_mail_saved({}, { locale: ctx.locale }) } };
	})
};

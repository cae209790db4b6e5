import { z } from 'zod';
import { requiredId } from '#lib/domain/shared/form-fields.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { mailPage, sendAgain } from '#lib/server/notifications/mail-list.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => mailPage(ctx, event.url.searchParams, event.locals.runtime.settings.smtpUrl !== null));

export const actions: Actions = {
	again: action(z.object({ mailId: requiredId }), async (ctx, { mailId }, event) => {
		await sendAgain(ctx, { mailId, smtpUrl: event.locals.runtime.settings.smtpUrl });
		return { toast: { text: m.admin_mail_again_done() } };
	})
};

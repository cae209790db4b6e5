import { changePasswordForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { changePassword } from '#lib/server/identity/change-password.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions } from './$types';

export const actions: Actions = {
	default: action(changePasswordForm, async (ctx, input, event) => {
		const { endedSessions } = await changePassword(ctx, { ...input, sessionId: event.locals.session?.id });
		return { toast: { text: m.identity_password_changed({ count: endedSessions }, { locale: ctx.locale }) } };
	})
};

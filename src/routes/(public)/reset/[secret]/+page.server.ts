import { newPasswordForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { orNull } from '#lib/server/http/or-null.ts';
import { deviceOf, enter } from '#lib/server/http/session-cookie.ts';
import { finishMailReset, mailResetOf } from '#lib/server/identity/mail-reset.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({ person: await orNull(mailResetOf(locals.ctx, params.secret)) });

export const actions: Actions = {
	default: action(newPasswordForm, async (ctx, input, event) =>
		enter(event, await finishMailReset(ctx, { ...input, secret: event.params.secret ?? '', ...deviceOf(event, input) }))
	)
};

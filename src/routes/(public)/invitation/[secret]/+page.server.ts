import { newPasswordForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { orNull } from '#lib/server/http/or-null.ts';
import { deviceOf, enter } from '#lib/server/http/session-cookie.ts';
import { acceptInvitation, invitedBy } from '#lib/server/identity/invitations.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({ person: await orNull(invitedBy(locals.ctx, params.secret)) });

export const actions: Actions = {
	default: action(newPasswordForm, async (ctx, input, event) =>
		enter(event, await acceptInvitation(ctx, { ...input, secret: event.params.secret ?? '', ...deviceOf(event, input) }))
	)
};

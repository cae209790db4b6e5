import { slipForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { deviceOf, enter } from '#lib/server/http/session-cookie.ts';
import { acceptSlip } from '#lib/server/identity/invitations.ts';
import type { Actions, PageServerLoad } from './$types';

/** The slip's square code brings the staff name along; the code itself is typed. */
export const load: PageServerLoad = ({ url }) => ({ name: url.searchParams.get('name')?.slice(0, 100) ?? '' });

export const actions: Actions = {
	default: action(slipForm, async (ctx, { activationCode, ...input }, event) =>
		enter(event, await acceptSlip(ctx, { ...input, code: activationCode, ...deviceOf(event, input) }))
	)
};

import { redirect } from '@sveltejs/kit';
import { signInForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { ownPath } from '#lib/server/http/own-path.ts';
import { deviceOf, enter } from '#lib/server/http/session-cookie.ts';
import { demoAccounts } from '#lib/server/identity/demo-accounts.ts';
import { signIn } from '#lib/server/identity/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const next = ownPath(event.url.searchParams.get('next'), event.url);
	if (event.locals.session?.lockedAt) redirect(303, `/lock?next=${encodeURIComponent(next)}`);
	if (event.locals.ctx.actor.kind === 'user') redirect(303, next);
	const { demo } = await event.parent();
	return { next, accounts: await answer(event, (ctx) => demoAccounts(ctx, demo)) };
};

export const actions: Actions = {
	default: action(signInForm, async (ctx, input, event) =>
		enter(event, await signIn(ctx, { ...input, ...deviceOf(event, input) }), ownPath(input.next, event.url))
	)
};

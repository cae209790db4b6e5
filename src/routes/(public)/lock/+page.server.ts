import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { unlockForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { ownPath } from '#lib/server/http/own-path.ts';
import { lockedPerson } from '#lib/server/identity/own-account.ts';
import { lockSession } from '#lib/server/identity/sessions.ts';
import { unlockSession } from '#lib/server/identity/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const next = ownPath(event.url.searchParams.get('next'), event.url);
	const { session } = event.locals;
	if (session && !session.lockedAt) redirect(303, next);
	if (!session) redirect(303, `/sign-in?next=${encodeURIComponent(next)}`);
	return { next, person: await answer(event, (ctx) => lockedPerson(ctx, session)) };
};

export const actions: Actions = {
	unlock: action(unlockForm, async (ctx, input, event) => {
		await unlockSession(ctx, event.locals.session, input.password);
		redirect(303, ownPath(input.next, event.url));
	}),
	now: action(z.object({}), async (ctx, _, { locals }) => {
		if (locals.session) await lockSession(ctx, locals.session.id);
		redirect(303, '/lock');
	})
};

import { sessionForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { endOtherSessions, endOwnSession, ownSessions } from '#lib/server/identity/own-sessions.ts';
import * as m from '#lib/paraglide/messages.js';
import { z } from 'zod';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		sessions: await ownSessions(ctx),
		currentId: event.locals.session?.id ?? null,
		now: ctx.clock.now()
	}));

export const actions: Actions = {
	end: action(
		sessionForm,
		async (ctx, { id }) => {
			await endOwnSession(ctx, id);
			return { toast: { text: m.identity_session_ended({}, { locale: ctx.locale }) } };
		},
		{ form: 'end' }
	),
	others: action(
		z.object({}),
		async (ctx, _, event) => {
			const count = await endOtherSessions(ctx, event.locals.session?.id);
			return { toast: { text: m.identity_sessions_ended({ count }, { locale: ctx.locale }) } };
		},
		{ form: 'others' }
	)
};

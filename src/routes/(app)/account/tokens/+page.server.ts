import { idForm, tokenForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { createOwnToken, endToken, ownTokens } from '#lib/server/identity/tokens.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ tokens: await ownTokens(ctx), now: ctx.clock.now() }));

export const actions: Actions = {
	create: action(tokenForm, (ctx, { name }) => createOwnToken(ctx, name), { form: 'create' }),
	end: action(
		idForm,
		async (ctx, { id }) => {
			await endToken(ctx, id);
			return { toast: { text: m.identity_token_ended({}, { locale: ctx.locale }) } };
		},
		{ form: 'end' }
	)
};

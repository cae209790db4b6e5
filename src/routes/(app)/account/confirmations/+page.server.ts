import { confirmForm, idForm } from '#lib/domain/identity/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { cancelAssistedReset, ownResets } from '#lib/server/identity/assisted-reset.ts';
import { confirmReset, resetsToConfirm } from '#lib/server/identity/confirm-reset.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		resets: await resetsToConfirm(ctx),
		own: await ownResets(ctx),
		now: ctx.clock.now()
	}));

export const actions: Actions = {
	confirm: action(
		confirmForm,
		async (ctx, { id, number }) => {
			await confirmReset(ctx, { resetId: id, number });
			return { toast: { text: m.identity_confirmed({}, { locale: ctx.locale }) } };
		},
		{ form: 'confirm' }
	),
	cancel: action(
		idForm,
		async (ctx, { id }) => {
			await cancelAssistedReset(ctx, { resetId: id });
			return { toast: { text: m.identity_reset_cancelled({}, { locale: ctx.locale }) } };
		},
		{ form: 'cancel' }
	)
};

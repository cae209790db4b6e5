import type { z } from 'zod';
import { actForm, confirmationForm, reasonForm, signForm } from '#lib/domain/roll-out/announcements/forms.ts';
import { confirmationPage } from '#lib/server/roll-out/announcements/confirmation-page.ts';
import {
	cancelConfirmation,
	refreshConfirmation,
	saveConfirmation,
	signConfirmation
} from '#lib/server/roll-out/announcements/confirmations.ts';
import { answer } from '#lib/server/http/answer.ts';
import { action } from '#lib/server/http/action.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ confirmation: await confirmationPage(ctx, event.params.id), now: ctx.clock.now() }));

function act<Input extends object>(
	schema: z.ZodType<Input>,
	form: string,
	run: (ctx: Ctx, input: Input & { id: string }) => Promise<unknown>,
	said: () => string
) {
	return action(
		schema,
		async (ctx, input, event) => {
			await run(ctx, { ...input, id: event.params.id ?? '' });
			return { toast: { text: said() } };
		},
		{ form }
	);
}

export const actions: Actions = {
	save: act(confirmationForm, 'save', saveConfirmation, m.announcements_confirmation_saved),
	refresh: act(actForm, 'refresh', refreshConfirmation, m.announcements_refreshed),
	sign: act(signForm, 'sign', signConfirmation, m.announcements_confirmation_was_signed),
	cancel: act(reasonForm, 'cancel', cancelConfirmation, m.announcements_confirmation_was_cancelled)
};

import { redirect } from '@sveltejs/kit';
import { withdrawForm } from '#lib/domain/documents/version-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { withdrawalOf } from '#lib/server/documents/work/withdrawal.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ document: await withdrawalOf(ctx, event.params.id), now: ctx.clock.now() }));

export const actions: Actions = {
	default: action(withdrawForm, async (ctx, { reason, ...input }, event) => {
		await withdrawVersion(ctx, { ...input, comment: reason });
		setFlash(event.cookies, { text: m.manage_withdrawn() });
		redirect(303, `/documents/${event.params.id ?? ''}`);
	})
};

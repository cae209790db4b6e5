import { redirect } from '@sveltejs/kit';
import { askGuestForm } from '#lib/domain/documents/version-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { askGuestReview } from '#lib/server/documents/guest-reviews.ts';
import { askGuestPage } from '#lib/server/documents/work/guest-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ version: await askGuestPage(ctx, event.params.id) }));

export const actions: Actions = {
	default: action(askGuestForm, async (ctx, input, event) => {
		const versionId = event.params.id ?? '';
		await askGuestReview(ctx, { versionId, ...input });
		setFlash(event.cookies, { text: m.manage_guest_asked() });
		redirect(303, `/versions/${versionId}`);
	})
};

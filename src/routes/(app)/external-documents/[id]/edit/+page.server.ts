import { redirect } from '@sveltejs/kit';
import { externalForm } from '#lib/domain/documents/external-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { editExternal } from '#lib/server/documents/external/lines.ts';
import { externalEditForm } from '#lib/server/documents/external/page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => externalEditForm(ctx, event.params.id));

export const actions: Actions = {
	default: action(externalForm, async (ctx, input, event) => {
		const id = event.params.id ?? '';
		await editExternal(ctx, id, input);
		setFlash(event.cookies, { text: m.external_saved() });
		redirect(303, `/external-documents/${id}`);
	})
};

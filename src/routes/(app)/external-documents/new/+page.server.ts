import { redirect } from '@sveltejs/kit';
import { externalForm } from '#lib/domain/documents/external-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { createExternal } from '#lib/server/documents/external/lines.ts';
import { externalFormOptions } from '#lib/server/documents/external/page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const listOf = (event: { url: URL; locals: App.Locals }) =>
	event.url.searchParams.get('list') === 'province' ? null : event.locals.activeUnitId;

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ options: await externalFormOptions(ctx, listOf(event)) }));

export const actions: Actions = {
	default: action(externalForm, async (ctx, input, event) => {
		const { id } = await createExternal(ctx, listOf(event), input);
		setFlash(event.cookies, { text: m.external_created() });
		redirect(303, `/external-documents/${id}`);
	})
};

import { redirect } from '@sveltejs/kit';
import { keepingForm, leaveForm } from '#lib/domain/documents/external-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { keepingFormOf } from '#lib/server/documents/external/page.ts';
import { leaveList, setKeeping } from '#lib/server/documents/external/subscriptions.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => keepingFormOf(ctx, event.params.id, event.locals.activeUnitId));

export const actions: Actions = {
	save: action(keepingForm, async (ctx, input, event) => {
		const id = event.params.id ?? '';
		await setKeeping(ctx, event.locals.activeUnitId ?? '', id, input);
		setFlash(event.cookies, { text: m.external_saved() });
		redirect(303, `/external-documents/${id}`);
	}),
	leave: action(
		leaveForm,
		async (ctx, _input, event) => {
			await leaveList(ctx, event.locals.activeUnitId ?? '', event.params.id ?? '');
			setFlash(event.cookies, { text: m.external_left() });
			redirect(303, '/external-documents');
		},
		{ form: 'leave' }
	)
};

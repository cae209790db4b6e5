import { redirect, type RequestEvent } from '@sveltejs/kit';
import { reasonForm, versionForm } from '#lib/domain/corrective-actions/forms.ts';
import { raiseForFinding } from '#lib/server/corrective-actions/assign.ts';
import { findingPage } from '#lib/server/corrective-actions/finding-page.ts';
import { askVoidFinding, confirmVoidFinding } from '#lib/server/corrective-actions/void.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const idOf = (event: RequestEvent) => event.params['id'] ?? '';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ finding: await findingPage(ctx, event.params.id) }));

export const actions: Actions = {
	raise: action(versionForm, async (ctx, _input, event) => {
		const made = await raiseForFinding(ctx, idOf(event));
		setFlash(event.cookies, { text: m.actions_raised_done({ number: made.number }) });
		redirect(303, `/corrective-actions/${made.id}`);
	}),
	askVoid: action(
		reasonForm,
		async (ctx, input, event) => {
			await askVoidFinding(ctx, { findingId: idOf(event), ...input });
			setFlash(event.cookies, { text: m.actions_void_sent() });
			redirect(303, `/findings/${idOf(event)}`);
		},
		{ form: 'askVoid' }
	),
	confirmVoid: action(
		versionForm,
		async (ctx, input, event) => {
			await confirmVoidFinding(ctx, { findingId: idOf(event), ...input });
			setFlash(event.cookies, { text: m.actions_voided() });
			redirect(303, `/findings/${idOf(event)}`);
		},
		{ form: 'confirmVoid' }
	)
};

import { redirect } from '@sveltejs/kit';
import { retireForm, trustForm } from '#lib/domain/signatures/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { smallFileAction } from '#lib/server/http/small-file-action.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { addTrustAnchor, readCandidate, retireTrustAnchor, trustPage } from '#lib/server/signatures/trust-list.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ ...(await trustPage(ctx, event.url.searchParams.get('certificate'))), now: ctx.clock.now() }));

export const actions: Actions = {
	read: smallFileAction(
		async (ctx, bytes) => {
			redirect(303, `/admin/trust?certificate=${readCandidate(ctx, bytes).certificate}`);
		},
		{ field: 'certificate', maxBytes: 64 * 1024, before: (ctx) => void authorize(ctx, 'trust.manage'), form: 'read' }
	),
	add: action(
		trustForm,
		async (ctx, input, event) => {
			await addTrustAnchor(ctx, input);
			setFlash(event.cookies, { text: m.seals_trust_added() });
			redirect(303, '/admin/trust');
		},
		{ form: 'add' }
	),
	retire: action(retireForm, async (ctx, input) => {
		await retireTrustAnchor(ctx, input);
		return { toast: { text: m.seals_trust_retired() } };
	})
};

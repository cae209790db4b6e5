import { redirect } from '@sveltejs/kit';
import { editAuditForm } from '#lib/domain/audits/audit-forms.ts';
import { editAuditPage } from '#lib/server/audits/internal/new-page.ts';
import { editAudit } from '#lib/server/audits/internal/plan.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => editAuditPage(ctx, event.params.id));

export const actions: Actions = {
	default: action(
		editAuditForm,
		async (ctx, input, event) => {
			const auditId = event.params.id ?? '';
			await editAudit(ctx, { ...input, auditId });
			setFlash(event.cookies, { text: m.audits_saved() });
			redirect(303, `/audits/${auditId}`);
		},
		{ form: 'audit' }
	)
};

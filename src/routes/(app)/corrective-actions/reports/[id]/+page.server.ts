import { redirect } from '@sveltejs/kit';
import { confirmFaultForm, reasonForm } from '#lib/domain/corrective-actions/forms.ts';
import { confirmFault, declineFault } from '#lib/server/corrective-actions/fault-reports.ts';
import { faultReportPage } from '#lib/server/corrective-actions/new-pages.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ report: await faultReportPage(ctx, event.params.id) }));

export const actions: Actions = {
	confirm: action(
		confirmFaultForm,
		async (ctx, input, event) => {
			const made = await confirmFault(ctx, { reportId: event.params['id'] ?? '', ...input });
			setFlash(event.cookies, { text: m.actions_reports_confirmed({ number: made.number }) });
			redirect(303, `/corrective-actions/${made.id}`);
		},
		{ form: 'confirm' }
	),
	decline: action(
		reasonForm,
		async (ctx, input, event) => {
			await declineFault(ctx, { reportId: event.params['id'] ?? '', ...input });
			setFlash(event.cookies, { text: m.actions_reports_declined() });
			redirect(303, '/corrective-actions/reports');
		},
		{ form: 'decline' }
	)
};

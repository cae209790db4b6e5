import { redirect } from '@sveltejs/kit';
import { reportFaultForm } from '#lib/domain/corrective-actions/forms.ts';
import { reportFault } from '#lib/server/corrective-actions/fault-reports.ts';
import { faultReportsPage } from '#lib/server/corrective-actions/new-pages.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { pageNumber } from '#lib/server/http/page-number.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ reports: await faultReportsPage(ctx, event.locals.activeUnitId, pageNumber(event.url)) }));

export const actions: Actions = {
	default: uploadAction(
		reportFaultForm,
		async (ctx, input, files, event) => {
			const unitId = event.locals.activeUnitId ?? '';
			const made = await reportFault(ctx, { ...input, unitId, files: files.map(versionFileFrom) });
			setFlash(event.cookies, { text: m.actions_reports_sent({ number: made.number }) });
			redirect(303, `/corrective-actions/reports/${made.id}`);
		},
		{ purposes: { evidence: 'evidence' }, maxFiles: 10 }
	)
};

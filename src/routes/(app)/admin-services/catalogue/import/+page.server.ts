import { redirect } from '@sveltejs/kit';
import { serviceImportCommitForm, serviceImportForm } from '#lib/domain/procedures/admin-services/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { commitServiceImport, serviceImportPage } from '#lib/server/procedures/admin-services/import.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => {
		const asked = (name: string) => event.url.searchParams.get(name);
		return serviceImportPage(ctx, event.locals.runtime.tools, { file: asked('file'), from: asked('from') });
	});

export const actions: Actions = {
	check: tableAction(
		serviceImportForm,
		(_ctx, { validFrom }, { uploadId }) => redirect(303, `/admin-services/catalogue/import?file=${uploadId}&from=${validFrom}`),
		{ field: 'table', before: (ctx) => void authorize(ctx, 'admin_service.manage') }
	),
	commit: action(serviceImportCommitForm, async (ctx, input, event) => {
		const report = await commitServiceImport(ctx, event.locals.runtime.tools, input);
		if (!report.committed) return { refused: true };
		setFlash(event.cookies, { text: m.services_import_done({ count: report.changes.length }) });
		redirect(303, '/admin-services/catalogue');
	})
};

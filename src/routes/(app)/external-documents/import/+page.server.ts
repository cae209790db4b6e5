import { redirect } from '@sveltejs/kit';
import { externalImportCommitForm, externalImportForm } from '#lib/domain/documents/external-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { authorizeKeeper } from '#lib/server/documents/external/facts.ts';
import { commitExternalImport, externalImportPage } from '#lib/server/documents/external/import.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

type Event = { url: URL; locals: App.Locals };
const isProvince = (event: Event) => event.url.searchParams.get('list') === 'province';
const unitOf = (event: Event) => (isProvince(event) ? null : event.locals.activeUnitId);
const listOf = (event: Event) => (isProvince(event) ? 'province' : 'unit');

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) =>
		externalImportPage(ctx, event.locals.runtime.tools, { unitId: unitOf(event), file: event.url.searchParams.get('file') })
	);

export const actions: Actions = {
	check: tableAction(
		externalImportForm,
		(_ctx, _input, { uploadId }, event) => redirect(303, `/external-documents/import?list=${listOf(event)}&file=${uploadId}`),
		{ field: 'table', before: (ctx, event) => void authorizeKeeper(ctx, { unitId: unitOf(event) }) }
	),
	commit: action(externalImportCommitForm, async (ctx, input, event) => {
		const report = await commitExternalImport(ctx, event.locals.runtime.tools, { ...input, unitId: unitOf(event) });
		if (!report.committed) return { refused: true };
		setFlash(event.cookies, { text: m.external_import_done({ count: report.changes.length }) });
		redirect(303, `/external-documents?list=${listOf(event)}`);
	})
};

import { redirect } from '@sveltejs/kit';
import { commitImportForm, importForm } from '#lib/domain/units/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { commitImport, importPage } from '#lib/server/units/import-file.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => {
		const asked = (name: string) => event.url.searchParams.get(name);
		return importPage(ctx, event.locals.runtime.tools, { file: asked('file'), from: asked('from'), basis: asked('basis') });
	});

export const actions: Actions = {
	check: tableAction(
		importForm,
		(_ctx, { validFrom, legalBasis }, { uploadId }) => {
			const query = new URLSearchParams({ file: uploadId, from: validFrom, ...(legalBasis ? { basis: legalBasis } : {}) });
			redirect(303, `/units/import?${query}`);
		},
		{ field: 'table', before: (ctx) => void authorize(ctx, 'unit.manage') }
	),
	commit: action(commitImportForm, async (ctx, { file, validFrom, legalBasis, expected }, event) => {
		const report = await commitImport(ctx, event.locals.runtime.tools, {
			uploadId: file,
			validFrom,
			legalBasis: legalBasis || null,
			expected
		});
		if (!report.committed) return { refused: true };
		setFlash(event.cookies, { text: m.units_import_done({ count: report.rows.length }) });
		redirect(303, `/units?asOf=${validFrom}`);
	})
};

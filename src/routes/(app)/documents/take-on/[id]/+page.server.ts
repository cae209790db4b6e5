import { redirect } from '@sveltejs/kit';
import {
	linesOf,
	takeOnDiscardForm,
	takeOnFileForm,
	takeOnForm,
	takeOnSignForm,
	takeOnTableForm
} from '#lib/domain/documents/take-on-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { addTakeOnFiles, addTakeOnTable, discardTakeOn, removeTakeOnFile, saveTakeOn } from '#lib/server/documents/take-on/list.ts';
import { takeOnPage } from '#lib/server/documents/take-on/page.ts';
import { signTakeOn } from '#lib/server/documents/take-on/sign.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => takeOnPage(ctx, event.params.id));

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const actions: Actions = {
	save: action(
		takeOnForm,
		async (ctx, { askReading, rowVersion, ...columns }, event) => {
			await saveTakeOn(ctx, { takeOnId: idOf(event), rowVersion, askReading, lines: linesOf(columns) });
			return { toast: { text: m.take_on_saved() } };
		},
		{ form: 'rows' }
	),
	table: tableAction(
		takeOnTableForm,
		async (ctx, _input, { fileName, table }, event) => {
			await addTakeOnTable(ctx, { takeOnId: idOf(event), rows: table.rows, fileName });
			return { toast: { text: m.take_on_saved() } };
		},
		{ field: 'table', form: 'table' }
	),
	files: uploadAction(
		takeOnTableForm,
		async (ctx, _input, files, event) => {
			await addTakeOnFiles(ctx, { takeOnId: idOf(event), files: files.map(versionFileFrom) });
			return { toast: { text: m.take_on_files_added({ count: files.length }) } };
		},
		{
			purposes: { files: 'paper' },
			required: ['files'],
			maxFiles: 20,
			form: 'files',
			before: async (ctx, event) => {
				await takeOnPage(ctx, idOf(event));
			}
		}
	),
	removeFile: action(takeOnFileForm, async (ctx, { fileId }, event) => {
		await removeTakeOnFile(ctx, { takeOnId: idOf(event), fileId });
	}),
	discard: action(
		takeOnDiscardForm,
		async (ctx, { rowVersion }, event) => {
			await discardTakeOn(ctx, { takeOnId: idOf(event), rowVersion });
			setFlash(event.cookies, { text: m.take_on_discarded() });
			redirect(303, '/documents/take-on');
		},
		{ form: 'discard' }
	),
	sign: action(
		takeOnSignForm,
		async (ctx, input, event) => {
			const { documents } = await signTakeOn(ctx, { takeOnId: idOf(event), ...input });
			return { toast: { text: m.take_on_signed({ count: documents }) } };
		},
		{ form: 'sign' }
	)
};

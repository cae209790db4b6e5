import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { importForm, placesFrom } from '#lib/domain/procedures/content-fields.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { importPage, readImport, saveImport } from '#lib/server/procedures/docx-import.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ draft: await importPage(ctx, event.params.id) }));

export const actions: Actions = {
	read: uploadAction(
		z.object({}),
		async (ctx, _input, files, event) => {
			const file = fileOf(files, 'file');
			if (!file) throw new Invalid({ file: 'required' });
			const imported = await readImport(ctx, event.locals.runtime.tools, { documentId: event.params.id ?? '', file });
			return { imported };
		},
		{
			purposes: { file: 'source' },
			required: ['file'],
			form: 'read',
			before: async (ctx, event) => {
				await importPage(ctx, event.params.id ?? '');
			}
		}
	),
	save: action(
		importForm,
		async (ctx, input, event) => {
			const { versionId, base, content, unplaced } = input;
			await saveImport(ctx, { versionId, base, content, unplaced, places: placesFrom(input, unplaced.length) });
			setFlash(event.cookies, { text: m.procedure_files_import_done() });
			redirect(303, `/documents/${event.params.id ?? ''}/edit`);
		},
		{ form: 'save' }
	)
};

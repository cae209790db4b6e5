import { redirect } from '@sveltejs/kit';
import { actForm, versionTextForm } from '#lib/domain/documents/version-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { newVersionForm } from '#lib/server/documents/work/new-version.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { beginWriting, writingOffer } from '#lib/server/procedures/new-procedure.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const form = await newVersionForm(ctx, event.params.id);
		if (form.openVersionId) redirect(307, `/versions/${form.openVersionId}`);
		return { start: form, writing: await writingOffer(ctx, event.params.id) };
	});

export const actions: Actions = {
	write: action(actForm, async (ctx, _input, event) => {
		const documentId = event.params.id ?? '';
		await beginWriting(ctx, documentId);
		redirect(303, `/documents/${documentId}/edit`);
	}),
	upload: uploadAction(
		versionTextForm,
		async (ctx, { rowVersion: _rowVersion, removeSource: _removeSource, ...text }, files, event) => {
			const pdf = fileOf(files, 'pdf');
			const source = fileOf(files, 'source');
			const created = await createVersion(ctx, {
				documentId: event.params.id ?? '',
				...text,
				pdf: pdf && versionFileFrom(pdf),
				source: source && versionFileFrom(source)
			});
			setFlash(event.cookies, { text: m.versions_created() });
			redirect(303, `/versions/${created.id}`);
		},
		{
			purposes: { pdf: 'reading', source: 'source' },
			form: 'edit',
			before: async (ctx, event) => {
				await newVersionForm(ctx, event.params.id ?? '');
			}
		}
	)
};

import { redirect } from '@sveltejs/kit';
import { recordForm } from '#lib/domain/records/forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { filingChoices } from '#lib/server/records/queries.ts';
import { createRecord } from '#lib/server/records/records.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		choices: await filingChoices(ctx, event.locals.activeUnitId),
		seriesId: event.url.searchParams.get('series') ?? ''
	}));

export const actions: Actions = {
	default: uploadAction(
		recordForm,
		async (ctx, { rowVersion: _rowVersion, ...input }, files, event) => {
			const evidence = fileOf(files, 'evidence');
			const { id, number } = await createRecord(ctx, { ...input, files: evidence ? [versionFileFrom(evidence)] : [] });
			setFlash(event.cookies, { text: m.records_created({ number }) });
			redirect(303, `/records/${id}`);
		},
		{
			purposes: { evidence: 'evidence' },
			form: 'record',
			before: async (ctx, event) => {
				await filingChoices(ctx, event.locals.activeUnitId);
			}
		}
	)
};

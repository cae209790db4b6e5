import { redirect } from '@sveltejs/kit';
import { proposeForm } from '#lib/domain/documents/request-forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { newRequestPage } from '#lib/server/documents/change-requests/page.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const { searchParams } = event.url;
		const documentId = searchParams.get('document');
		const versionId = searchParams.get('version');
		return { form: await newRequestPage(ctx, event.locals.activeUnitId, { documentId, versionId }), asked: searchParams.get('kind') };
	});

export const actions: Actions = {
	default: uploadAction(
		proposeForm,
		async (ctx, input, files, event) => {
			const file = fileOf(files, 'attachment');
			const made = await propose(ctx, { ...input, unitId: event.locals.activeUnitId, attachment: file && versionFileFrom(file) });
			setFlash(event.cookies, { text: m.requests_sent({ number: made.number }) });
			redirect(303, `/change-requests/${made.id}`);
		},
		{ purposes: { attachment: 'evidence' }, form: 'propose' }
	)
};

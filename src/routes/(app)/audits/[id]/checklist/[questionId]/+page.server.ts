import { redirect, type RequestEvent } from '@sveltejs/kit';
import { emptyForm, pointForm } from '#lib/domain/audits/inspection-evidence-forms.ts';
import { attachToQuestion, questionEvidencePage } from '#lib/server/audits/answering/question-evidence.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ question: await questionEvidencePage(ctx, event.params.id, event.params.questionId) }));

const of = (event: RequestEvent) => event.params['questionId'] ?? '';

function done(event: RequestEvent): never {
	setFlash(event.cookies, { text: m.sheets_photos_added() });
	redirect(303, event.url.pathname);
}

export const actions: Actions = {
	evidence: uploadAction(
		emptyForm,
		async (ctx, _input, files, event) => {
			await attachToQuestion(ctx, { questionId: of(event), files: files.map((file) => versionFileFrom(file)) });
			done(event);
		},
		{
			purposes: { evidence: 'evidence' },
			required: ['evidence'],
			maxFiles: 10,
			form: 'evidence',
			before: async (ctx, event) => {
				await questionEvidencePage(ctx, event.params['id'] ?? '', of(event));
			}
		}
	),
	point: action(
		pointForm,
		async (ctx, { documentId }, event) => {
			await attachToQuestion(ctx, { questionId: of(event), documentId });
			done(event);
		},
		{ form: 'evidence-point' }
	)
};

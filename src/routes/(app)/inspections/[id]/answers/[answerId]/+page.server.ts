import { redirect, type RequestEvent } from '@sveltejs/kit';
import { findingForm } from '#lib/domain/audits/inspection-forms.ts';
import { detachForm, pointForm, emptyForm } from '#lib/domain/audits/inspection-evidence-forms.ts';
import { answerPage, attachToAnswer, detachFromAnswer } from '#lib/server/audits/inspections/answer-page.ts';
import { keepFinding } from '#lib/server/audits/inspections/findings.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ question: await answerPage(ctx, event.params.id, event.params.answerId) }));

const answerOf = (event: RequestEvent) => event.params['answerId'] ?? '';
const idOf = (event: RequestEvent) => event.params['id'] ?? '';

function done(event: RequestEvent, text: string): never {
	setFlash(event.cookies, { text });
	redirect(303, `/inspections/${idOf(event)}/answers/${answerOf(event)}`);
}

export const actions: Actions = {
	evidence: uploadAction(
		emptyForm,
		async (ctx, _input, files, event) => {
			await attachToAnswer(ctx, { answerId: answerOf(event), files: files.map((file) => versionFileFrom(file)) });
			done(event, m.inspections_answer_attached());
		},
		{
			purposes: { evidence: 'evidence' },
			required: ['evidence'],
			maxFiles: 10,
			form: 'evidence',
			before: async (ctx, event) => {
				await answerPage(ctx, idOf(event), answerOf(event));
			}
		}
	),
	point: action(
		pointForm,
		async (ctx, input, event) => {
			await attachToAnswer(ctx, { answerId: answerOf(event), ...input });
			done(event, m.inspections_answer_attached());
		},
		{ form: 'evidence-point' }
	),
	removeEvidence: action(detachForm, async (ctx, input, event) => {
		await detachFromAnswer(ctx, { answerId: answerOf(event), ...input });
		done(event, m.inspections_answer_detached());
	}),
	finding: action(
		findingForm,
		async (ctx, input, event) => {
			await keepFinding(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_finding_saved());
		},
		{ form: 'finding' }
	)
};

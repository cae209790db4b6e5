import { redirect } from '@sveltejs/kit';
import { arrangeForm, discardForm, importChecklistForm, moveForm, publishForm, questionForm } from '#lib/domain/audits/checklists/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { arrangeQuestion } from '#lib/server/audits/checklists/arrange.ts';
import { authorizeImport, importQuestions } from '#lib/server/audits/checklists/import.ts';
import { discardDraft } from '#lib/server/audits/checklists/discard.ts';
import { checklistEditor } from '#lib/server/audits/checklists/pages.ts';
import { addQuestion, changeQuestion, moveQuestion, publishDraft } from '#lib/server/audits/checklists/questions.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => checklistEditor(ctx, event.params.id, event.url.searchParams));

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const actions: Actions = {
	question: action(
		questionForm,
		async (ctx, { questionId, rowVersion, ...question }, event) => {
			const edit = { checklistId: idOf(event), rowVersion, question };
			if (questionId === null) {
				await addQuestion(ctx, edit);
				return { toast: { text: m.checklists_question_added() } };
			}
			await changeQuestion(ctx, { ...edit, questionId });
			setFlash(event.cookies, { text: m.checklists_question_saved() });
			redirect(303, `/checklists/${idOf(event)}/edit#q-${questionId}`);
		},
		{ form: 'question' }
	),
	arrange: action(
		arrangeForm,
		async (ctx, input, event) => {
			const done = await arrangeQuestion(ctx, { ...input, checklistId: idOf(event) });
			return { toast: { text: done === 'moved' ? m.checklists_question_moved() : m.checklists_question_removed() } };
		},
		{ form: 'arrange' }
	),
	place: action(
		moveForm,
		async (ctx, input, event) => {
			await moveQuestion(ctx, { ...input, checklistId: idOf(event) });
			return { toast: { text: m.checklists_question_moved() } };
		},
		{ form: 'place' }
	),
	import: tableAction(
		importChecklistForm,
		async (ctx, { how, rowVersion }, { fileName, table }, event) => {
			const done = await importQuestions(ctx, { checklistId: idOf(event), how, rowVersion, fileName, rows: table.rows });
			return done.committed ? { toast: { text: m.checklists_imported(done) } } : { form: 'import', faults: done.faults, values: { how } };
		},
		{ form: 'import', field: 'table', before: (ctx, event) => authorizeImport(ctx, event.locals.activeUnitId) }
	),
	publish: action(
		publishForm,
		async (ctx, input, event) => {
			const { number } = await publishDraft(ctx, { ...input, checklistId: idOf(event) });
			setFlash(event.cookies, { text: m.checklists_published({ number }) });
			redirect(303, `/checklists/${idOf(event)}`);
		},
		{ form: 'publish' }
	),
	discard: action(
		discardForm,
		async (ctx, input, event) => {
			const { isGone } = await discardDraft(ctx, { ...input, checklistId: idOf(event) });
			setFlash(event.cookies, { text: m.checklists_discarded() });
			redirect(303, isGone ? '/checklists' : `/checklists/${idOf(event)}`);
		},
		{ form: 'discard' }
	)
};

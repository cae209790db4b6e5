import { auditorFileForm, auditorForm, endAuditorForm, removeAuditorFileForm } from '#lib/domain/audits/auditor-forms.ts';
import { editAuditor, endAuditor } from '#lib/server/audits/auditor-acts.ts';
import { addAuditorFiles, removeAuditorFile } from '#lib/server/audits/auditor-evidence.ts';
import { auditorPage } from '#lib/server/audits/auditor-pages.ts';
import { auditorWithTraining } from '#lib/server/auditor-training.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';
const said = (words: () => string) => ({ toast: { text: words() } });

export const load: PageServerLoad = (event) => answer(event, (ctx) => auditorWithTraining(ctx, event.params.id));

export const actions: Actions = {
	save: action(
		auditorForm,
		async (ctx, input, event) => editAuditor(ctx, idOf(event), input).then(() => said(m.programmes_auditor_saved)),
		{
			form: 'auditor'
		}
	),
	end: action(
		endAuditorForm,
		async (ctx, input, event) => {
			await endAuditor(ctx, { ...input, auditorId: idOf(event) });
			return said(m.programmes_auditor_ended);
		},
		{ form: 'end' }
	),
	evidence: uploadAction(
		auditorFileForm,
		async (ctx, _input, files, event) => {
			await addAuditorFiles(ctx, idOf(event), files.map(versionFileFrom));
			return said(m.programmes_auditor_file_added);
		},
		{
			purposes: { evidence: 'evidence' },
			maxFiles: 10,
			form: 'evidence',
			before: async (ctx, event) => {
				await auditorPage(ctx, idOf(event));
			}
		}
	),
	removeEvidence: action(removeAuditorFileForm, async (ctx, input, event) => {
		await removeAuditorFile(ctx, idOf(event), input);
		return said(m.programmes_auditor_file_removed);
	})
};

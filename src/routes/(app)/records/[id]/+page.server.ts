import { fileForm, holdForm, recordForm, releaseForm, removeEvidenceForm } from '#lib/domain/records/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { recordPage } from '#lib/server/records/record-page.ts';
import { addEvidence, editRecord, placeHold, releaseHold } from '#lib/server/records/records.ts';
import { removeEvidence } from '#lib/server/records/remove-evidence.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ record: await recordPage(ctx, event.params.id) }));

export const actions: Actions = {
	edit: action(
		recordForm,
		async (ctx, input, event) => {
			await editRecord(ctx, idOf(event), input);
			return { toast: { text: m.records_saved() } };
		},
		{ form: 'edit' }
	),
	evidence: uploadAction(
		fileForm,
		async (ctx, _input, files, event) => {
			await addEvidence(ctx, idOf(event), files.map(versionFileFrom));
			return { toast: { text: m.records_added() } };
		},
		{
			purposes: { evidence: 'evidence' },
			required: ['evidence'],
			form: 'evidence',
			before: async (ctx, event) => {
				await recordPage(ctx, idOf(event));
			}
		}
	),
	removeEvidence: action(removeEvidenceForm, async (ctx, input, event) => {
		await removeEvidence(ctx, { recordId: idOf(event), ...input });
		return { toast: { text: m.records_evidence_removed() } };
	}),
	hold: action(
		holdForm,
		async (ctx, { reason }, event) => {
			await placeHold(ctx, idOf(event), reason);
			return { toast: { text: m.records_held() } };
		},
		{ form: 'hold' }
	),
	release: action(
		releaseForm,
		async (ctx, input, event) => {
			await releaseHold(ctx, { recordId: idOf(event), ...input });
			return { toast: { text: m.records_released() } };
		},
		{ form: 'release' }
	)
};

import { redirect, type RequestEvent } from '@sveltejs/kit';
import {
	acceptMissedForm,
	dropObjectiveForm,
	objectiveEvidenceForm,
	objectiveForm,
	raiseMissedForm,
	removeObjectiveEvidenceForm,
	resultForm
} from '#lib/domain/reviews/objectives/forms.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import { dropObjective, saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { addObjectiveFiles, removeObjectiveFile } from '#lib/server/reviews/objectives/evidence.ts';
import { acceptMissed, raiseForMissed } from '#lib/server/reviews/objectives/missed.ts';
import { objectivePage } from '#lib/server/reviews/objectives/page.ts';
import { recordResult } from '#lib/server/reviews/objectives/results.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const at = (event: Pick<RequestEvent, 'params'>) => ({ setId: event.params['id'] ?? '', lineId: event.params['line'] ?? '' });
const said = (words: () => string) => ({ toast: { text: words() } });

export const load: PageServerLoad = (event) => answer(event, (ctx) => objectivePage(ctx, event.params.id, event.params.line));

export const actions: Actions = {
	save: action(
		objectiveForm,
		(ctx, { rowVersion, ...objective }, event) =>
			saveObjective(ctx, { ...at(event), rowVersion, objective }).then(() => said(m.objectives_saved)),
		{ form: 'objective' }
	),
	drop: action(
		dropObjectiveForm,
		async (ctx, { rowVersion }, event) => {
			await dropObjective(ctx, { ...at(event), rowVersion });
			redirect(303, `/objectives/${at(event).setId}`);
		},
		{ form: 'drop' }
	),
	result: action(
		resultForm,
		(ctx, input, event) => recordResult(ctx, { ...input, ...at(event) }).then(() => said(m.objectives_result_saved)),
		{
			form: 'result'
		}
	),
	raise: action(
		raiseMissedForm,
		async (ctx, { statement }, event) => {
			const { actionId } = await raiseForMissed(ctx, { ...at(event), statement });
			redirect(303, `/corrective-actions/${actionId}`);
		},
		{ form: 'raise' }
	),
	accept: action(
		acceptMissedForm,
		(ctx, { reason }, event) => acceptMissed(ctx, { ...at(event), reason }).then(() => said(m.objectives_accepted)),
		{
			form: 'accept'
		}
	),
	evidence: uploadAction(
		objectiveEvidenceForm,
		(ctx, _input, files, event) => addObjectiveFiles(ctx, at(event), files.map(versionFileFrom)).then(() => said(m.objectives_saved)),
		{
			purposes: { evidence: 'evidence' },
			maxFiles: 10,
			form: 'evidence',
			before: async (ctx, event) => {
				await objectivePage(ctx, at(event).setId, at(event).lineId);
			}
		}
	),
	removeEvidence: action(removeObjectiveEvidenceForm, (ctx, input, event) =>
		removeObjectiveFile(ctx, at(event), input).then(() => said(m.objectives_saved))
	)
};

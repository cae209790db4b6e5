import type { RequestEvent } from '@sveltejs/kit';
import {
	cancelTrainingForm,
	editTrainingForm,
	effectForm,
	removeTrainingEvidenceForm,
	resultsForm,
	trainingEvidenceForm
} from '#lib/domain/reviews/training/forms.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import { cancelTraining, editTraining, enterResults, sayEffect } from '#lib/server/reviews/training/acts.ts';
import { addTrainingFiles, removeTrainingFile } from '#lib/server/reviews/training/evidence.ts';
import { trainingDetail } from '#lib/server/reviews/training/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const at = (event: Pick<RequestEvent, 'params'>) => ({ trainingId: event.params['id'] ?? '' });
const said = () => ({ toast: { text: m.training_saved() } });

export const load: PageServerLoad = (event) => answer(event, (ctx) => trainingDetail(ctx, event.params.id));

export const actions: Actions = {
	save: action(editTrainingForm, (ctx, input, event) => editTraining(ctx, { ...input, ...at(event) }).then(said), { form: 'training' }),
	results: action(resultsForm, (ctx, input, event) => enterResults(ctx, { ...input, ...at(event) }).then(said), { form: 'results' }),
	effect: action(effectForm, (ctx, input, event) => sayEffect(ctx, { ...input, ...at(event) }).then(said), { form: 'effect' }),
	cancel: action(cancelTrainingForm, (ctx, input, event) => cancelTraining(ctx, { ...input, ...at(event) }).then(said), { form: 'cancel' }),
	evidence: uploadAction(
		trainingEvidenceForm,
		(ctx, _input, files, event) => addTrainingFiles(ctx, at(event).trainingId, files.map(versionFileFrom)).then(said),
		{
			purposes: { evidence: 'evidence' },
			maxFiles: 10,
			form: 'evidence',
			before: async (ctx, event) => {
				await trainingDetail(ctx, at(event).trainingId);
			}
		}
	),
	removeEvidence: action(removeTrainingEvidenceForm, (ctx, input, event) => removeTrainingFile(ctx, at(event).trainingId, input).then(said))
};

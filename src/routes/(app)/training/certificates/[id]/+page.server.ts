import type { RequestEvent } from '@sveltejs/kit';
import { endCertificateForm, removeTrainingEvidenceForm, trainingEvidenceForm } from '#lib/domain/reviews/training/forms.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import { endCertificate } from '#lib/server/reviews/training/certificates.ts';
import { addCertificateFiles, removeCertificateFile } from '#lib/server/reviews/training/evidence.ts';
import { certificatePage } from '#lib/server/reviews/training/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const idOf = (event: Pick<RequestEvent, 'params'>) => event.params['id'] ?? '';
const said = () => ({ toast: { text: m.training_saved() } });

export const load: PageServerLoad = (event) => answer(event, (ctx) => certificatePage(ctx, event.params.id));

export const actions: Actions = {
	end: action(endCertificateForm, (ctx, input, event) => endCertificate(ctx, { ...input, certificateId: idOf(event) }).then(said), {
		form: 'end'
	}),
	evidence: uploadAction(
		trainingEvidenceForm,
		(ctx, _input, files, event) => addCertificateFiles(ctx, idOf(event), files.map(versionFileFrom)).then(said),
		{
			purposes: { evidence: 'evidence' },
			maxFiles: 10,
			form: 'evidence',
			before: async (ctx, event) => {
				await certificatePage(ctx, idOf(event));
			}
		}
	),
	removeEvidence: action(removeTrainingEvidenceForm, (ctx, input, event) => removeCertificateFile(ctx, idOf(event), input).then(said))
};

import type { RequestEvent } from '@sveltejs/kit';
import {
	endProviderForm,
	providerEvidenceForm,
	providerForm,
	ratingForm,
	removeProviderEvidenceForm
} from '#lib/domain/reviews/providers/forms.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import { editProvider, endProvider, rateProvider } from '#lib/server/reviews/providers/acts.ts';
import { addProviderFiles, removeProviderFile } from '#lib/server/reviews/providers/evidence.ts';
import { providerPage } from '#lib/server/reviews/providers/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const at = (event: Pick<RequestEvent, 'params'>) => ({ providerId: event.params['id'] ?? '' });
const said = () => ({ toast: { text: m.providers_saved() } });

export const load: PageServerLoad = (event) => answer(event, (ctx) => providerPage(ctx, event.params.id));

export const actions: Actions = {
	save: action(providerForm, (ctx, input, event) => editProvider(ctx, { ...input, ...at(event) }).then(said), { form: 'provider' }),
	rate: action(ratingForm, (ctx, input, event) => rateProvider(ctx, { ...input, ...at(event) }).then(said), { form: 'rate' }),
	end: action(endProviderForm, (ctx, input, event) => endProvider(ctx, { ...input, ...at(event) }).then(said), { form: 'end' }),
	evidence: uploadAction(
		providerEvidenceForm,
		(ctx, _input, files, event) => addProviderFiles(ctx, at(event).providerId, files.map(versionFileFrom)).then(said),
		{
			purposes: { evidence: 'evidence' },
			maxFiles: 10,
			form: 'evidence',
			before: async (ctx, event) => {
				await providerPage(ctx, at(event).providerId);
			}
		}
	),
	removeEvidence: action(removeProviderEvidenceForm, (ctx, input, event) => removeProviderFile(ctx, at(event).providerId, input).then(said))
};

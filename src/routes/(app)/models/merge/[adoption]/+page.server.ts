import { redirect, type RequestEvent } from '@sveltejs/kit';
import { declineForm, mergedForm, mergeForm, takeFileForm } from '#lib/domain/procedures/models/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { markMerged, mergeModel, takeModelFile } from '#lib/server/procedures/models/merge.ts';
import { mergePage } from '#lib/server/procedures/models/merge-page.ts';
import { declineVersion } from '#lib/server/procedures/models/stance.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => mergePage(ctx, event.params.adoption));

const idOf = (event: RequestEvent) => event.params.adoption ?? '';

/** The adoption's own page has nothing more to show: on to what came of it. */
function leave(event: RequestEvent, text: string, to: string): never {
	setFlash(event.cookies, { text });
	redirect(303, to);
}

export const actions: Actions = {
	merge: action(
		mergeForm,
		async (ctx, input, event) => {
			const { versionId } = await mergeModel(ctx, { ...input, adoptionId: idOf(event) });
			leave(event, m.models_merge_done(), `/versions/${versionId}`);
		},
		{ form: 'merge' }
	),
	take: action(
		takeFileForm,
		async (ctx, input, event) => {
			const { versionId } = await takeModelFile(ctx, { ...input, adoptionId: idOf(event) });
			leave(event, m.models_merge_done(), `/versions/${versionId}`);
		},
		{ form: 'take' }
	),
	merged: action(
		mergedForm,
		async (ctx, input, event) => {
			const { versionId } = await markMerged(ctx, { ...input, adoptionId: idOf(event) });
			leave(event, m.models_merge_marked_done(), `/versions/${versionId}`);
		},
		{ form: 'merged' }
	),
	decline: action(
		declineForm,
		async (ctx, input, event) => {
			await declineVersion(ctx, { ...input, adoptionId: idOf(event) });
			leave(event, m.models_decline_done(), '/models');
		},
		{ form: 'decline' }
	)
};

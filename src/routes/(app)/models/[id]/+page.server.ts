import { changeModelForm, reasonForm, retireForm } from '#lib/domain/procedures/models/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { changeModel, restoreModel, retireModel } from '#lib/server/procedures/models/manage.ts';
import { modelPage } from '#lib/server/procedures/models/pages.ts';
import { setModelAside } from '#lib/server/procedures/models/stance.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => modelPage(ctx, event.params.id, event.url.searchParams, event.locals.activeUnitId));

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const actions: Actions = {
	change: action(
		changeModelForm,
		async (ctx, input, event) => {
			await changeModel(ctx, { ...input, modelId: idOf(event) });
			return { toast: { text: m.models_changed() } };
		},
		{ form: 'change' }
	),
	retire: action(
		retireForm,
		async (ctx, input, event) => {
			await retireModel(ctx, { ...input, modelId: idOf(event) });
			return { toast: { text: m.models_retire_done() } };
		},
		{ form: 'retire' }
	),
	restore: action(
		changeModelForm.pick({ rowVersion: true }),
		async (ctx, input, event) => {
			await restoreModel(ctx, { ...input, modelId: idOf(event) });
			return { toast: { text: m.models_restore_done() } };
		},
		{ form: 'restore' }
	),
	aside: action(
		reasonForm,
		async (ctx, input, event) => {
			await setModelAside(ctx, { ...input, modelId: idOf(event), unitId: event.locals.activeUnitId ?? '' });
			return { toast: { text: m.models_set_aside_done() } };
		},
		{ form: 'aside' }
	)
};

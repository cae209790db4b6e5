import { carryOutForm, disposalActForm, disposalReasonForm, disposalSignForm } from '#lib/domain/records/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { disposalPage } from '#lib/server/records/disposal-page.ts';
import { approveDisposal, cancelDisposal, carryOutDisposal, proposeDisposal, returnDisposal } from '#lib/server/records/disposals.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ disposal: await disposalPage(ctx, event.params.id), now: ctx.clock.now() }));

export const actions: Actions = {
	propose: action(disposalActForm, async (ctx, input, event) => {
		await proposeDisposal(ctx, { disposalId: idOf(event), ...input });
		return { toast: { text: m.records_disposal_proposed() } };
	}),
	approve: action(
		disposalSignForm,
		async (ctx, input, event) => {
			await approveDisposal(ctx, { disposalId: idOf(event), ...input });
			return { toast: { text: m.records_disposal_approved() } };
		},
		{ form: 'approve' }
	),
	return: action(
		disposalReasonForm,
		async (ctx, input, event) => {
			await returnDisposal(ctx, { disposalId: idOf(event), ...input });
			return { toast: { text: m.records_disposal_returned() } };
		},
		{ form: 'return' }
	),
	cancel: action(
		disposalReasonForm,
		async (ctx, input, event) => {
			await cancelDisposal(ctx, { disposalId: idOf(event), ...input });
			return { toast: { text: m.records_disposal_cancelled() } };
		},
		{ form: 'cancel' }
	),
	carryOut: uploadAction(
		carryOutForm,
		async (ctx, input, files, event) => {
			const minutes = fileOf(files, 'minutes');
			await carryOutDisposal(ctx, { disposalId: idOf(event), ...input, minutes: minutes && versionFileFrom(minutes) });
			return { toast: { text: m.records_disposal_done() } };
		},
		{
			purposes: { minutes: 'scan' },
			form: 'carryOut',
			before: async (ctx, event) => {
				await disposalPage(ctx, idOf(event));
			}
		}
	)
};

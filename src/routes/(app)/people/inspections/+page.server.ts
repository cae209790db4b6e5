import { endInspectionForm, inspectionForm } from '#lib/domain/people/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { endInspection, grantInspection, listInspections } from '#lib/server/people/inspections.ts';
import { unitChoices } from '#lib/server/people/pages.ts';
import { today } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ ...(await listInspections(ctx)), units: await unitChoices(ctx), from: today(ctx) }));

export const actions: Actions = {
	grant: action(
		inspectionForm,
		async (ctx, input) => {
			await grantInspection(ctx, input);
			return { toast: { text: m.people_inspection_granted() } };
		},
		{ form: 'grant' }
	),
	end: action(endInspectionForm, async (ctx, input) => {
		await endInspection(ctx, input);
		return { toast: { text: m.people_inspection_ended() } };
	})
};

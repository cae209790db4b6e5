import { redirect } from '@sveltejs/kit';
import { registerAuditorForm } from '#lib/domain/audits/auditor-forms.ts';
import { registerAuditor } from '#lib/server/audits/auditor-acts.ts';
import { newAuditor } from '#lib/server/audits/auditor-pages.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		...(await newAuditor(ctx, event.locals.activeUnitId)),
		userId: event.url.searchParams.get('person') ?? ''
	}));

export const actions: Actions = {
	default: action(
		registerAuditorForm,
		async (ctx, input, event) => {
			const { id } = await registerAuditor(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			redirect(303, `/audits/auditors/${id}`);
		},
		{ form: 'auditor' }
	)
};

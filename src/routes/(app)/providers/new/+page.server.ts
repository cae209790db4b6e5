import { redirect } from '@sveltejs/kit';
import { newProviderForm } from '#lib/domain/reviews/providers/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { createProvider } from '#lib/server/reviews/providers/acts.ts';
import { newProviderPage } from '#lib/server/reviews/providers/pages.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => newProviderPage(ctx, event.locals.activeUnitId));

export const actions: Actions = {
	default: action(
		newProviderForm,
		async (ctx, input, event) => {
			const { id } = await createProvider(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			redirect(303, `/providers/${id}`);
		},
		{ form: 'provider' }
	)
};

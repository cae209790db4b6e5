import { redirect } from '@sveltejs/kit';
import { handleForm } from '#lib/domain/procedures/admin-services/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { tickHandled } from '#lib/server/procedures/admin-services/choices.ts';
import { coveragePage } from '#lib/server/procedures/admin-services/coverage-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const unitOf = (event: { url: URL; locals: App.Locals }) => event.url.searchParams.get('unit') ?? event.locals.activeUnitId;

export const load: PageServerLoad = async (event) => {
	const unitId = unitOf(event);
	// Who works for the province has no unit of their own: they begin with all of them.
	if (!unitId) redirect(307, '/admin-services/province');
	return answer(event, (ctx) => coveragePage(ctx, unitId, event.url.searchParams));
};

export const actions: Actions = {
	handle: action(handleForm, async (ctx, { serviceIds }, event) => {
		const { count } = await tickHandled(ctx, { unitId: unitOf(event) ?? '', serviceIds });
		return { toast: { text: m.services_ticked({ count }) } };
	})
};

import { confirmForm, handleForm, linkForm, linkIdForm, notHandledForm } from '#lib/domain/procedures/admin-services/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { tickHandled, tickNotHandled } from '#lib/server/procedures/admin-services/choices.ts';
import { unitServicePage } from '#lib/server/procedures/admin-services/coverage-page.ts';
import { confirmUpdated, linkProcedure, unlinkProcedure } from '#lib/server/procedures/admin-services/links.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const unitOf = (event: { url: URL; locals: App.Locals }) => event.url.searchParams.get('unit') ?? event.locals.activeUnitId ?? '';

export const load: PageServerLoad = (event) => answer(event, (ctx) => unitServicePage(ctx, unitOf(event), event.params.id));

export const actions: Actions = {
	handle: action(handleForm, async (ctx, { serviceIds }, event) => {
		await tickHandled(ctx, { unitId: unitOf(event), serviceIds });
		return { toast: { text: m.services_saved() } };
	}),
	refuse: action(
		notHandledForm,
		async (ctx, input, event) => {
			await tickNotHandled(ctx, { unitId: unitOf(event), ...input });
			return { toast: { text: m.services_saved() } };
		},
		{ form: 'refuse' }
	),
	link: action(
		linkForm,
		async (ctx, input, event) => {
			await linkProcedure(ctx, { unitId: unitOf(event), ...input });
			return { toast: { text: m.services_saved() } };
		},
		{ form: 'link' }
	),
	unlink: action(linkIdForm, async (ctx, input) => {
		await unlinkProcedure(ctx, input);
		return { toast: { text: m.services_unlinked() } };
	}),
	confirm: action(confirmForm, async (ctx, input) => {
		await confirmUpdated(ctx, input);
		return { toast: { text: m.services_confirmed() } };
	})
};

import { redirect } from '@sveltejs/kit';
import { announcementRulesForm, newConfirmationForm } from '#lib/domain/roll-out/announcements/forms.ts';
import { announcementsPage, parseProvinceQuery } from '#lib/server/roll-out/announcements/list-page.ts';
import { createConfirmation } from '#lib/server/roll-out/announcements/confirmations.ts';
import { setAnnouncementRules } from '#lib/server/roll-out/announcements/rules.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => {
		const { searchParams } = event.url;
		return announcementsPage(ctx, event.locals.activeUnitId, searchParams.get('unit') ?? '', parseProvinceQuery(searchParams));
	});

export const actions: Actions = {
	confirm: action(
		newConfirmationForm,
		async (ctx, input) => {
			const { id } = await createConfirmation(ctx, input);
			redirect(303, `/announcements/confirmations/${id}`);
		},
		{ form: 'confirm' }
	),
	rules: action(
		announcementRulesForm,
		async (ctx, input) => {
			await setAnnouncementRules(ctx, input);
			return { toast: { text: m.announcements_rules_saved() } };
		},
		{ form: 'rules' }
	)
};

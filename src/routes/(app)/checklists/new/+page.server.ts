import { redirect } from '@sveltejs/kit';
import { createChecklistForm } from '#lib/domain/audits/checklists/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { createChecklist } from '#lib/server/audits/checklists/create.ts';
import { newChecklistPage } from '#lib/server/audits/checklists/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => newChecklistPage(ctx, event.locals.activeUnitId, event.url.searchParams));

export const actions: Actions = {
	default: action(createChecklistForm, async (ctx, { owner, ...input }, event) => {
		const unitId = owner === 'province' ? null : (event.locals.activeUnitId ?? '');
		const { id } = await createChecklist(ctx, { ...input, unitId });
		setFlash(event.cookies, { text: m.checklists_created() });
		redirect(303, `/checklists/${id}/edit`);
	})
};

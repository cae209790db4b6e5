import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { changeChecklistForm, retireChecklistForm } from '#lib/domain/audits/checklists/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { beginVersion, changeChecklist, retireChecklist } from '#lib/server/audits/checklists/create.ts';
import { checklistPage } from '#lib/server/audits/checklists/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => checklistPage(ctx, event.params.id, event.url.searchParams));

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const actions: Actions = {
	begin: action(
		z.object({}),
		async (ctx, _input, event) => {
			await beginVersion(ctx, { checklistId: idOf(event) });
			setFlash(event.cookies, { text: m.checklists_begun() });
			redirect(303, `/checklists/${idOf(event)}/edit`);
		},
		{ form: 'begin' }
	),
	change: action(
		changeChecklistForm,
		async (ctx, input, event) => {
			await changeChecklist(ctx, { ...input, checklistId: idOf(event) });
			return { toast: { text: m.checklists_changed() } };
		},
		{ form: 'change' }
	),
	retire: action(
		retireChecklistForm,
		async (ctx, input, event) => {
			await retireChecklist(ctx, { ...input, checklistId: idOf(event) });
			return { toast: { text: m.checklists_retire_done() } };
		},
		{ form: 'retire' }
	)
};

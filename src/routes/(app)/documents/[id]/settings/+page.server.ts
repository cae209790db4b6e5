import { redirect } from '@sveltejs/kit';
import { audienceOf, changeCodeForm, documentSettingsForm } from '#lib/domain/documents/document-forms.ts';
import { reasonForm } from '#lib/domain/documents/version-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { abandonDocument, changeCode } from '#lib/server/documents/documents.ts';
import { manageDocument } from '#lib/server/documents/manage.ts';
import { documentSettings } from '#lib/server/documents/work/document-settings.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ document: await documentSettings(ctx, event.params.id) }));

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const actions: Actions = {
	save: action(
		documentSettingsForm,
		async (ctx, input, event) => {
			const { reach, audienceDivisions, audienceRoles, audiencePeople, ...change } = input;
			const audience = audienceOf({ reach, audienceDivisions, audienceRoles, audiencePeople });
			await manageDocument(ctx, { documentId: idOf(event), ...change, audience });
			return { toast: { text: m.manage_settings_saved() } };
		},
		{ form: 'save' }
	),
	recode: action(
		changeCodeForm,
		async (ctx, input, event) => {
			const { code } = await changeCode(ctx, { documentId: idOf(event), ...input });
			return { toast: { text: m.manage_recoded({ code }) } };
		},
		{ form: 'recode' }
	),
	abandon: action(
		reasonForm,
		async (ctx, { reason, rowVersion }, event) => {
			await abandonDocument(ctx, { documentId: idOf(event), comment: reason, rowVersion });
			setFlash(event.cookies, { text: m.manage_abandoned() });
			redirect(303, '/documents');
		},
		{ form: 'abandon' }
	)
};

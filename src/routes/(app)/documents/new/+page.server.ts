import { redirect } from '@sveltejs/kit';
import { audienceOf, newDocumentForm } from '#lib/domain/documents/document-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { newDocumentStart } from '#lib/server/documents/work/new-document.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) =>
		newDocumentStart(ctx, event.locals.activeUnitId, {
			kind: event.url.searchParams.get('kind'),
			parentId: event.url.searchParams.get('parent')
		})
	);

export const actions: Actions = {
	default: action(newDocumentForm, async (ctx, input, event) => {
		const { reach, audienceDivisions, audienceRoles, audiencePeople, ...document } = input;
		const audience = audienceOf({ reach, audienceDivisions, audienceRoles, audiencePeople });
		const created = await createDocument(ctx, { unitId: event.locals.activeUnitId ?? '', ...document, audience });
		setFlash(event.cookies, { text: m.manage_created({ code: created.code }) });
		redirect(303, `/documents/${created.id}/versions/new`);
	})
};

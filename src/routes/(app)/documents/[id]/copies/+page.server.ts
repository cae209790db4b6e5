import { issuePrintsForm } from '#lib/domain/documents/print-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { issuePrints } from '#lib/server/documents/prints/issue.ts';
import { documentPrints } from '#lib/server/documents/prints/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ view: await documentPrints(ctx, event.params.id) }));

export const actions: Actions = {
	issue: action(
		issuePrintsForm,
		async (ctx, input, event) => {
			const issued = await issuePrints(ctx, { documentId: event.params.id ?? '', ...input });
			return { toast: { text: m.copies_issued({ count: issued.length }) } };
		},
		{ form: 'issue' }
	)
};

import { subscribeForm } from '#lib/domain/documents/external-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { subscribe } from '#lib/server/documents/external/lines.ts';
import { externalListPage } from '#lib/server/documents/external/list.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => externalListPage(ctx, event.url.searchParams, event.locals.activeUnitId));

export const actions: Actions = {
	subscribe: action(
		subscribeForm,
		async (ctx, { externals }, event) => {
			const { added } = await subscribe(ctx, event.locals.activeUnitId ?? '', externals);
			return { toast: { text: m.external_subscribed({ count: added }) } };
		},
		{ form: 'subscribe' }
	)
};

import { redirect } from '@sveltejs/kit';
import { shareForm } from '#lib/domain/corrective-actions/sister-forms.ts';
import { shareFinding } from '#lib/server/corrective-actions/sister-checks.ts';
import { sharePage } from '#lib/server/corrective-actions/sister-pages.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		share: await sharePage(ctx, {
			findingId: event.url.searchParams.get('finding'),
			actionId: event.url.searchParams.get('action')
		})
	}));

export const actions: Actions = {
	default: action(shareForm, async (ctx, { units: unitIds, ...input }, event) => {
		const { id, units } = await shareFinding(ctx, { ...input, unitIds });
		setFlash(event.cookies, { text: m.sisters_new_sent({ count: units }) });
		redirect(303, `/sister-checks/${id}`);
	})
};

import { redirect } from '@sveltejs/kit';
import { newAnnouncementForm } from '#lib/domain/roll-out/announcements/forms.ts';
import { createAnnouncement } from '#lib/server/roll-out/announcements/draft.ts';
import { newAnnouncementPage } from '#lib/server/roll-out/announcements/new-page.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => newAnnouncementPage(ctx, event.locals.activeUnitId));

export const actions: Actions = {
	default: action(newAnnouncementForm, async (ctx, input) => {
		const { id } = await createAnnouncement(ctx, input);
		redirect(303, `/announcements/${id}`);
	})
};

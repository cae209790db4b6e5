import { redirect } from '@sveltejs/kit';
import { briefingForm } from '#lib/domain/documents/reading-forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { recordBriefing } from '#lib/server/documents/readings/briefing.ts';
import { briefingPage } from '#lib/server/documents/readings/queries/readers-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ briefing: await briefingPage(ctx, event.params.id, event.url.searchParams.get('version')) }));

export const actions: Actions = {
	default: uploadAction(
		briefingForm,
		async (ctx, { people, ...input }, files, event) => {
			const { versionId, slug } = await briefingPage(ctx, event.params.id ?? '', event.url.searchParams.get('version'));
			const scan = fileOf(files, 'scan');
			const { number } = await recordBriefing(ctx, { ...input, versionId, userIds: people, scan: scan && versionFileFrom(scan) });
			setFlash(event.cookies, { text: m.readers_brief_saved({ number }) });
			redirect(303, `/documents/${event.params.id ?? ''}/readers?version=${slug}`);
		},
		{
			purposes: { scan: 'scan' },
			form: 'briefing',
			before: async (ctx, event) => {
				await briefingPage(ctx, event.params.id ?? '', event.url.searchParams.get('version'));
			}
		}
	)
};

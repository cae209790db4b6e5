import { redirect } from '@sveltejs/kit';
import { eventEntryForm } from '#lib/domain/units/forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction, type UploadActionOptions } from '#lib/server/http/upload.ts';
import { eventEntry, eventOfEntry, mayManageUnits } from '#lib/server/units/event-entry.ts';
import { recordUnitEvent } from '#lib/server/unit-closing.ts';
import { previewEntry } from '#lib/server/unit-event-preview.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ entry: await eventEntry(ctx, event.url.searchParams) }));

const upload: UploadActionOptions = { purposes: { scan: 'scan' }, before: mayManageUnits };

export const actions: Actions = {
	preview: uploadAction(
		eventEntryForm,
		async (ctx, form, files) => {
			const input = await eventOfEntry(ctx, form, fileOf(files, 'scan'));
			return { preview: await previewEntry(ctx, input), values: form, keptScan: input.keptScan, scanName: input.scan?.fileName ?? null };
		},
		upload
	),
	apply: uploadAction(
		eventEntryForm,
		async (ctx, form, files, event) => {
			const { eventId } = await recordUnitEvent(ctx, await eventOfEntry(ctx, form, fileOf(files, 'scan')));
			setFlash(event.cookies, { text: m.unitevents_entered() });
			redirect(303, `/units/events/${eventId}`);
		},
		upload
	)
};

import { redirect } from '@sveltejs/kit';
import { batchForm, batchLinesOf } from '#lib/domain/documents/batch-forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { draftBatch } from '#lib/server/documents/draft-batch.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { batchChoices } from '#lib/server/documents/work/batch-choices.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const choices = await batchChoices(ctx, event.locals.activeUnitId);
		const wanted = ['version', 'document'].flatMap((name) => event.url.searchParams.getAll(name));
		const asked = choices.versions.filter((one) => wanted.includes(one.id) || wanted.includes(one.documentId));
		return {
			choices,
			chosen: asked.filter((one) => !one.draft).map((one) => one.id),
			drafted: asked.filter((one) => one.draft),
			without: wanted.length - asked.length
		};
	});

export const actions: Actions = {
	default: uploadAction(
		batchForm,
		async (ctx, input, files, event) => {
			const { decisionNumber, decisionDate, effectiveOn, note } = input;
			const scan = fileOf(files, 'scan');
			const drafted = await draftBatch(ctx, {
				unitId: event.locals.activeUnitId ?? '',
				decisionNumber,
				decisionDate,
				effectiveOn,
				note,
				scan: scan && versionFileFrom(scan),
				...batchLinesOf(input)
			});
			const words = { changed: m.batches_draft_changed, found: m.batches_draft_found };
			if (drafted.outcome !== 'made') setFlash(event.cookies, { text: words[drafted.outcome]({ number: drafted.number }) });
			redirect(303, `/issue-batches/${drafted.id}`);
		},
		{ purposes: { scan: 'scan' }, form: 'batch' }
	)
};

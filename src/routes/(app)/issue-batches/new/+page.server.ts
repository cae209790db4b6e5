import { redirect } from '@sveltejs/kit';
import { batchForm, batchLinesOf } from '#lib/domain/documents/batch-forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { batchChoices } from '#lib/server/documents/work/batch-choices.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const choices = await batchChoices(ctx, event.locals.activeUnitId);
		const wanted = event.url.searchParams.getAll('version');
		const chosen = choices.versions.filter((one) => wanted.includes(one.id) || wanted.includes(one.documentId)).map((one) => one.id);
		return { choices, chosen };
	});

export const actions: Actions = {
	default: uploadAction(
		batchForm,
		async (ctx, input, files, event) => {
			const { decisionNumber, decisionDate, effectiveOn, note } = input;
			const scan = fileOf(files, 'scan');
			const created = await createBatch(ctx, {
				unitId: event.locals.activeUnitId ?? '',
				decisionNumber,
				decisionDate,
				effectiveOn,
				note,
				scan: scan && versionFileFrom(scan),
				...batchLinesOf(input)
			});
			redirect(303, `/issue-batches/${created.id}`);
		},
		{ purposes: { scan: 'scan' }, form: 'batch' }
	)
};

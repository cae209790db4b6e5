import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { batchForm, batchLinesOf, correctionForm, decideCorrectionForm, issueForm, revokeForm } from '#lib/domain/documents/batch-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { changeBatch, discardBatch } from '#lib/server/documents/batches.ts';
import { declineCorrection, proposeCorrection, signCorrection } from '#lib/server/documents/corrections.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { issueBatch } from '#lib/server/documents/issue.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions } from './$types';

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const actions: Actions = {
	save: uploadAction(
		batchForm,
		async (ctx, input, files, event) => {
			const { decisionNumber, decisionDate, effectiveOn, note, rowVersion } = input;
			const scan = fileOf(files, 'scan');
			await changeBatch(ctx, {
				batchId: idOf(event),
				rowVersion,
				decisionNumber,
				decisionDate,
				effectiveOn,
				note,
				...(scan ? { scan: versionFileFrom(scan) } : {}),
				...batchLinesOf(input)
			});
			return { toast: { text: m.batches_saved() } };
		},
		{ purposes: { scan: 'scan' }, form: 'batch' }
	),
	issue: action(
		issueForm,
		async (ctx, input, event) => {
			const issued = await issueBatch(ctx, { batchId: idOf(event), ...input });
			return { toast: { text: m.batches_issued({ number: issued.number }) } };
		},
		{ form: 'issue' }
	),
	discard: action(z.object({ comment: z.string().max(2000).optional() }), async (ctx, input, event) => {
		await discardBatch(ctx, { batchId: idOf(event), comment: input.comment });
		setFlash(event.cookies, { text: m.batches_discarded() });
		redirect(303, '/issue-batches');
	}),
	revoke: action(
		revokeForm,
		async (ctx, { reason, password, rowVersion }, event) => {
			await revokeBatch(ctx, { batchId: idOf(event), comment: reason, password, rowVersion });
			return { toast: { text: m.batches_revoked() } };
		},
		{ form: 'revoke' }
	),
	correct: action(
		correctionForm,
		async (ctx, { field, newNumber, newDate, reason }, event) => {
			await proposeCorrection(ctx, {
				batchId: idOf(event),
				field,
				newValue: (field === 'decisionDate' ? newDate : newNumber) ?? '',
				reason
			});
			return { toast: { text: m.batches_correction_proposed() } };
		},
		{ form: 'correct' }
	),
	signCorrection: action(
		decideCorrectionForm,
		async (ctx, { correctionId, password }) => {
			await signCorrection(ctx, { correctionId, password: password ?? '' });
			return { toast: { text: m.batches_correction_signed() } };
		},
		{ form: 'sign-correction' }
	),
	declineCorrection: action(decideCorrectionForm, async (ctx, { correctionId, comment }) => {
		await declineCorrection(ctx, { correctionId, comment });
		return { toast: { text: m.batches_correction_declined() } };
	})
};

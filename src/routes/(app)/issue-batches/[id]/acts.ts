import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { batchForm, batchLinesOf, correctionForm, decideCorrectionForm, issueForm, revokeForm } from '#lib/domain/documents/batch-forms.ts';
import { removePaperForm } from '#lib/domain/signatures/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { attachDecision, mayAttachDecision, removeDecision } from '#lib/server/documents/batch-papers.ts';
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
	attach: uploadAction(
		z.object({}),
		async (ctx, _input, files, event) => {
			const papers = files.map((file) => versionFileFrom(file));
			await attachDecision(ctx, event.locals.runtime.tools, { batchId: idOf(event), files: papers });
			return { toast: { text: m.seals_attached() } };
		},
		{
			purposes: { paper: 'reading' },
			required: ['paper'],
			form: 'paper',
			before: async (ctx, event) => {
				await mayAttachDecision(ctx, idOf(event));
			}
		}
	),
	removePaper: action(removePaperForm, async (ctx, input, event) => {
		await removeDecision(ctx, { batchId: idOf(event), ...input });
		return { toast: { text: m.seals_removed() } };
	}),
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

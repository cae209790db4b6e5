import { z } from 'zod';
import { correctionFields } from './batch.ts';
import { listOf, optionalDay, optionalText, passwordField, rowVersionField } from '#lib/domain/shared/form-fields.ts';

/** A batch while it is being prepared: what is missing is asked for when it is issued. */
export const batchForm = z.object({
	versionIds: listOf(z.uuid('invalid')),
	withdrawDocumentIds: listOf(z.uuid('invalid')),
	withdrawReason: optionalText(2000),
	decisionNumber: optionalText(60),
	decisionDate: optionalDay,
	effectiveOn: optionalDay,
	note: optionalText(2000),
	rowVersion: rowVersionField
});

export type BatchFormInput = z.output<typeof batchForm>;

/** The lines of a batch from its form: one reason serves all documents that it withdraws. */
export function batchLinesOf(input: Pick<BatchFormInput, 'versionIds' | 'withdrawDocumentIds' | 'withdrawReason'>) {
	return {
		versionIds: input.versionIds,
		withdrawals: input.withdrawDocumentIds.map((documentId) => ({ documentId, reason: input.withdrawReason }))
	};
}

export const issueForm = z.object({
	confirm: listOf(z.string().max(60)),
	password: z.string().max(200).optional(),
	rowVersion: rowVersionField
});

export const revokeForm = z.object({
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000'),
	password: passwordField,
	rowVersion: rowVersionField
});

export const correctionForm = z.object({
	field: z.enum(correctionFields),
	newNumber: optionalText(60),
	newDate: optionalDay,
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000')
});

export const decideCorrectionForm = z.object({
	correctionId: z.uuid('invalid'),
	password: z.string().max(200).optional(),
	comment: optionalText(2000)
});

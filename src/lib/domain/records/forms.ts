import { z } from 'zod';
import {
	listOf,
	optionalDay,
	optionalId,
	optionalText,
	passwordField,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';

/** Empty: for ever. */
const years = z
	.string()
	.trim()
	.default('')
	.transform((text) => (text === '' ? null : Number(text)))
	.refine((value) => value === null || (Number.isInteger(value) && value >= 1 && value <= 100), 'retention_years');

/** A line of the list of records. */
export const seriesForm = z.object({
	code: requiredText(40),
	name: requiredText(300),
	formId: optionalId,
	procedureId: optionalId,
	keeperDivisionId: optionalId,
	custodianId: optionalId,
	readers: listOf(requiredId),
	place: requiredText(300),
	medium: z.enum(['paper', 'electronic', 'both'], 'required').default('paper'),
	retentionYears: years,
	retentionBasis: optionalText(300),
	disposalMethod: optionalText(300),
	endedOn: optionalDay,
	rowVersion: rowVersionField
});

export const recordForm = z.object({
	seriesId: requiredId,
	title: requiredText(300),
	madeOn: requiredDay,
	closedOn: optionalDay,
	place: optionalText(300),
	note: optionalText(2000),
	rowVersion: rowVersionField
});

export const fileForm = z.object({ rowVersion: rowVersionField });

const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');

export const holdForm = z.object({ reason });
export const removeEvidenceForm = z.object({ fileId: requiredId, reason });
export const releaseForm = z.object({ holdId: requiredId, reason });

export const disposalForm = z.object({ recordIds: listOf(requiredId), reason: requiredText(2000), method: requiredText(300) });
export const disposalActForm = z.object({ rowVersion: rowVersionField });
export const disposalReasonForm = z.object({ reason, rowVersion: rowVersionField });
export const disposalSignForm = z.object({ password: passwordField, rowVersion: rowVersionField });
export const carryOutForm = z.object({ carriedOutOn: requiredDay, participants: requiredText(2000), rowVersion: rowVersionField });

export type SeriesInput = z.output<typeof seriesForm>;
export type RecordInput = z.output<typeof recordForm>;

export const recordStates = ['all', 'running', 'kept', 'for_ever', 'due', 'held', 'disposed'] as const;
const listText = z.string().normalize().trim().min(1).max(200).optional().catch(undefined);

/** What the register can be asked for by its address. */
export const recordQuery = z.object({
	q: listText,
	series: z.uuid().optional().catch(undefined),
	year: z.coerce.number().int().min(1900).max(2200).optional().catch(undefined),
	state: z.enum(recordStates).catch('all'),
	page: z.coerce.number().int().min(1).max(10_000).catch(1)
});
export type RecordQuery = z.output<typeof recordQuery>;

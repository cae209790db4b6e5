import { z } from 'zod';
import { listOf, optionalId, optionalText, passwordField, requiredId, rowVersionField } from '#lib/domain/shared/form-fields.ts';

export const firstYear = 2000;
export const lastYear = 2100;
const rowVersion = rowVersionField.pipe(z.int('invalid'));
const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const clause = z.string().regex(/^\d+\.\d+$/, 'invalid');
const month = z.coerce.number('invalid').int('invalid').min(1, 'invalid').max(12, 'invalid');

export const newProgrammeForm = z.object({
	year: z.coerce.number('invalid').int('invalid').min(firstYear, 'invalid').max(lastYear, 'invalid'),
	objectives: optionalText(2000)
});

export const objectivesForm = z.object({ objectives: optionalText(2000), rowVersion });

/** A ticked box of the grid: `<area>:<month>`. */
const gridCell = z
	.string()
	.regex(/^[0-9a-f-]{36}:\d{1,2}$/, 'invalid')
	.transform((text) => ({ areaId: text.slice(0, 36), month: Number(text.slice(37)) }))
	.pipe(z.object({ areaId: z.uuid('invalid'), month: z.int().min(1, 'invalid').max(12, 'invalid') }));
export const gridForm = z.object({ cell: listOf(gridCell), rowVersion });
export type GridCell = z.output<typeof gridCell>;

export const lineForm = z.object({
	lineId: requiredId,
	month,
	leadId: optionalId,
	clauses: listOf(clause),
	note: optionalText(1000),
	rowVersion
});
export type LineInput = z.output<typeof lineForm>;

/** Reasons of gaps: one field per gap, `gap:<area or "unit">|<clause>`; empty: none. */
const gapField = /^gap:([0-9a-f-]{36}|unit)\|(\d+\.\d+)$/;
export const gapsForm = z
	.looseObject({ rest: optionalText(1000), rowVersion })
	.transform(({ rowVersion, rest, ...fields }) => ({
		rowVersion,
		/** For every gap that has none. */
		rest,
		gaps: Object.entries(fields).flatMap(([field, value]) => {
			const match = gapField.exec(field);
			if (!match || typeof value !== 'string') return [];
			return [{ areaId: match[1] === 'unit' ? null : (match[1] ?? null), clause: match[2] ?? '', reason: value.trim() }];
		})
	}))
	.refine(({ gaps }) => gaps.every((gap) => gap.reason.length <= 1000), 'too_long:1000');

export const programmeActForm = z.object({ rowVersion });
export const programmeReasonForm = z.object({ reason, rowVersion });
export const signProgrammeForm = z.object({
	password: passwordField,
	sha256: z.string().regex(/^[0-9a-f]{64}$/, 'invalid'),
	rowVersion
});
export const closeProgrammeForm = z.object({ reason: optionalText(2000), rowVersion });

import { z } from 'zod';
import {
	checkbox,
	filled,
	optionalId,
	optionalText,
	passwordField,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { periodKinds } from '../periods.ts';
import { directions, judgings } from './judge.ts';

const rowVersion = rowVersionField.pipe(z.int('invalid'));
const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const year = z.coerce.number('invalid').int('invalid').min(2000, 'invalid').max(2100, 'invalid');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'invalid');

/** A number as people type it: `95`, `95,5` or `95.5`. */
const typedNumber = z
	.string('required')
	.trim()
	.min(1, 'required')
	.transform((text) => Number(text.replace(/\s/g, '').replace(',', '.')))
	.pipe(z.number('number_invalid').min(-1_000_000_000_000, 'number_invalid').max(1_000_000_000_000, 'number_invalid'));
const optionalNumber = z
	.string()
	.default('')
	.transform((text) => text.trim())
	.pipe(z.union([z.literal('').transform(() => null), typedNumber]));

export const newObjectiveSetForm = z.object({ year, copy: checkbox });

export const objectiveForm = z.object({
	code: requiredText(30),
	statement: requiredText(1000),
	indicator: requiredText(500),
	measure: requiredText(60),
	direction: z.enum(directions, 'required'),
	target: typedNumber,
	baseline: optionalNumber,
	source: optionalText(500),
	resources: optionalText(1000),
	plan: optionalText(2000),
	judgedBy: optionalText(1000),
	judging: z.enum(judgings, 'required'),
	period: z.enum(periodKinds, 'required'),
	ownerId: requiredId,
	dueOn: requiredDay,
	rowVersion
});
export type ObjectiveInput = Omit<z.output<typeof objectiveForm>, 'rowVersion'>;

export const dropObjectiveForm = z.object({ objectiveId: requiredId, rowVersion });
export const linkDocumentForm = z.object({ documentId: optionalId, rowVersion });
export const objectiveSetActForm = z.object({ rowVersion });
export const objectiveSetReasonForm = z.object({ reason, rowVersion });
export const signObjectivesForm = z.object({ password: passwordField, sha256, rowVersion });

export const resultForm = z.object({
	period: filled(z.coerce.number('required').int('invalid').min(1, 'invalid').max(12, 'invalid')),
	value: typedNumber,
	note: optionalText(2000),
	source: optionalText(500),
	/** Why the value that was given before is not right. */
	reason: optionalText(2000)
});
export type ResultInput = z.output<typeof resultForm>;

/** A corrective action, or why none. */
export const raiseMissedForm = z.object({ period: optionalText(2), statement: requiredText(2000) });
export const acceptMissedForm = z.object({ period: optionalText(2), reason });
export const removeObjectiveEvidenceForm = z.object({ evidenceId: requiredId, reason });
export const objectiveEvidenceForm = z.object({});

import { z } from 'zod';
import { listOf, optionalId, optionalText, requiredId, requiredText, rowVersionField } from '#lib/domain/shared/form-fields.ts';

export const checklistPurposes = ['internal', 'inspection'] as const;
export type ChecklistPurpose = (typeof checklistPurposes)[number];

/** Points at most in an inspection, weight in an internal audit. */
export const weights = { least: 1, most: 10 } as const;
/** Longest texts of a question. */
export const longest = { section: 200, text: 2000, evidence: 2000, guidance: 4000 } as const;
/** Questions of a version at most. */
export const questionLimit = 500;

const unitKinds = listOf(z.string().max(60, 'invalid'));

/** `fromVersionId`: the version whose questions are copied; its edition is taken over. */
export const createChecklistForm = z.object({
	owner: z.enum(['unit', 'province'], 'required').default('unit'),
	title: requiredText(300),
	purpose: z.enum(checklistPurposes, 'required'),
	standardCode: optionalText(60),
	unitKinds,
	fromVersionId: optionalId
});
export type CreateChecklist = Omit<z.output<typeof createChecklistForm>, 'owner'>;

export const changeChecklistForm = z.object({ title: requiredText(300), unitKinds, rowVersion: rowVersionField });
export const retireChecklistForm = z.object({ reason: requiredText(2000), rowVersion: rowVersionField });
export const discardForm = z.object({ reason: requiredText(2000), rowVersion: rowVersionField });
export const publishForm = z.object({ note: optionalText(2000), rowVersion: rowVersionField });

/** A question as it is written. `rowVersion` is that of its version: an edit of what somebody else changed meanwhile is refused. */
export const questionForm = z.object({
	questionId: optionalId,
	section: optionalText(longest.section),
	text: requiredText(longest.text),
	clause: z
		.string()
		.trim()
		.max(20, 'invalid')
		.default('')
		.transform((clause) => clause || null),
	evidence: optionalText(longest.evidence),
	guidance: optionalText(longest.guidance),
	weight: z.coerce
		.number('whole_number')
		.int('whole_number')
		.min(weights.least, `number_from:${weights.least}`)
		.max(weights.most, `number_to:${weights.most}`),
	documentIds: listOf(z.uuid('invalid')),
	rowVersion: rowVersionField
});
export type QuestionInput = Omit<z.output<typeof questionForm>, 'questionId' | 'rowVersion'>;

/** `to`: one step, or the place (from 1) where it shall stand. */
export const moveForm = z.object({
	questionId: requiredId,
	to: z.union([z.enum(['up', 'down']), z.coerce.number('whole_number').int('whole_number').min(1, 'number_from:1')], 'required'),
	rowVersion: rowVersionField
});
/** What the buttons of a row do: `<question> up`, `down` or `remove`. */
export const arrangeForm = z
	.object({ act: z.string('required').regex(/^[0-9a-f-]{36} (up|down|remove)$/, 'invalid'), rowVersion: rowVersionField })
	.transform(({ act, rowVersion }) => ({ questionId: act.slice(0, 36), act: act.slice(37), rowVersion }));
/** `add` puts the rows behind the questions that are there; `replace` makes the list what the table says. */
export const importChecklistForm = z.object({ how: z.enum(['replace', 'add'], 'required'), rowVersion: rowVersionField });

import { z } from 'zod';
import {
	filled,
	listOf,
	optionalDay,
	optionalId,
	optionalText,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { certificateStates, trainingResults } from './states.ts';

const rowVersion = rowVersionField.pipe(z.int('invalid'));
const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const hours = z
	.string('required')
	.trim()
	.min(1, 'required')
	.transform((text) => Number(text.replace(',', '.')))
	.pipe(z.number('number_invalid').gt(0, 'number_invalid').max(2000, 'number_invalid'));

export const needForm = z.object({
	year: filled(z.coerce.number('required').int('invalid').min(2000, 'invalid').max(2100, 'invalid')),
	topic: requiredText(300),
	reason: optionalText(1000),
	audience: optionalText(500),
	plannedOn: requiredDay,
	responsibleId: optionalId
});
export type NeedInput = z.output<typeof needForm>;
export const dropNeedForm = z.object({ needId: requiredId, reason, rowVersion });

export const trainingForm = z.object({
	topic: requiredText(300),
	heldOn: requiredDay,
	endedOn: optionalDay,
	hours,
	trainer: requiredText(300),
	place: optionalText(300),
	content: optionalText(3000),
	needId: optionalId,
	people: listOf(requiredId)
});
export type TrainingInput = z.output<typeof trainingForm>;
export const editTrainingForm = trainingForm.extend({ rowVersion });

/** `result:<person>` and `note:<person>`. */
const resultField = /^(result|note):([0-9a-f-]{36})$/;
export const resultsForm = z.looseObject({ rowVersion, fix: z.string().optional() }).transform(({ rowVersion, fix, ...fields }) => {
	const people = new Map<string, { result: (typeof trainingResults)[number]; note: string }>();
	for (const [field, value] of Object.entries(fields)) {
		const match = resultField.exec(field);
		const userId = match?.[2];
		if (!match || !userId || typeof value !== 'string') continue;
		const one = people.get(userId) ?? { result: 'expected' as const, note: '' };
		const result = trainingResults.find((name) => name === value);
		people.set(userId, match[1] === 'note' ? { ...one, note: value.trim().slice(0, 1000) } : { ...one, result: result ?? 'expected' });
	}
	return { rowVersion, fix: fix !== undefined && fix !== '', people };
});
export type ResultsInput = z.output<typeof resultsForm>;

export const cancelTrainingForm = z.object({ reason, rowVersion });
export const effectForm = z.object({ effect: requiredText(2000), rowVersion });

export const certificateForm = z.object({
	userId: requiredId,
	trainingId: optionalId,
	name: requiredText(300),
	number: optionalText(100),
	issuer: optionalText(300),
	issuedOn: requiredDay,
	validTo: optionalDay
});
export type CertificateInput = z.output<typeof certificateForm>;
export const endCertificateForm = z.object({ reason, rowVersion });
export const trainingEvidenceForm = z.object({});
export const removeTrainingEvidenceForm = z.object({ evidenceId: requiredId, reason });

export const trainingViews = ['trainings', 'needs', 'certificates', 'people'] as const;
export const trainingQuery = z.object({
	view: z.enum(trainingViews).catch('trainings'),
	year: z.coerce.number().int().min(2000).max(2100).optional().catch(undefined),
	state: z.enum(['all', ...certificateStates]).catch('all'),
	page: z.coerce.number().int().min(1).max(10_000).catch(1)
});
export type TrainingQuery = z.output<typeof trainingQuery>;

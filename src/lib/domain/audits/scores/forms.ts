import { z } from 'zod';
import {
	checkbox,
	filled,
	listOf,
	optionalId,
	optionalText,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { scoreRules } from './rules.ts';

const points = filled(z.coerce.number('required').min(0.01, 'number_from:0.01').max(1000, 'number_to:1000'));
const percent = (least: number) =>
	z.coerce.number('whole_number').int('whole_number').min(least, `number_from:${least}`).max(100, 'number_to:100');

const about = {
	year: z.coerce.number('whole_number').int('whole_number').min(2000, 'number_from:2000').max(2199, 'number_to:2199'),
	title: requiredText(300),
	unitKinds: listOf(z.string().max(60, 'invalid')),
	isSample: checkbox
};
/** `revisesId`: the published set that it goes on from, whose criteria are copied. */
export const createSetForm = z.object({ ...about, revisesId: optionalId });
export const changeSetForm = z.object({ ...about, rowVersion: rowVersionField });
export type SetAbout = Omit<z.output<typeof createSetForm>, 'revisesId'>;

export const criterionForm = z
	.object({
		criterionId: optionalId,
		/** Not `code`: a field called so would count as a secret and not come back. */
		number: requiredText(20),
		text: requiredText(1000),
		maxPoints: points,
		rule: z.enum(scoreRules, 'required'),
		full: percent(1).default(100),
		least: percent(0).default(0),
		rowVersion: rowVersionField
	})
	.refine(({ full, least }) => least <= full, { path: ['least'], message: 'least_over_full' });
export type CriterionInput = Omit<z.output<typeof criterionForm>, 'criterionId' | 'rowVersion'>;
export const removeCriterionForm = z.object({ criterionId: requiredId, rowVersion: rowVersionField });
export const discardSetForm = z.object({ reason: requiredText(2000), rowVersion: rowVersionField });
export const publishSetForm = z.object({ rowVersion: rowVersionField });

export const markForm = z.object({
	criterionId: requiredId,
	unitId: requiredId,
	points: filled(z.coerce.number('required').min(0, 'number_from:0').max(1000, 'number_to:1000')),
	remark: requiredText(2000),
	evidence: optionalText(2000)
});
export type MarkInput = z.output<typeof markForm>;

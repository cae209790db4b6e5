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
import { waveKinds } from './lifecycle.ts';

/** Units of one list at most: more than the province has ever had. */
export const unitLimit = 1000;

const days = (least: number, most: number) =>
	filled(z.coerce.number('whole_number').int('whole_number').min(least, `number_from:${least}`).max(most, `number_to:${most}`));

const waveFields = {
	title: requiredText(200),
	note: optionalText(2000),
	nextId: optionalId,
	soonDays: days(0, 90).default(14),
	lateDays: days(0, 90).default(1),
	coordinatorDays: days(0, 365).default(14)
};

export const newWaveForm = z.object({
	...waveFields,
	kind: z.enum(waveKinds, 'required'),
	year: days(2016, 2100),
	/** A wave whose plan is taken; null: the default plan of the kind. */
	fromId: optionalId
});
export type NewWaveInput = z.output<typeof newWaveForm>;

export const changeWaveForm = z.object({ ...waveFields, rowVersion: rowVersionField });
export type ChangeWaveInput = z.output<typeof changeWaveForm>;

export const waveActForm = z.object({ rowVersion: rowVersionField });
export const waveOfActForm = z.object({ waveId: requiredId });
export const closeWaveForm = z.object({ reason: optionalText(2000), rowVersion: rowVersionField });

const stepFields = {
	phaseCode: requiredText(40),
	position: days(1, 500),
	titleVi: requiredText(200),
	titleEn: optionalText(200),
	howVi: optionalText(4000),
	howEn: optionalText(4000),
	proof: z
		.string()
		.max(60, 'invalid')
		.default('')
		.transform((text) => text || null),
	role: z.enum(['officer', 'head'], 'required')
};

export const newStepForm = z.object({ ...stepFields, dueOn: requiredDay });
/** Without the due day, which is moved by an act of its own. */
export type StepInput = Omit<z.output<typeof newStepForm>, 'dueOn'>;

export const changeStepForm = z.object({ ...stepFields, stepId: requiredId, rowVersion: rowVersionField });
export const moveDueForm = z.object({ stepId: requiredId, dueOn: requiredDay, reason: optionalText(500) });
export const dropStepForm = z.object({ stepId: requiredId, reason: optionalText(500) });

/** Codes as people paste them from a table or a letter: by lines, commas, semicolons or spaces. */
export const unitsForm = z.object({
	codes: z
		.string()
		.max(40_000, 'too_long:40000')
		.default('')
		.transform((text) => [...new Set(text.split(/[\s,;]+/u).filter((code) => code !== ''))])
		.pipe(z.array(z.string()).max(unitLimit, `too_many_units:${unitLimit}`)),
	kinds: listOf(z.string().max(60, 'invalid')),
	groupCode: optionalText(60)
});
export type UnitsInput = z.output<typeof unitsForm>;
/** What a preview showed and the person confirms: one unit to a line, its code and, after a tab, its group. */
export const addUnitsForm = z
	.object({
		units: z
			.string()
			.max(60_000, 'too_long:60000')
			.transform((text) =>
				text
					.split('\n')
					.map((line) => line.trim().split('\t'))
					.flatMap(([code = '', group = '']) => (code === '' ? [] : [{ code, groupCode: group || null }]))
			)
			.pipe(
				z
					.array(z.object({ code: z.string(), groupCode: z.string().nullable() }))
					.min(1, 'required')
					.max(unitLimit, `too_many_units:${unitLimit}`)
			)
	})
	.transform(({ units }) => ({ named: units }));
export const removeUnitForm = z.object({ rollOutUnitId: requiredId, reason: optionalText(500) });

export const claimForm = z.object({ stepId: requiredId, doneOn: requiredDay, note: optionalText(2000) });
export const stepActForm = z.object({ stepId: requiredId });
export const reasonForm = z.object({ stepId: requiredId, reason: optionalText(2000) });
export const responsibleForm = z.object({ stepId: optionalId, userId: optionalId });
export const ownDueForm = z.object({ stepId: requiredId, dueOn: optionalDay, reason: optionalText(500) });
export const acceptForm = z.object({ items: listOf(z.uuid('invalid')), note: optionalText(2000) });
export const returnForm = z.object({ itemId: requiredId, reason: optionalText(2000) });
export const importProgressForm = z.object({ file: requiredId, source: requiredText(300) });
export const recordForm = z.object({ stepId: requiredId, doneOn: requiredDay, source: requiredText(300) });

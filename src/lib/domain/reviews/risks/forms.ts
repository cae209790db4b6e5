import { z } from 'zod';
import { filled, optionalText, requiredDay, requiredId, requiredText, rowVersionField } from '#lib/domain/shared/form-fields.ts';
import { levelTones, riskKinds, toneNames } from './scale.ts';

const rowVersion = rowVersionField.pipe(z.int('invalid'));
const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const step = filled(z.coerce.number('required').int('invalid').min(1, 'invalid').max(10, 'invalid'));
/** Empty: not given. */
const optionalStep = z
	.string()
	.default('')
	.transform((text) => (text.trim() === '' ? null : Number(text)))
	.pipe(z.int('invalid').min(1, 'invalid').max(10, 'invalid').nullable());

const entry = {
	activity: requiredText(300),
	context: optionalText(1000),
	statement: requiredText(1000),
	cause: optionalText(1000),
	consequence: optionalText(1000),
	controls: optionalText(1000),
	clause: optionalText(20),
	ownerId: requiredId
};
const judged = {
	likelihood: step,
	impact: step,
	expectedLikelihood: optionalStep,
	expectedImpact: optionalStep,
	conclusion: optionalText(2000),
	reviewOn: requiredDay
};

export const newRiskForm = z.object({ kind: z.enum(riskKinds, 'required'), ...entry, ...judged });
export type NewRiskInput = z.output<typeof newRiskForm>;
export const riskForm = z.object({ ...entry, rowVersion });
export type RiskEntry = Omit<z.output<typeof riskForm>, 'rowVersion'>;

export const assessForm = z.object({ ...judged, effective: z.enum(['', 'yes', 'no']).default(''), rowVersion });
export type AssessInput = Omit<z.output<typeof assessForm>, 'rowVersion'>;

export const measureForm = z.object({ what: requiredText(1000), doerId: requiredId, dueOn: requiredDay });
export const measureDoneForm = z.object({ measureId: requiredId, doneOn: requiredDay, result: requiredText(2000), rowVersion });
export const measureDropForm = z.object({ measureId: requiredId, reason, rowVersion });
export const closeRiskForm = z.object({ reason, rowVersion });
/** The same from the page of the action. */
export const linkRiskForm = z.object({ riskId: requiredId, note: optionalText(1000) });
export const linkActionForm = z.object({ actionId: requiredId, note: optionalText(1000) });

export const riskStates = ['open', 'overdue', 'closed', 'all'] as const;
export const riskQuery = z.object({
	q: z.string().trim().max(200).catch(''),
	kind: z.enum(['all', ...riskKinds]).catch('all'),
	state: z.enum(riskStates).catch('open'),
	/** `3x4`: the cell of the matrix. */
	cell: z
		.string()
		.regex(/^\d{1,2}x\d{1,2}$/)
		.catch(''),
	/** A closed unit before one's own. */
	unit: z.uuid().optional().catch(undefined),
	page: z.coerce.number().int().min(1).max(10_000).catch(1)
});
export type RiskQuery = z.output<typeof riskQuery>;

/** One line per step: `name | meaning`; one per level: `from | name | colour`, in the words of either language. */
const lines = (text: string) =>
	text
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean)
		.map((line) => line.split('|').map((part) => part.trim()));
const toneCalled = (colour: string) => {
	const called = colour.normalize('NFC').toLowerCase();
	return levelTones.find((tone) => called === tone || called === toneNames[tone].vi || called === toneNames[tone].en) ?? '';
};
const steps = requiredText(3000).transform((text) =>
	lines(text).map(([name = '', meaning = ''], at) => ({ value: at + 1, name, meaning }))
);
export const scaleForm = z.object({
	likelihood: steps,
	impact: steps,
	levels: requiredText(1000)
		.transform((text) => lines(text).map(([from = '', name = '', colour = '']) => ({ from: Number(from), name, tone: toneCalled(colour) })))
		.pipe(
			z.array(
				z.object({
					from: z.int('scale_levels').min(1, 'scale_levels').max(100, 'scale_levels'),
					name: z.string(),
					tone: z.enum(levelTones, 'scale_levels')
				})
			)
		),
	reason
});
export type ScaleInput = z.output<typeof scaleForm>;

import { z } from 'zod';
import { filled, optionalText, requiredDay, requiredText, requiredId, rowVersionField } from '#lib/domain/shared/form-fields.ts';
import { mostPoints, providerOutcomes, weightsFit } from './rating.ts';

const rowVersion = rowVersionField.pipe(z.int('invalid'));
const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');

/** One line per criterion: `name | weight`. */
const criteria = requiredText(3000)
	.transform((text) =>
		text
			.split('\n')
			.map((line) => line.trim())
			.filter(Boolean)
			.map((line) => {
				const at = line.lastIndexOf('|');
				return { name: (at < 0 ? line : line.slice(0, at)).trim(), weight: at < 0 ? Number.NaN : Number(line.slice(at + 1).trim()) };
			})
	)
	.pipe(
		z
			.array(z.object({ name: z.string().min(1, 'criteria_lines').max(200, 'too_long:200'), weight: z.int('criteria_lines') }))
			.max(20, 'criteria_lines')
	)
	.refine(weightsFit, 'criteria_weights');

const entry = {
	name: requiredText(300),
	taxCode: optionalText(40),
	contact: optionalText(500),
	provides: requiredText(1000),
	control: optionalText(1000),
	criteria
};
export const newProviderForm = z.object({ ...entry, startedOn: requiredDay, nextRatingOn: requiredDay });
export type NewProviderInput = z.output<typeof newProviderForm>;
export const providerForm = z.object({ ...entry, rowVersion });
export type ProviderEntry = Omit<z.output<typeof providerForm>, 'rowVersion'>;

/** `points:0`, `remark:0` … in the order of the criteria. */
const pointsField = /^(points|remark):(\d{1,2})$/;
export const ratingForm = z
	.looseObject({
		year: filled(z.coerce.number('required').int('invalid').min(2000, 'invalid').max(2100, 'invalid')),
		ratedOn: requiredDay,
		outcome: z.enum(['', ...providerOutcomes]).default(''),
		remarks: optionalText(2000),
		nextRatingOn: requiredDay,
		rowVersion
	})
	.transform(({ year, ratedOn, outcome, remarks, nextRatingOn, rowVersion, ...fields }) => {
		const given = new Map<number, { points: number | null; remark: string }>();
		for (const [field, value] of Object.entries(fields)) {
			const match = pointsField.exec(field);
			if (!match || typeof value !== 'string') continue;
			const at = Number(match[2]);
			const one = given.get(at) ?? { points: null, remark: '' };
			given.set(at, match[1] === 'points' ? { ...one, points: pointsOf(value) } : { ...one, remark: value.trim().slice(0, 1000) });
		}
		return { year, ratedOn, outcome, remarks, nextRatingOn, rowVersion, given };
	});
export type RatingInput = z.output<typeof ratingForm>;

function pointsOf(text: string): number | null {
	const points = Number(text.trim().replace(',', '.'));
	return text.trim() !== '' && points >= 0 && points <= mostPoints ? points : null;
}

export const endProviderForm = z.object({ reason, rowVersion });
export const removeProviderEvidenceForm = z.object({ evidenceId: requiredId, reason });
export const providerEvidenceForm = z.object({});

export const providerQuery = z.object({
	q: z.string().trim().max(200).catch(''),
	state: z.enum(['current', 'due', ...providerOutcomes, 'unrated', 'ended', 'all']).catch('current'),
	/** A closed unit before one's own. */
	unit: z.uuid().optional().catch(undefined),
	page: z.coerce.number().int().min(1).max(10_000).catch(1)
});
export type ProviderQuery = z.output<typeof providerQuery>;

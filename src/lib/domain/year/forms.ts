import { z } from 'zod';
import { listOf, optionalDay, requiredId } from '#lib/domain/shared/form-fields.ts';
import { usualSteps, yearParts, type UsualStep } from './parts.ts';

const keys = usualSteps.map(({ key }) => key);
const stepChoice = z.union([z.uuid(), z.enum(keys as [UsualStep, ...UsualStep[]])], 'invalid');

/** What an officer ticked: which parts to begin, and which lines of each go over. */
export const rollOverForm = z.object({
	parts: listOf(z.enum(yearParts, 'invalid')),
	/** Lines of last year's objectives. */
	objectives: listOf(requiredId),
	/** Steps of last year's plan, or the usual ones. */
	steps: listOf(stepChoice),
	/** What was to be trained last year. */
	needs: listOf(requiredId),
	reviewOn: optionalDay,
	/** Lines of the list of records that end with this year. */
	ended: listOf(requiredId)
});
export type RollOverInput = z.output<typeof rollOverForm>;

export const yearParam = z.coerce.number().int().min(2000).max(2100);

import { describe, expect, it } from 'vitest';
import { defaultCriteria, proposedOutcome, totalOf, weightsFit } from './rating.ts';

describe('rating of a provider', () => {
	it('weighs the points of each criterion', () => {
		expect(totalOf(defaultCriteria.map((one) => ({ ...one, points: 5 })))).toBe(100);
		expect(
			totalOf([
				{ weight: 40, points: 4 },
				{ weight: 60, points: 3 }
			])
		).toBe(68);
		expect(
			totalOf([
				{ weight: 33, points: 1 },
				{ weight: 67, points: 2 }
			])
		).toBe(33.4);
	});

	it('proposes an outcome, and takes weights that make 100', () => {
		expect([70, 69.99, 50, 49.99].map(proposedOutcome)).toEqual(['approved', 'conditional', 'conditional', 'rejected']);
		expect(weightsFit(defaultCriteria)).toBe(true);
		expect(weightsFit(defaultCriteria.slice(1))).toBe(false);
		expect(weightsFit([])).toBe(false);
	});
});

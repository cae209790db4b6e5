import { describe, expect, it } from 'vitest';
import { clauseList, isSection, sectionOf } from './clauses.ts';

describe('clauses of a programme', () => {
	it('are sections, and a clause below counts for its own', () => {
		expect(['8', '8.5', '8.5.1', '8.5.1.2'].map(sectionOf)).toEqual(['8', '8.5', '8.5', '8.5']);
		expect(['8', '8.5', '8.5.1', 'a.b'].map(isSection)).toEqual([false, true, false, false]);
	});

	it('are listed by number, once each', () => {
		expect(clauseList(['8.10', '8.2', '10.1', '8.2'])).toBe('8.2, 8.10, 10.1');
	});
});

import { describe, expect, it } from 'vitest';
import { coverageOf, type CoverageInput } from './coverage.ts';

const input: CoverageInput = {
	clauses: ['4.1', '7.5', '8.5'],
	areas: [
		{ id: 'a', clauses: ['7.5', '8.5'] },
		{ id: 'b', clauses: ['7.5'] }
	],
	lines: [
		{ areaId: 'a', month: 9, clauses: ['8.5'] },
		{ areaId: 'a', month: 3, clauses: ['8.5', '7.5'] }
	],
	gaps: [],
	lastAudits: [
		{ areaId: 'a', clause: '8.5.1', day: '2025-03-01' },
		{ areaId: 'a', clause: '8.5', day: '2026-03-01' },
		{ areaId: 'b', clause: '7.5', day: '2024-01-01' }
	]
};

describe('the coverage of a year', () => {
	it('has a cell per clause and area: covered in its months, a gap, or not applicable', () => {
		const { rows } = coverageOf(input);
		expect(rows.map(({ clause, cells }) => [clause, ...cells.map(({ state, months }) => [state, ...months].join(' '))])).toEqual([
			['4.1', 'not_applicable', 'not_applicable'],
			['7.5', 'covered 3', 'gap'],
			['8.5', 'covered 3 9', 'not_applicable']
		]);
	});

	it('says when a cell was last audited; a clause below counts for its section', () => {
		const { rows } = coverageOf(input);
		expect(rows[2]?.cells[0]?.lastOn).toBe('2026-03-01');
		expect(rows[1]?.cells.map(({ lastOn }) => lastOn)).toEqual([null, '2024-01-01']);
	});

	it('counts a clause of no area as a gap of the unit, and asks each gap for its reason', () => {
		const all = [
			{ areaId: null, clause: '4.1' },
			{ areaId: 'b', clause: '7.5' }
		];
		expect(coverageOf(input).unexplained).toEqual(all);
		const explained = coverageOf({ ...input, gaps: [{ areaId: 'b', clause: '7.5', reason: 'Bộ phận mới' }] });
		expect(explained.unexplained).toEqual([{ areaId: null, clause: '4.1' }]);
		expect(explained.gaps.map(({ reason }) => reason)).toEqual(['', 'Bộ phận mới']);
	});

	it('forgets the reason of what is covered meanwhile', () => {
		const { gaps } = coverageOf({
			...input,
			lines: [...input.lines, { areaId: 'b', month: 5, clauses: ['7.5'] }],
			gaps: [{ areaId: 'b', clause: '7.5', reason: 'Bộ phận mới' }]
		});
		expect(gaps.map(({ areaId }) => areaId)).toEqual([null]);
	});
});

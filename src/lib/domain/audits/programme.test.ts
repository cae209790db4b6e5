import { describe, expect, it } from 'vitest';
import { proposeProgramme, type AreaHistory } from './programme.ts';

const area = (areaId: string, more: Partial<AreaHistory> = {}): AreaHistory => ({
	areaId,
	risk: 'medium',
	clauses: ['8.5', '7.5'],
	lastAuditOn: '2026-05-10',
	majors: 0,
	minors: 0,
	foundIn: [],
	lateActions: 0,
	...more
});
const propose = (areas: AreaHistory[], more: { fromMonth?: number; takenMonths?: number[] } = {}) =>
	proposeProgramme({ year: 2027, areas, fromMonth: 1, takenMonths: [], ...more });
const monthsOf = (areas: AreaHistory[], areaId: string, more = {}) =>
	propose(areas, more)
		.filter((line) => line.areaId === areaId)
		.map((line) => line.month);
const codes = (areas: AreaHistory[], areaId: string) =>
	propose(areas)
		.filter((line) => line.areaId === areaId)
		.map((line) => line.reasons.map(({ code }) => code));

describe('a proposed programme', () => {
	it('audits every area once, with all its clauses in order and the reasons', () => {
		expect(propose([area('a')])).toEqual([
			{
				areaId: 'a',
				month: expect.any(Number),
				clauses: ['7.5', '8.5'],
				reasons: [{ code: 'risk_medium' }, { code: 'audited_on', day: '2026-05-10' }]
			}
		]);
	});

	it.each([
		['high risk', { risk: 'high' }],
		['a major finding', { majors: 1 }],
		['three findings', { minors: 3 }],
		['two late actions', { lateActions: 2 }]
	] as const)('audits twice, half a year apart, for %s', (_, more) => {
		const [first = 0, second = 0, ...rest] = monthsOf([area('a', more)], 'a');
		expect(rest).toEqual([]);
		expect(second - first).toBeGreaterThanOrEqual(4);
		expect(codes([area('a', more)], 'a')[1]?.at(-1)).toBe('second');
	});

	it.each([
		['two minor findings', { minors: 2 }],
		['one late action', { lateActions: 1 }],
		['low risk', { risk: 'low' }]
	] as const)('audits once for %s', (_, more) => {
		expect(monthsOf([area('a', more)], 'a')).toHaveLength(1);
	});

	it('puts in the first third of the year what was never audited, or not for more than 12 months', () => {
		const others = ['b', 'c', 'd', 'e'].map((id) => area(id));
		for (const lastAuditOn of [null, '2025-12-31']) {
			const list = [...others, area('a', { lastAuditOn })];
			expect(Math.max(...monthsOf(list, 'a'))).toBeLessThanOrEqual(4);
			for (const other of others) expect(Math.min(...monthsOf(list, other.areaId))).toBeGreaterThan(4);
		}
		expect(monthsOf([...others, area('a', { lastAuditOn: '2026-01-01' })], 'a')[0]).toBeGreaterThan(4);
	});

	it('asks for two a month at most where everything is early', () => {
		const months = propose(Array.from({ length: 14 }, (_, index) => area(String(index), { lastAuditOn: null }))).map((line) => line.month);
		expect(Math.max(...[...Map.groupBy(months, (month) => month).values()].map((same) => same.length))).toBe(2);
	});

	it('takes the heavier area first', () => {
		const list = [area('light', { risk: 'low' }), area('heavy', { minors: 2 }), area('middle')];
		expect(propose(list).map((line) => line.areaId)).toEqual(['heavy', 'middle', 'light']);
	});

	it('looks the second time at what was found', () => {
		const lines = propose([area('a', { minors: 3, foundIn: ['8.5', '4.1'] })]);
		expect(lines.map((line) => line.clauses)).toEqual([['7.5', '8.5'], ['8.5']]);
	});

	it('spreads the areas and leaves December and the months of visitors free', () => {
		const list = Array.from({ length: 12 }, (_, index) => area(String(index)));
		const months = propose(list, { takenMonths: [6, 7] }).map((line) => line.month);
		expect(new Set(months).size).toBeGreaterThanOrEqual(6);
		expect(months.filter((month) => [6, 7, 12].includes(month))).toEqual([]);
	});

	it('plans only what is left of a year that runs, and says that there is no second time', () => {
		expect(monthsOf([area('a', { risk: 'high' })], 'a', { fromMonth: 9 })).toHaveLength(1);
		const [line] = propose([area('a', { risk: 'high' })], { fromMonth: 9 });
		expect(line?.month).toBeGreaterThanOrEqual(9);
		expect(line?.reasons.at(-1)?.code).toBe('one_time_left');
		expect(monthsOf([area('a')], 'a', { fromMonth: 12 })).toEqual([12]);
		expect(monthsOf([area('a')], 'a', { takenMonths: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] })[0]).toBeLessThan(12);
	});

	it('says nothing of an area without clauses', () => {
		expect(propose([area('a', { clauses: [] })])).toEqual([]);
	});
});

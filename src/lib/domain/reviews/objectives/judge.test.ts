import { describe, expect, it } from 'vitest';
import { begunPeriods, judge, reaches, type Measured } from './judge.ts';

const quarterly: Measured = { direction: 'at_least', target: 95, judging: 'latest', period: 'quarter' };
const values = (...list: number[]) => list.map((value, at) => ({ period: at + 1, value }));

describe('how an objective stands', () => {
	it('has nothing due before its first period is over, and lacks figures when the day has passed', () => {
		expect(judge(quarterly, 2026, [], '2026-03-31').state).toBe('not_due');
		expect(judge(quarterly, 2026, [], '2026-04-10').state).toBe('not_due');
		expect(judge(quarterly, 2026, [], '2026-04-11')).toEqual({ state: 'missing', value: null, missing: [1] });
	});

	it('is met or missed by its last value, either way round', () => {
		expect(judge(quarterly, 2026, values(97), '2026-05-01').state).toBe('met');
		expect(judge(quarterly, 2026, values(97, 94), '2026-08-01').state).toBe('missed');
		expect(judge({ ...quarterly, direction: 'at_most', target: 5 }, 2026, values(5), '2026-05-01').state).toBe('met');
		expect(reaches({ direction: 'at_most', target: 5 }, 5.1)).toBe(false);
	});

	it('says that figures lack even where the known ones are good', () => {
		expect(judge(quarterly, 2026, values(97), '2026-07-11')).toEqual({ state: 'missing', value: 97, missing: [2] });
	});

	it('takes a sum for missed only when nothing can be added, or when it has passed its limit', () => {
		const sum: Measured = { ...quarterly, judging: 'sum', target: 10 };
		expect(judge(sum, 2026, values(2, 3), '2026-07-05').state).toBe('not_due');
		expect(judge(sum, 2026, values(2, 3, 2, 2.9), '2026-12-31').state).toBe('missed');
		expect(judge(sum, 2026, values(2.5, 2.5, 2.5, 2.5), '2026-12-31')).toMatchObject({ state: 'met', value: 10 });
		expect(judge({ ...sum, direction: 'at_most' }, 2026, values(11), '2026-04-02').state).toBe('missed');
		expect(
			judge(
				{ ...sum, target: 0.3 },
				2026,
				[
					{ period: 1, value: 0.1 },
					{ period: 2, value: 0.2 }
				],
				'2026-07-05'
			).state
		).toBe('met');
	});

	it('averages, and lets the worst of all speak where each must reach it', () => {
		expect(judge({ ...quarterly, judging: 'average' }, 2026, values(90, 100), '2026-07-05')).toMatchObject({ state: 'met', value: 95 });
		expect(judge({ ...quarterly, judging: 'every' }, 2026, values(90, 100), '2026-07-05')).toMatchObject({ state: 'missed', value: 90 });
		// Missed for certain is missed, whatever else is not known.
		expect(judge({ ...quarterly, judging: 'every' }, 2026, values(90), '2026-12-01').state).toBe('missed');
	});

	it('takes values of periods that have begun', () => {
		expect(begunPeriods('half_year', 2026, '2026-06-30')).toEqual([1]);
		expect(begunPeriods('month', 2026, '2026-03-01')).toEqual([1, 2, 3]);
		expect(begunPeriods('year', 2027, '2026-12-31')).toEqual([]);
	});
});

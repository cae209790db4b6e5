import { describe, expect, it } from 'vitest';
import { isAnswered, neededAnswer } from './answers.ts';
import type { Judging } from './judge.ts';

const measured = (judging: Judging) => ({ direction: 'at_least', target: 95, judging }) as const;
const values = (...list: number[]) => list.map((value, at) => ({ period: at + 1, value }));

describe('the answer that an objective needs', () => {
	it('is none while it is met or not due, and about the year where figures lack', () => {
		expect(neededAnswer(measured('latest'), values(90, 96), 'met')).toBeNull();
		expect(neededAnswer(measured('sum'), values(10), 'not_due')).toBeNull();
		expect(neededAnswer(measured('latest'), [], 'missing')).toEqual({ period: null });
		expect(neededAnswer(measured('latest'), values(90), 'missing')).toEqual({ period: null });
	});

	it('is about the last period that was given, in whatever order', () => {
		for (const judging of ['latest', 'sum', 'average'] as const)
			expect(neededAnswer(measured(judging), values(90, 80, 99).reverse(), 'missed'), judging).toEqual({ period: 3 });
	});

	it('is about the last period that does not reach the target where each must', () => {
		expect(neededAnswer(measured('every'), values(80, 90, 95, 99), 'missed')).toEqual({ period: 2 });
		expect(neededAnswer({ direction: 'at_most', target: 5, judging: 'every' }, values(5, 6, 4), 'missed')).toEqual({ period: 2 });
	});

	it('is there only when it is about the same', () => {
		const answers = [{ period: null }, { period: 2 }];
		expect(isAnswered({ period: 2 }, answers)).toBe(true);
		expect(isAnswered({ period: null }, answers)).toBe(true);
		expect(isAnswered({ period: 4 }, answers)).toBe(false);
		expect(isAnswered({ period: null }, [{ period: 1 }])).toBe(false);
	});
});

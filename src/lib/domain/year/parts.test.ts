import { describe, expect, it } from 'vitest';
import { dayOf } from '#lib/domain/shared/day.ts';
import { canBegin, sameDayIn, sameText, shownYear, yearAsked } from './parts.ts';

describe('the year that is asked for', () => {
	it('is the next one from the first of December, and late after the fifteenth of January', () => {
		expect(yearAsked('2026-11-30')).toEqual({ year: 2026, late: true });
		expect(yearAsked('2026-12-01')).toEqual({ year: 2027, late: false });
		expect(yearAsked('2026-12-31')).toEqual({ year: 2027, late: false });
		expect(yearAsked('2027-01-15')).toEqual({ year: 2027, late: false });
		expect(yearAsked('2027-01-16')).toEqual({ year: 2027, late: true });
	});

	it('turns at midnight of Việt Nam', () => {
		expect(yearAsked(dayOf(new Date('2026-11-30T16:59:59Z'))).year).toBe(2026);
		expect(yearAsked(dayOf(new Date('2026-11-30T17:00:00Z'))).year).toBe(2027);
		expect(canBegin(2028, dayOf(new Date('2026-12-31T16:59:59Z')))).toBe(false);
		expect(canBegin(2028, dayOf(new Date('2026-12-31T17:00:00Z')))).toBe(true);
	});

	it('is shown from October on, and may be begun in this year or for the next', () => {
		expect([shownYear('2026-09-30'), shownYear('2026-10-01'), shownYear('2027-01-02')]).toEqual([2026, 2027, 2027]);
		expect([2025, 2026, 2027, 2028].map((year) => canBegin(year, '2026-06-01'))).toEqual([false, true, true, false]);
	});
});

describe('what is carried over', () => {
	it('keeps its day, and the 29th of February where there is one', () => {
		expect(sameDayIn(2027, '2026-03-31')).toBe('2027-03-31');
		expect(sameDayIn(2029, '2028-02-29')).toBe('2029-02-28');
		expect(sameDayIn(2032, '2028-02-29')).toBe('2032-02-29');
	});

	it('is the same text however it is written', () => {
		expect(sameText('  Đào tạo\n ĐÁNH GIÁ viên ')).toBe(sameText('đào tạo đánh giá viên'));
		expect(sameText('Đào tạo')).not.toBe(sameText('Dao tao'));
	});
});

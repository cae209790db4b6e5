import { describe, expect, it } from 'vitest';
import { daysLate, dueDay, type ReportRule } from './periodic.ts';

const rule = (halfYearDue: string, yearDue: string): ReportRule => ({ halfYearDue, yearDue, soonDays: 14 });

describe('the day by which a report is due', () => {
	it.each([
		['half_year', '06-15', '2026-06-15'],
		['half_year', '07-10', '2026-07-10'],
		['year', '12-10', '2026-12-10'],
		['year', '12-31', '2026-12-31'],
		// It cannot be begun before November: the January after it is meant.
		['year', '01-15', '2027-01-15'],
		['year', '02-29', '2027-02-28'],
		['half_year', '01-05', '2027-01-05']
	] as const)('%s by %s', (kind, day, due) => {
		expect(dueDay(rule(day, day), kind, 2026)).toBe(due);
	});

	it('is the leap day where there is one', () => {
		expect(dueDay(rule('06-15', '02-29'), 'year', 2027)).toBe('2028-02-29');
	});

	it('is late from the day after it', () => {
		expect([daysLate('2027-01-15', '2027-01-15'), daysLate('2027-01-15', '2027-01-16')]).toEqual([0, 1]);
	});
});

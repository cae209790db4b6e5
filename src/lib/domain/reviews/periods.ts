import { addDays, addMonths, type Day } from '#lib/domain/shared/day.ts';

/** How often figures are due within a year. */
export const periodKinds = ['month', 'quarter', 'half_year', 'year'] as const;
export type PeriodKind = (typeof periodKinds)[number];

const monthsIn: Readonly<Record<PeriodKind, number>> = { month: 1, quarter: 3, half_year: 6, year: 12 };

/** How many of them a year has: 12, 4, 2 or 1. */
export function periodsIn(kind: PeriodKind): number {
	return 12 / monthsIn[kind];
}

/** The first and the last day of a period of a year; periods count from 1. */
export function periodDays(kind: PeriodKind, year: number, period: number): { from: Day; to: Day } {
	const from = addMonths(`${year}-01-01`, (period - 1) * monthsIn[kind]);
	return { from, to: addDays(addMonths(from, monthsIn[kind]), -1) };
}

/** Days after the end of a period within which its figures are given. */
export const daysToReport = 10;

/** The day by which the figures of a period are due. */
export function reportDay(kind: PeriodKind, year: number, period: number): Day {
	return addDays(periodDays(kind, year, period).to, daysToReport);
}

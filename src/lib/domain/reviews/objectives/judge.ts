import type { Day } from '#lib/domain/shared/day.ts';
import { periodDays, periodsIn, reportDay, type PeriodKind } from '../periods.ts';

export const directions = ['at_least', 'at_most'] as const;
export type Direction = (typeof directions)[number];

/** What of the periods counts for the year: the last value, their sum, their average, or each of them. */
export const judgings = ['latest', 'sum', 'average', 'every'] as const;
export type Judging = (typeof judgings)[number];

/** đạt · chưa đạt · chưa đến kỳ · thiếu số liệu */
export const objectiveStates = ['met', 'missed', 'not_due', 'missing'] as const;
export type ObjectiveState = (typeof objectiveStates)[number];

export type Measured = {
	readonly direction: Direction;
	readonly target: number;
	readonly judging: Judging;
	readonly period: PeriodKind;
};
/** The values that count, one per period at most. */
export type PeriodValue = { readonly period: number; readonly value: number };

export type Judgement = {
	readonly state: ObjectiveState;
	/** What stands against the target; null: nothing yet. */
	readonly value: number | null;
	/** Periods whose day has passed without a value. */
	readonly missing: readonly number[];
};

/** Whether a value reaches the target. */
export function reaches({ direction, target }: Pick<Measured, 'direction' | 'target'>, value: number): boolean {
	return direction === 'at_least' ? value >= target : value <= target;
}

/**
 * How an objective of a year stands on a day. A sum that is to reach something is missed only when every period is in; one that must not pass
 * something is missed as soon as it does. A value that is due and not there leaves the objective without figures, unless what is known misses it
 * for certain.
 */
export function judge(measured: Measured, year: number, values: readonly PeriodValue[], day: Day): Judgement {
	const count = periodsIn(measured.period);
	const all = Array.from({ length: count }, (_, at) => at + 1);
	const given = [...values].sort((one, other) => one.period - other.period);
	const missing = all.filter((period) => reportDay(measured.period, year, period) < day && !given.some((one) => one.period === period));
	const value = valueOf(measured.judging, given, measured.direction);
	if (value === null) return { state: missing.length > 0 ? 'missing' : 'not_due', value, missing };
	const good = reaches(measured, value);
	if (!good && isCertain(measured, given.length === count)) return { state: 'missed', value, missing };
	if (missing.length > 0) return { state: 'missing', value, missing };
	if (good) return { state: 'met', value, missing };
	return { state: measured.judging === 'sum' ? 'not_due' : 'missed', value, missing };
}

/** Whether later values can no longer mend it. */
function isCertain({ judging, direction }: Measured, complete: boolean): boolean {
	return complete || judging === 'every' || (judging === 'sum' && direction === 'at_most');
}

function valueOf(judging: Judging, given: readonly PeriodValue[], direction: Direction): number | null {
	const last = given.at(-1);
	if (!last) return null;
	const numbers = given.map(({ value }) => value);
	if (judging === 'latest') return last.value;
	// Each must reach it: the worst one speaks for all.
	if (judging === 'every') return direction === 'at_least' ? Math.min(...numbers) : Math.max(...numbers);
	// Decimals with four places: sums of binary fractions would miss a target by nothing.
	const sum = Math.round(numbers.reduce((total, one) => total + one * 10_000, 0)) / 10_000;
	return judging === 'sum' ? sum : Math.round((sum / numbers.length) * 10_000) / 10_000;
}

/** The periods that have begun by a day: results can be given for them. */
export function begunPeriods(kind: PeriodKind, year: number, day: Day): number[] {
	return Array.from({ length: periodsIn(kind) }, (_, at) => at + 1).filter((period) => periodDays(kind, year, period).from <= day);
}

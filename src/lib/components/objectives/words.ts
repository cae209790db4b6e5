import type { Direction, Judging } from '#lib/domain/reviews/objectives/judge.ts';
import type { PeriodKind } from '#lib/domain/reviews/periods.ts';
import { formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

export const periodKindWords: Readonly<Record<PeriodKind, () => string>> = {
	month: m.objectives_period_month,
	quarter: m.objectives_period_quarter,
	half_year: m.objectives_period_half_year,
	year: m.objectives_period_year
};

export const judgingWords: Readonly<Record<Judging, () => string>> = {
	latest: m.objectives_judging_latest,
	sum: m.objectives_judging_sum,
	average: m.objectives_judging_average,
	every: m.objectives_judging_every
};

export const directionWords: Readonly<Record<Direction, () => string>> = {
	at_least: m.objectives_at_least,
	at_most: m.objectives_at_most
};

/** "Quý 2", "Tháng 11", "6 tháng đầu năm", "Cả năm". */
export function periodName(kind: PeriodKind, period: number): string {
	if (kind === 'month') return m.objectives_month_number({ number: period });
	if (kind === 'quarter') return m.objectives_quarter_number({ number: period });
	if (kind === 'half_year') return period === 1 ? m.objectives_first_half() : m.objectives_second_half();
	return m.objectives_whole_year();
}

/** "≥ 95 %" */
export function targetWords(one: { direction: Direction; target: number; measure: string }): string {
	return `${one.direction === 'at_least' ? '≥' : '≤'} ${formatNumber(one.target)} ${one.measure}`;
}

import type { Day } from '#lib/domain/shared/day.ts';
import { periodDays, type PeriodKind } from '../periods.ts';

export const figureTopics = ['survey', 'dossiers', 'feedback'] as const;
export type FigureTopic = (typeof figureTopics)[number];

export const figureNames = ['sent', 'answered', 'satisfied', 'received', 'onTime', 'late', 'returned'] as const;
export type FigureName = (typeof figureNames)[number];
export type Figures = Readonly<Record<FigureName, number | null>>;

/** The figures of each topic, in the order in which they are asked. */
export const figuresOf: Readonly<Record<FigureTopic, readonly FigureName[]>> = {
	survey: ['sent', 'answered', 'satisfied'],
	dossiers: ['received', 'onTime', 'late', 'returned'],
	feedback: ['received', 'answered']
};

/** Which figure is measured against which, as the share that people look at. */
export const shareOf: Readonly<Record<FigureTopic, { readonly of: FigureName; readonly in: readonly FigureName[] }>> = {
	survey: { of: 'satisfied', in: ['answered'] },
	// Of what was finished: what is still open is neither.
	dossiers: { of: 'onTime', in: ['onTime', 'late'] },
	feedback: { of: 'answered', in: ['received'] }
};

/** 0 to 1; null where there is nothing to be a share of. */
export function share(topic: FigureTopic, figures: Partial<Figures>): number | null {
	const { of, in: whole } = shareOf[topic];
	const total = whole.reduce((sum, name) => sum + (figures[name] ?? 0), 0);
	return total === 0 ? null : (figures[of] ?? 0) / total;
}

/** What is wrong with the figures of a topic, by field; empty: nothing. */
export function figureFaults(topic: FigureTopic, figures: Partial<Figures>): Record<string, string> {
	const faults: Record<string, string> = {};
	for (const name of figuresOf[topic]) if (figures[name] === null || figures[name] === undefined) faults[name] = 'required';
	if (Object.keys(faults).length > 0) return faults;
	const value = (name: FigureName) => figures[name] ?? 0;
	if (topic === 'survey') {
		if (value('answered') > value('sent')) faults.answered = 'figure_more_than_whole';
		if (value('satisfied') > value('answered')) faults.satisfied = 'figure_more_than_whole';
	}
	if (topic === 'feedback' && value('answered') > value('received')) faults.answered = 'figure_more_than_whole';
	return faults;
}

export type PeriodFigures = Figures & {
	readonly topic: FigureTopic;
	readonly year: number;
	readonly periodKind: PeriodKind;
	readonly period: number;
};

/** Whether a period lies in an interval of days, both included. */
export function liesIn({ periodKind, year, period }: Pick<PeriodFigures, 'periodKind' | 'year' | 'period'>, from: Day, to: Day): boolean {
	const days = periodDays(periodKind, year, period);
	return days.from >= from && days.to <= to;
}

/**
 * Sums over the periods that lie in an interval. A unit may have given a quarter and its months as well: of the kinds of periods the one that
 * covers most days counts, the longer one where they cover the same, so that nothing counts twice.
 */
export function totals(
	topic: FigureTopic,
	rows: readonly PeriodFigures[],
	from: Day,
	to: Day
): { figures: Figures; kind: PeriodKind; periods: number } | null {
	const inside = rows.filter((row) => row.topic === topic && liesIn(row, from, to));
	const months: Readonly<Record<PeriodKind, number>> = { month: 1, quarter: 3, half_year: 6, year: 12 };
	const groups = [...Map.groupBy(inside, ({ periodKind }) => periodKind)].toSorted(
		([one, ones], [other, others]) => others.length * months[other] - ones.length * months[one] || months[other] - months[one]
	);
	const best = groups[0];
	if (!best) return null;
	const [kind, list] = best;
	const sum = (name: FigureName) => (figuresOf[topic].includes(name) ? list.reduce((total, row) => total + (row[name] ?? 0), 0) : null);
	const figures: Figures = {
		sent: sum('sent'),
		answered: sum('answered'),
		satisfied: sum('satisfied'),
		received: sum('received'),
		onTime: sum('onTime'),
		late: sum('late'),
		returned: sum('returned')
	};
	return { figures, kind, periods: list.length };
}

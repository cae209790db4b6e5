import { unsignedDays } from './inspection-days.ts';
import { percentOf } from './inspection-points.ts';
import { inspectionStates, type InspectionState } from './inspection-lifecycle.ts';
import { addDays, daysBetween, type Day } from '#lib/domain/shared/day.ts';

/** One unit on the Department's board of a cycle. Days are calendar days; points are set once the inspection is closed. */
export type BoardRow = {
	readonly id: string;
	readonly unitId: string;
	readonly code: string;
	readonly name: string;
	readonly kindCode: string;
	readonly kindName: string;
	readonly teamId: string | null;
	readonly state: InspectionState;
	readonly visitOn: Day | null;
	readonly firstVisitOn: Day | null;
	readonly selfDueOn: Day | null;
	readonly minutesOn: Day | null;
	readonly ending: 'signed' | 'own_opinion' | 'unsigned' | null;
	readonly points: number | null;
	readonly maxPoints: number | null;
	readonly previousPoints: number | null;
	readonly previousMax: number | null;
	readonly major: number;
	readonly minor: number;
	readonly recommendations: number;
	/** Corrective actions that came of it and are not closed; those of them past their day. */
	readonly openActions: number;
	readonly lateActions: number;
};

/** What is overdue about an inspection, and by how many days. */
export type Lateness = { readonly what: 'self' | 'visit' | 'minutes' | 'unplanned'; readonly days: number };

/**
 * What is late: minutes that nobody signed, a visit whose day is over, a self-assessment past its day, no day although the window is over.
 * Null when nothing is.
 */
export function latenessOf(
	row: Pick<BoardRow, 'state' | 'visitOn' | 'selfDueOn' | 'minutesOn'>,
	windowTo: Day,
	today: Day
): Lateness | null {
	const past = (day: Day | null, what: Lateness['what']): Lateness | null =>
		day !== null && day < today ? { what, days: daysBetween(day, today) } : null;
	switch (row.state) {
		case 'scheduled':
		case 'handed_in':
			return past(row.visitOn ?? windowTo, row.visitOn === null ? 'unplanned' : 'visit');
		case 'notified':
			return past(row.visitOn, 'visit') ?? past(row.selfDueOn, 'self') ?? (row.visitOn === null ? past(windowTo, 'unplanned') : null);
		case 'on_site':
			return past(row.visitOn, 'visit');
		case 'minutes':
			return past(row.minutesOn === null ? null : addDays(row.minutesOn, unsignedDays), 'minutes');
		case 'closed':
		case 'cancelled':
			return null;
	}
}

export type BoardFilter = {
	readonly state: InspectionState | null;
	readonly team: string | null;
	readonly kind: string | null;
	readonly late: boolean;
	readonly q: string;
};

export type BoardLine = BoardRow & { readonly late: Lateness | null; readonly percent: number | null; readonly delta: number | null };

/** Whole per cent now, and how many per cent points more or less than in the last cycle. */
export function withScores(row: BoardRow, late: Lateness | null): BoardLine {
	const percent = row.points === null || row.maxPoints === null ? null : percentOf(row.points, row.maxPoints);
	const previous = row.previousPoints === null || row.previousMax === null ? null : percentOf(row.previousPoints, row.previousMax);
	return { ...row, late, percent, delta: percent === null || previous === null ? null : percent - previous };
}

export const boardSorts = ['late', 'visit', 'score', 'unit'] as const;
export type BoardSort = (typeof boardSorts)[number];

/** Late first, the longest ahead; then by the day of the visit, those without a day behind; what has ended last. */
export function sortBoard(rows: readonly BoardLine[], by: BoardSort): BoardLine[] {
	const ended = (row: BoardLine) => (row.state === 'closed' || row.state === 'cancelled' ? 1 : 0);
	const visit = (row: BoardLine) => row.visitOn ?? '9999';
	const keys: Record<BoardSort, (a: BoardLine, b: BoardLine) => number> = {
		late: (a, b) => (b.late?.days ?? -1) - (a.late?.days ?? -1) || ended(a) - ended(b) || compare(visit(a), visit(b)),
		visit: (a, b) => compare(visit(a), visit(b)),
		score: (a, b) => (a.percent ?? 1000) - (b.percent ?? 1000),
		unit: () => 0
	};
	// Rows come by kind and name, and stay so where the rest is equal.
	return rows.toSorted(keys[by]);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function countStates(rows: readonly BoardRow[]): { state: InspectionState; count: number }[] {
	return inspectionStates.map((state) => ({ state, count: rows.filter((row) => row.state === state).length }));
}

/** What the team said of the questions of one clause in one unit, or in all units of a kind. */
export type ClauseCell = {
	/** Of a unit: its inspection; of a kind: its code. */
	readonly of: string;
	readonly clause: string;
	readonly points: number;
	readonly max: number;
	readonly notMet: number;
	readonly partly: number;
	readonly met: number;
};
export type HeatLevel = 'none' | 'met' | 'partly' | 'not_met';

/** The worst that was said. */
export function heatLevel(cell: Pick<ClauseCell, 'notMet' | 'partly' | 'met'> | undefined): HeatLevel {
	if (!cell) return 'none';
	if (cell.notMet > 0) return 'not_met';
	if (cell.partly > 0) return 'partly';
	return cell.met > 0 ? 'met' : 'none';
}

/** Clauses in the order of their numbers: 4.4 before 10.2. */
export function sortClauses(clauses: Iterable<string>): string[] {
	return [...new Set(clauses)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

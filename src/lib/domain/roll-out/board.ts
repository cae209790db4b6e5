import { daysBetween, type Day } from '#lib/domain/shared/day.ts';
import { doneStates, settledStates, type ItemState } from './lifecycle.ts';
import { nextStep, shownStep, type ShownStep } from './shown.ts';

/** A step of the plan as a column of the board, or one of those that a stage stands for. */
export type BoardStep = {
	readonly id: string;
	readonly position: number;
	readonly title: string;
	readonly phaseCode: string;
	readonly phase: string;
	readonly phaseShort: string;
	readonly dueOn: Day | null;
};

export type BoardUnit = {
	/** Its place in the wave. */
	readonly id: string;
	readonly unitId: string;
	readonly code: string;
	readonly name: string;
	readonly kindCode: string;
	readonly kindName: string;
	/** What it stood under on the day. */
	readonly parentId: string | null;
	readonly parentName: string | null;
	readonly groupCode: string | null;
	readonly groupName: string | null;
};

export type CellFacts = {
	readonly rollOutUnitId: string;
	readonly stepId: string;
	readonly state: ItemState;
	readonly dueOn: Day | null;
	readonly doneOn: Day | null;
};

/** Where a unit stands, one thing for each: late before all else, then what waits for the Department. */
export const unitStates = ['late', 'waiting', 'on_track', 'done', 'not_started'] as const;
export type UnitState = (typeof unitStates)[number];

/** What a cell shows: of a stage, what presses most among its steps. */
export type CellLook = ShownStep | 'late';
export type BoardCell = {
	/** Where the cell leads. */
	readonly stepId: string;
	readonly look: CellLook;
	/** Days late, or days left of what is being done. */
	readonly days: number | null;
	/** The day it was done, else the day it is due. */
	readonly day: Day | null;
	/** How many steps it stands for, and those of them with nothing left to do. */
	readonly steps: number;
	readonly settled: number;
};

export type Standing = {
	readonly state: UnitState;
	/** The stage of its next step; null once nothing is left to do. */
	readonly phaseCode: string | null;
	readonly nextStepId: string | null;
	readonly steps: number;
	readonly settled: number;
	readonly lateSteps: number;
	readonly lateDays: number;
	readonly waiting: number;
	readonly cells: readonly CellFacts[];
};
export type BoardLine = BoardUnit & Standing;

const isSettled = ({ state }: { readonly state: ItemState }) => settledStates.some((settled) => settled === state);
const isDone = ({ state }: { readonly state: ItemState }) => doneStates.some((done) => done === state);
const isWaiting = ({ state }: { readonly state: ItemState }) => state === 'claimed' || state === 'waiver_asked';

/** Days past its day of a step that nobody has said anything of; null for none. What waits for the Department is not the unit's delay. */
export function daysLate(cell: Pick<CellFacts, 'state' | 'dueOn'>, day: Day): number | null {
	return cell.state === 'open' && cell.dueOn !== null && cell.dueOn < day ? daysBetween(cell.dueOn, day) : null;
}

/** One line for each unit, in the order given; `cells` in the order of the plan. */
export function linesOf<Unit extends { readonly id: string }>(
	units: readonly Unit[],
	cells: readonly CellFacts[],
	steps: readonly Pick<BoardStep, 'id' | 'phaseCode'>[],
	day: Day
): (Unit & Standing)[] {
	const phaseOf = new Map(steps.map(({ id, phaseCode }) => [id, phaseCode]));
	const byUnit = Map.groupBy(cells, ({ rollOutUnitId }) => rollOutUnitId);
	return units.map((unit) => {
		const own = byUnit.get(unit.id) ?? [];
		const next = nextStep(own) ?? own.find((cell) => !isSettled(cell)) ?? null;
		const late = own.flatMap((cell) => daysLate(cell, day) ?? []);
		const settled = own.filter(isSettled).length;
		const waiting = own.filter(isWaiting).length;
		const state: UnitState =
			late.length > 0
				? 'late'
				: waiting > 0
					? 'waiting'
					: own.length > 0 && settled === own.length
						? 'done'
						: settled > 0
							? 'on_track'
							: 'not_started';
		return {
			...unit,
			state,
			phaseCode: next === null ? null : (phaseOf.get(next.stepId) ?? null),
			nextStepId: next?.stepId ?? null,
			steps: own.length,
			settled,
			lateSteps: late.length,
			lateDays: Math.max(0, ...late),
			waiting,
			cells: own
		};
	});
}

/** Late first, the longest ahead; then what waits, what goes on by what is due next, what has not begun, what is done. */
export function lateFirst(lines: readonly BoardLine[]): BoardLine[] {
	const rank: Record<UnitState, number> = { late: 0, waiting: 1, on_track: 2, not_started: 3, done: 4 };
	const due = ({ cells, nextStepId }: BoardLine) => cells.find(({ stepId }) => stepId === nextStepId)?.dueOn ?? '9999';
	return lines.toSorted(
		(a, b) =>
			b.lateDays - a.lateDays ||
			b.lateSteps - a.lateSteps ||
			rank[a.state] - rank[b.state] ||
			(due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : 0)
	);
}

/**
 * What a cell of these steps of one unit shows on a day; null where the plan has none of them for it. Of several the longest late comes first,
 * then a claim that waits, then what is being done, then what is still to come; all done shows the last of them.
 */
export function cellOf(cells: readonly CellFacts[], nextStepId: string | null, day: Day): BoardCell | null {
	const [first] = cells;
	if (!first) return null;
	const counts = { steps: cells.length, settled: cells.filter(isSettled).length };
	const late = cells.flatMap((cell) => {
		const days = daysLate(cell, day);
		return days === null ? [] : [{ cell, days }];
	});
	const [longest] = late.toSorted((a, b) => b.days - a.days);
	if (longest) return { ...counts, stepId: longest.cell.stepId, look: 'late', days: longest.days, day: longest.cell.dueOn };
	const waits = cells.find(isWaiting);
	if (waits) return { ...counts, stepId: waits.stepId, look: shownStep(waits.state, false), days: null, day: waits.doneOn ?? waits.dueOn };
	const next = cells.find(({ stepId }) => stepId === nextStepId);
	if (next)
		return {
			...counts,
			stepId: next.stepId,
			look: 'in_progress',
			days: next.dueOn === null ? null : daysBetween(day, next.dueOn),
			day: next.dueOn
		};
	const open = cells.filter((cell) => !isSettled(cell));
	const [soonest] = open.toSorted((a, b) => compare(a.dueOn ?? '9999', b.dueOn ?? '9999'));
	if (soonest) return { ...counts, stepId: soonest.stepId, look: 'not_started', days: null, day: soonest.dueOn };
	const [latest] = cells.filter(isDone).toSorted((a, b) => compare(b.doneOn ?? '', a.doneOn ?? ''));
	if (latest) return { ...counts, stepId: latest.stepId, look: shownStep(latest.state, false), days: null, day: latest.doneOn };
	return { ...counts, stepId: first.stepId, look: 'not_applicable', days: null, day: null };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export type Tally = {
	readonly units: number;
	readonly steps: number;
	readonly settled: number;
	readonly late: number;
	readonly waiting: number;
	readonly done: number;
};

/** Units, and how many of them are late, wait or are through; steps, and how many of those have nothing left to do. */
export function tally(lines: readonly Standing[]): Tally {
	const sum = (of: (line: Standing) => number) => lines.reduce((all, line) => all + of(line), 0);
	const inState = (state: UnitState) => lines.filter((line) => line.state === state).length;
	return {
		units: lines.length,
		steps: sum(({ steps }) => steps),
		settled: sum(({ settled }) => settled),
		late: inState('late'),
		waiting: inState('waiting'),
		done: inState('done')
	};
}

export type CurvePoint = {
	readonly day: Day;
	/** Steps due by the end of that day, as the plan and own days of units say. */
	readonly planned: number;
	/** Steps done by then; null for days to come. */
	readonly actual: number | null;
};

/**
 * Plan against actual: at the end of each month from the first day of it all to the last, and on the day that is asked. Steps that a unit was let
 * off count in neither.
 */
export function curveOf(cells: readonly CellFacts[], day: Day): { readonly points: CurvePoint[]; readonly total: number } {
	const counted = cells.filter(({ state }) => state !== 'not_applicable');
	const due = counted.flatMap(({ dueOn }) => dueOn ?? []);
	const done = counted.filter(isDone).flatMap(({ doneOn }) => doneOn ?? []);
	const days = [...due, ...done].toSorted(compare);
	const [first] = days;
	const last = days.at(-1);
	if (first === undefined || last === undefined) return { points: [], total: counted.length };
	const ends = monthEnds(first, last);
	// Before the first of it there is nothing to draw: the day asked stands there only within the plan.
	if (day > first && day <= (ends.at(-1) ?? last) && !ends.includes(day)) ends.push(day);
	const until = (all: readonly Day[], end: Day) => all.filter((one) => one <= end).length;
	const points = ends
		.toSorted(compare)
		.map((end) => ({ day: end, planned: until(due, end), actual: end <= day ? until(done, end) : null }));
	return { points, total: counted.length };
}

const longestPlan = 48;

/** The last days of the months from that of one day to that of another; four years at most. */
function monthEnds(from: Day, to: Day): Day[] {
	const ends: Day[] = [];
	let [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))];
	do {
		ends.push(new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10));
		month += 1;
		if (month > 12) [year, month] = [year + 1, 1];
	} while ((ends.at(-1) ?? to) < to && ends.length < longestPlan);
	return ends;
}

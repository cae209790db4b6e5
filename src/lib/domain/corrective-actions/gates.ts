import { dayOf, daysBetween, type Day } from '#lib/domain/shared/day.ts';
import type { FindingGrade } from './finding-lifecycle.ts';

/** What has to be there before the next step (states.md C4, C5, C9), in the order in which a person does it. */
export type Gate = {
	readonly name: 'correction' | 'cause' | 'lines' | 'risk' | 'minor' | 'correction_done' | 'lines_ended' | 'one_done';
	readonly met: boolean;
};

export type PlanFacts = {
	readonly grade: FindingGrade;
	readonly correction: string;
	readonly correctionDoneOn: Day | null;
	readonly correctionImpossible: string | null;
	readonly hasCause: boolean;
	readonly rootCause: string;
	readonly riskTouched: boolean | null;
	readonly lines: readonly { readonly doneOn: Day | null; readonly dropped: boolean }[];
	/** The team of an inspection answered `not_met`. */
	readonly notMet: boolean;
};

/** C5: the plan goes up. */
export function planGates(facts: PlanFacts): Gate[] {
	return [
		{ name: 'correction', met: facts.correction !== '' || Boolean(facts.correctionImpossible) },
		{ name: 'cause', met: facts.hasCause && facts.rootCause !== '' },
		{ name: 'lines', met: facts.lines.length > 0 },
		{ name: 'risk', met: facts.riskTouched !== null }
	];
}

/** C4: a correction alone is enough. */
export function correctionOnlyGates(facts: PlanFacts): Gate[] {
	return [
		{ name: 'minor', met: facts.grade === 'minor' && !facts.notMet },
		{ name: 'correction_done', met: facts.correction !== '' && facts.correctionDoneOn !== null }
	];
}

/** C9: all is done. */
export function completionGates(facts: PlanFacts): Gate[] {
	return [
		{ name: 'lines_ended', met: facts.lines.every(({ doneOn, dropped }) => doneOn !== null || dropped) },
		{ name: 'one_done', met: facts.lines.some(({ doneOn }) => doneOn !== null) }
	];
}

/** The first gate that is not met; null when all are. */
export function firstMissing(gates: readonly Gate[]): Gate['name'] | null {
	return gates.find(({ met }) => !met)?.name ?? null;
}

export type Lateness = {
	/** Days after the date that holds now, extensions counted; 0: not late. */
	readonly days: number;
	/** Days after the first date, never lost. */
	readonly sinceFirst: number;
};

/**
 * Late is from the day after. An action is as late as it was on the day on which all of it was done, or it closed without: the wait for its check
 * is nobody's delay (decision 0411).
 */
export function lateness(
	action: { firstDueOn: Day | null; dueOn: Day | null; completedAt: Date | null; closedAt: Date | null },
	today: Day
): Lateness {
	const ended = action.completedAt ?? action.closedAt;
	const until = ended ? dayOf(ended) : today;
	const after = (due: Day | null) => (due === null ? 0 : Math.max(0, daysBetween(due, until)));
	return { days: after(action.dueOn), sinceFirst: after(action.firstDueOn) };
}

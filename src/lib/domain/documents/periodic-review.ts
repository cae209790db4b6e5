import { addDays, addMonths, type Day } from '#lib/domain/shared/day.ts';

/** Periodic review (rà soát định kỳ): computed from dates alone, so that no job has to open or close anything. */
export type ReviewFacts = {
	/** First day of the version from which the count starts: the newest substantive one. */
	readonly anchor: Day;
	/** Months between reviews; null or 0: this document is not reviewed by the calendar. */
	readonly months: number | null;
	/** The last review since the anchor: for which day it was intended, and when it was done. */
	readonly last: { readonly dueOn: Day; readonly doneOn: Day } | null;
};

/**
 * The day for which the next review is intended. It counts from the intended day of the one before, not from when that was done, so that a
 * late review does not push all later ones; intended days that had gone by when it was done are answered by it too.
 */
export function nextReviewOn({ anchor, months, last }: ReviewFacts): Day | null {
	if (!months) return null;
	if (last === null || last.dueOn <= anchor) return addMonths(anchor, months);
	let steps = 1;
	while (addMonths(last.dueOn, steps * months) <= last.doneOn) steps++;
	return addMonths(last.dueOn, steps * months);
}

export const reviewStates = ['late', 'due', 'planned'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** `due` from so many days before the intended day on; `late` after it. */
export function reviewStateOn(dueOn: Day, noticeDays: number, day: Day): ReviewState {
	if (dueOn < day) return 'late';
	return addDays(dueOn, -noticeDays) <= day ? 'due' : 'planned';
}

/** Days before a review is due on which it is asked for, where the unit has not set its own. */
export const defaultNoticeDays = 30;

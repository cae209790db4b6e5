import { addDays, daysBetween, dayOf, type Day } from '#lib/domain/shared/day.ts';

/**
 * Days of an inspection (states.md §8): notice ahead of the visit, and how long minutes wait for the unit's head before lead and coordinator may
 * close without a signature.
 */
export const noticeDays = 7;
export const unsignedDays = 10;
export const remindersNeeded = 2;
/** Days after the minutes on which the unit is reminded by itself. */
export const reminderDays = [4, 8] as const;
/** So many days before its end a self-assessment that was not handed in is asked for. */
export const selfDueSoonDays = 2;

/** Whether a visit is too near to be told of without a reason. */
export function isShortNotice(today: Day, visitOn: Day): boolean {
	return daysBetween(today, visitOn) < noticeDays;
}

/** The day by which a unit assesses itself: so many days before the visit, never before the day on which it is told. */
export function selfDueOn(visitOn: Day, selfDays: number, today: Day): Day {
	const due = addDays(visitOn, -selfDays);
	return due < today ? today : due;
}

/** The first day on which an inspection may be closed without the unit's signature. */
export function unsignedFrom(minutesAt: Date): Day {
	return addDays(dayOf(minutesAt), unsignedDays);
}

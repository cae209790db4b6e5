import type { Action } from '#lib/domain/permissions/policy.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import type { Follows, Row } from './lifecycle.ts';

/** Reading requests (states.md §4): a person is asked to read a version. */
export const readingStates = ['open', 'confirmed', 'confirmed_on_paper', 'carried', 'waived', 'lapsed'] as const;
export type ReadingState = (typeof readingStates)[number];
export const readingEvents = ['ask', 'confirm', 'confirm_on_paper', 'waive', 'lapse', 'carry'] as const;
export type ReadingEvent = (typeof readingEvents)[number];

export const readingLifecycle = [
	{ id: 'R2', from: ['open'], event: 'confirm', to: 'confirmed', permission: 'reading.confirm' },
	{ id: 'R3', from: ['open'], event: 'confirm_on_paper', to: 'confirmed_on_paper', permission: 'reading.brief' },
	{ id: 'R4', from: ['open'], event: 'waive', to: 'waived', permission: 'reading.waive', reason: 'required' },
	{ id: 'R5', from: ['open'], event: 'lapse', to: 'lapsed', permission: 'follows' },
	// Confirmed the predecessor after an editorial successor was issued.
	{ id: 'R6', from: ['open'], event: 'carry', to: 'carried', permission: 'follows' },
	// Back in the unit, or the batch was taken back and issued again: the same bytes are asked again.
	{ id: 'R1', from: ['lapsed'], event: 'ask', to: 'open', permission: 'follows' }
] as const satisfies readonly Row<ReadingState, ReadingEvent, Action | Follows>[];

/** Somebody has read it, however that is known. */
export const readStates = ['confirmed', 'confirmed_on_paper', 'carried'] as const satisfies readonly ReadingState[];

export function isRead(state: ReadingState): boolean {
	return readStates.some((read) => read === state);
}

export const readingWhys = ['issue', 'joining', 'audience'] as const;
export type ReadingWhy = (typeof readingWhys)[number];

/** Days that a unit gives for reading. A kind of document that is not named has the default. */
export type ReadingRule = { readonly newcomerDays: number; readonly daysByKind: Readonly<Record<string, number>> };

export const defaultDays = 10;
export const defaultNewcomerDays = 30;
export const defaultRule: ReadingRule = { newcomerDays: defaultNewcomerDays, daysByKind: {} };

/**
 * The last day on which reading is not late. Issued: so many days of the kind after the version takes effect, counted from the day of
 * asking when it has taken effect already. A newcomer gets at least the newcomers' days.
 */
export function dueDay(rule: ReadingRule, asked: { kind: string; effectiveFrom: Day; today: Day; why: ReadingWhy }): Day {
	const from = asked.effectiveFrom > asked.today ? asked.effectiveFrom : asked.today;
	const ordinary = addDays(from, rule.daysByKind[asked.kind] ?? defaultDays);
	if (asked.why !== 'joining') return ordinary;
	const newcomer = addDays(asked.today, rule.newcomerDays);
	return newcomer > ordinary || asked.effectiveFrom <= asked.today ? newcomer : ordinary;
}

/** What people see of a request: an open one is late from the day after it was due. */
export type ShownReading = Exclude<ReadingState, 'open'> | 'to_read' | 'late';

export function shownReading(state: ReadingState, dueOn: Day, today: Day): ShownReading {
	if (state !== 'open') return state;
	return dueOn < today ? 'late' : 'to_read';
}

/** Of those who were asked and whom it still concerns, how many have read it; null when nobody was asked. Waived ones ask nothing. */
export function percentRead(read: number, open: number): number | null {
	const asked = read + open;
	return asked === 0 ? null : Math.floor((read / asked) * 100);
}

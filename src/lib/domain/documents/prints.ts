import type { Action } from '#lib/domain/permissions/policy.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import type { Follows, Row, VersionState } from './lifecycle.ts';

/** Numbered prints (states.md §5): the only paper that counts as controlled. */
export const printStates = ['held', 'recalled', 'closed'] as const;
export type PrintState = (typeof printStates)[number];
export const printOutcomes = ['returned', 'destroyed', 'lost'] as const;
export type PrintOutcome = (typeof printOutcomes)[number];
/** Why a print is recalled: an officer's reason, or what became of its version. */
export const printRecalls = ['officer', 'superseded', 'withdrawn', 'revoked', 'unit_closed'] as const;
export type PrintRecall = (typeof printRecalls)[number];
export const printEvents = ['recall', 'return', 'destroy', 'lose', 'call_off'] as const;
export type PrintEvent = (typeof printEvents)[number];

export const printLifecycle = [
	{ id: 'P2', from: ['held'], event: 'recall', to: 'recalled', permission: 'print.manage', reason: 'required' },
	// The end of its version; again when that end moves.
	{ id: 'P2s', from: ['held', 'recalled'], event: 'recall', to: 'recalled', permission: 'follows' },
	{ id: 'P3', from: ['held', 'recalled'], event: 'return', to: 'closed', permission: 'print.manage' },
	{ id: 'P3d', from: ['held', 'recalled'], event: 'destroy', to: 'closed', permission: 'print.manage' },
	{ id: 'P3l', from: ['held', 'recalled'], event: 'lose', to: 'closed', permission: 'print.write_off', reason: 'required' },
	{ id: 'P4', from: ['recalled'], event: 'call_off', to: 'held', permission: 'follows' }
] as const satisfies readonly Row<PrintState, PrintEvent, Action | Follows>[];

export const defaultRecallDays = 7;

/** As it stands on the paper and in lists: `003`. */
export function printNumber(copyNo: number): string {
	return String(copyNo).padStart(3, '0');
}

type Version = { readonly state: VersionState; readonly effectiveFrom: Day | null; readonly effectiveTo: Day | null };
type Print = { readonly state: PrintState; readonly recallWhy: PrintRecall | null; readonly recallFrom: Day | null };

/** What the range of its version asks of a print that is out: to be recalled from a day, to be left to its holder again, or nothing. */
export type Asked = { readonly why: Exclude<PrintRecall, 'officer'>; readonly from: Day } | 'call_off' | null;

/**
 * A print follows its version: the day on which that ends is the first on which the paper may not be used. What an officer recalled, and what
 * was printed of a version that was taken back, stays recalled: the paper of a version that is issued again names another day.
 * @param unitEnd first day without the unit; null: none is known
 */
export function askedOf(print: Print, version: Version, unitEnd: Day | null, today: Day): Asked {
	if (print.state === 'closed' || print.recallWhy === 'officer' || print.recallWhy === 'revoked') return null;
	const issued = version.state === 'issued' || version.state === 'withdrawn';
	if (!issued) return { why: 'revoked', from: today };
	const from = version.effectiveTo;
	if (from === null) return print.state === 'recalled' ? 'call_off' : null;
	const why = version.state === 'withdrawn' ? 'withdrawn' : from === unitEnd ? 'unit_closed' : 'superseded';
	return print.recallWhy === why && print.recallFrom === from ? null : { why, from };
}

/** The last day for handing a print back: so many days after it may not be used any more, or after today when that day is past. */
export function recallDue(from: Day, days: number, today: Day): Day {
	return addDays(from > today ? from : today, days);
}

/** What people see of a print: one that is recalled from a later day is still used until then. */
export const shownPrints = ['held', 'recall_ahead', 'recalled', 'overdue', 'returned', 'destroyed', 'lost'] as const;
export type ShownPrint = (typeof shownPrints)[number];

export function shownPrint(
	print: {
		readonly state: PrintState;
		readonly outcome: PrintOutcome | null;
		readonly recallFrom: Day | null;
		readonly recallDueOn: Day | null;
	},
	today: Day
): ShownPrint {
	if (print.state === 'closed') return print.outcome ?? 'returned';
	if (print.state === 'held' || print.recallFrom === null) return 'held';
	if (print.recallFrom > today) return 'recall_ahead';
	return print.recallDueOn !== null && print.recallDueOn < today ? 'overdue' : 'recalled';
}

import type { Day } from '#lib/domain/shared/day.ts';

/** Units of the time limit of a service: working days or working hours. */
export const limitUnits = ['working_days', 'working_hours'] as const;
export type LimitUnit = (typeof limitUnits)[number];

/** A time limit; a decision that gives several has none here and says them in the note. */
export type Limit = { readonly value: number; readonly unit: LimitUnit };

/** What was published about a service, as far as a procedure is written by it. */
export type Published = {
	readonly decisionNumber: string;
	readonly decisionDate: Day;
	readonly limit: Limit | null;
	readonly limitNote: string;
};

/** The longest limit that is taken: a slip of the finger beyond it. */
export const longestLimit = 999;

/** `2.000908.000.00.00.H27` and `2.000908.000.00.00.h27 ` are one code: upper case, letters and digits alone, Đ kept. */
export function serviceCodeKey(code: string): string {
	return code
		.normalize('NFC')
		.toUpperCase()
		.replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** Whether a procedure written by the one still answers the other: the decision and the time limit. */
export function sameSubstance(a: Published, b: Published): boolean {
	return (
		plain(a.decisionNumber) === plain(b.decisionNumber) &&
		a.decisionDate === b.decisionDate &&
		a.limit?.value === b.limit?.value &&
		a.limit?.unit === b.limit?.unit &&
		plain(a.limitNote) === plain(b.limitNote)
	);
}

function plain(text: string): string {
	return text.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toUpperCase();
}

const numberForms = /^(\d{1,3})(?:[.,](\d{1,2}))?$/;

/** `10`, `0,5` or `½`; null when it is no time limit. */
export function limitValue(text: string): number | null {
	const trimmed = text.trim();
	if (trimmed === '½') return 0.5;
	const match = numberForms.exec(trimmed);
	if (!match) return null;
	const value = Number(`${match[1]}.${match[2] ?? '0'}`);
	return value > 0 && value <= longestLimit ? value : null;
}

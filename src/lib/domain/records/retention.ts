import type { Day } from '#lib/domain/shared/day.ts';

/**
 * Retention counts in whole years from the year after the one in which the work ended (Luật Lưu trữ 33/2024/QH15: the term begins when
 * the work ends; yearly files are closed on 31 December). So a record whose work ended on any day of 2026 with a term of 10 years may
 * be disposed of from 01/01/2037 on.
 * @param years null: for ever
 * @returns the first day on which it may be disposed of; null while the work goes on, or for ever
 */
export function disposableFrom(closedOn: Day | null, years: number | null): Day | null {
	if (closedOn === null || years === null) return null;
	return `${String(Number(closedOn.slice(0, 4)) + years + 1).padStart(4, '0')}-01-01`;
}

export type RecordFacts = {
	readonly state: 'kept' | 'disposed';
	readonly closedOn: Day | null;
	readonly retentionYears: number | null;
	readonly held: boolean;
};

/** What a record is to whoever keeps it, on a day. */
export type KeepingState = 'running' | 'kept' | 'for_ever' | 'due' | 'held' | 'disposed';

export function keepingState(record: RecordFacts, day: Day): KeepingState {
	if (record.state === 'disposed') return 'disposed';
	if (record.held) return 'held';
	if (record.closedOn === null) return 'running';
	const from = disposableFrom(record.closedOn, record.retentionYears);
	if (from === null) return 'for_ever';
	return from <= day ? 'due' : 'kept';
}

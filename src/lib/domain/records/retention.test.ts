import { describe, expect, it } from 'vitest';
import { disposableFrom, keepingState, type RecordFacts } from './retention.ts';

describe('the first day of disposal', () => {
	it('is new year after the whole years that follow the year in which the work ended', () => {
		expect(disposableFrom('2026-01-01', 10)).toBe('2037-01-01');
		expect(disposableFrom('2026-12-31', 10)).toBe('2037-01-01');
	});

	it('never comes while the work goes on, or for what is kept for ever', () => {
		expect(disposableFrom(null, 10)).toBeNull();
		expect(disposableFrom('2026-05-01', null)).toBeNull();
	});
});

describe('what a record is on a day', () => {
	const record: RecordFacts = { state: 'kept', closedOn: '2015-03-01', retentionYears: 10, held: false };
	it.each([
		['its last day of keeping', record, '2025-12-31', 'kept'],
		['the day after', record, '2026-01-01', 'due'],
		['under a hold, whatever its term', { ...record, held: true }, '2030-01-01', 'held'],
		['while its work goes on', { ...record, closedOn: null }, '2030-01-01', 'running'],
		['without a term', { ...record, retentionYears: null }, '2090-01-01', 'for_ever'],
		['after its disposal, even if a hold was forgotten', { ...record, state: 'disposed', held: true }, '2030-01-01', 'disposed']
	] as const)('is said for %s', (_, facts, day, state) => {
		expect(keepingState(facts, day)).toBe(state);
	});
});

import { describe, expect, it } from 'vitest';
import { nextReviewOn, reviewStateOn } from './periodic-review.ts';

describe('the next review', () => {
	it('is so many months after the version came into force', () => {
		expect(nextReviewOn({ anchor: '2025-10-15', months: 12, last: null })).toBe('2026-10-15');
	});

	it('counts from the intended day, not from when the last one was done', () => {
		const late = { dueOn: '2026-10-15', doneOn: '2026-12-20' };
		expect(nextReviewOn({ anchor: '2025-10-15', months: 12, last: late })).toBe('2027-10-15');
		const early = { dueOn: '2026-10-15', doneOn: '2026-09-20' };
		expect(nextReviewOn({ anchor: '2025-10-15', months: 12, last: early })).toBe('2027-10-15');
	});

	it('leaves out the intended days that had gone by when it was done', () => {
		expect(nextReviewOn({ anchor: '2020-10-15', months: 12, last: { dueOn: '2021-10-15', doneOn: '2024-01-02' } })).toBe('2024-10-15');
		expect(nextReviewOn({ anchor: '2020-10-15', months: 12, last: { dueOn: '2021-10-15', doneOn: '2022-10-15' } })).toBe('2023-10-15');
	});

	it('begins anew with a substantive version', () => {
		expect(nextReviewOn({ anchor: '2026-08-01', months: 12, last: { dueOn: '2026-03-01', doneOn: '2026-03-01' } })).toBe('2027-08-01');
	});

	it('is none without an interval', () => {
		expect(nextReviewOn({ anchor: '2025-10-15', months: null, last: null })).toBeNull();
		expect(nextReviewOn({ anchor: '2025-10-15', months: 0, last: null })).toBeNull();
	});

	it('is asked for from the days before it on, and late after it', () => {
		expect(reviewStateOn('2026-12-24', 30, '2026-11-23')).toBe('planned');
		expect(reviewStateOn('2026-12-24', 30, '2026-11-24')).toBe('due');
		expect(reviewStateOn('2026-12-24', 30, '2026-12-24')).toBe('due');
		expect(reviewStateOn('2026-12-24', 30, '2026-12-25')).toBe('late');
	});
});

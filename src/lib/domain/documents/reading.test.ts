import { describe, expect, it } from 'vitest';
import { followingRow, rowsFor } from './lifecycle.ts';
import { defaultRule, dueDay, percentRead, readingEvents, readingLifecycle, readingStates, shownReading } from './reading.ts';

describe('a reading request', () => {
	it('moves only by the rows of states.md §4', () => {
		const asked = readingStates.flatMap((state) =>
			readingEvents.flatMap((event) =>
				rowsFor(readingLifecycle, state, event).map((row) => `${state} ${event} ${row.to} ${row.permission}`)
			)
		);
		expect(asked).toEqual([
			'open confirm confirmed reading.confirm',
			'open confirm_on_paper confirmed_on_paper reading.brief',
			'open waive waived reading.waive'
		]);
		const following = readingStates.flatMap((state) =>
			readingEvents.flatMap((event) =>
				['R1', 'R2', 'R3', 'R4', 'R5', 'R6'].flatMap((id) => {
					const row = followingRow(readingLifecycle, id, state, event);
					return row ? [`${id} ${state} ${event} ${row.to}`] : [];
				})
			)
		);
		expect(following).toEqual(['R5 open lapse lapsed', 'R6 open carry carried', 'R1 lapsed ask open']);
	});

	it('never leaves what was confirmed, carried or waived', () => {
		const final = ['confirmed', 'confirmed_on_paper', 'carried', 'waived'];
		expect(readingLifecycle.flatMap((row) => row.from).filter((state) => final.includes(state))).toEqual([]);
	});
});

describe('the last day for reading', () => {
	const day = '2026-11-24';
	it.each([
		['issued to apply later: from its day', { effectiveFrom: '2026-12-01', why: 'issue' as const }, '2026-12-11'],
		['issued to apply today', { effectiveFrom: day, why: 'issue' as const }, '2026-12-04'],
		['in force for long, and the audience grew', { effectiveFrom: '2025-01-01', why: 'audience' as const }, '2026-12-04'],
		['a newcomer, in force', { effectiveFrom: '2025-01-01', why: 'joining' as const }, '2026-12-24'],
		['a newcomer, upcoming soon', { effectiveFrom: '2026-12-01', why: 'joining' as const }, '2026-12-24'],
		['a newcomer, upcoming late', { effectiveFrom: '2027-02-01', why: 'joining' as const }, '2027-02-11']
	])('%s', (_name, asked, due) => {
		expect(dueDay(defaultRule, { kind: 'QT', today: day, ...asked })).toBe(due);
	});

	it('follows the unit and the kind', () => {
		const rule = { newcomerDays: 5, daysByKind: { QT: 3 } };
		expect(dueDay(rule, { kind: 'QT', effectiveFrom: day, today: day, why: 'issue' })).toBe('2026-11-27');
		expect(dueDay(rule, { kind: 'QC', effectiveFrom: day, today: day, why: 'issue' })).toBe('2026-12-04');
		expect(dueDay(rule, { kind: 'QT', effectiveFrom: '2025-01-01', today: day, why: 'joining' })).toBe('2026-11-29');
	});

	it('is not late itself', () => {
		expect(shownReading('open', day, day)).toBe('to_read');
		expect(shownReading('open', '2026-11-23', day)).toBe('late');
		expect(shownReading('confirmed', '2026-11-23', day)).toBe('confirmed');
	});
});

it('the share is never rounded up to all, and of nobody there is none', () => {
	expect(percentRead(0, 0)).toBeNull();
	expect(percentRead(199, 1)).toBe(99);
	expect(percentRead(5, 0)).toBe(100);
});

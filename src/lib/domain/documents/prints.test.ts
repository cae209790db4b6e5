import { describe, expect, it } from 'vitest';
import { askedOf, printNumber, recallDue, shownPrint, type PrintRecall, type PrintState } from './prints.ts';

const today = '2026-11-26';
const print = (state: PrintState = 'held', recallWhy: PrintRecall | null = null, recallFrom: string | null = null) => ({
	state,
	recallWhy,
	recallFrom
});
const version = (state: 'approved' | 'issued' | 'withdrawn', effectiveTo: string | null = null) => ({
	state,
	effectiveFrom: '2026-10-01',
	effectiveTo
});

describe('what the range of a version asks of its prints', () => {
	it('is nothing while it runs on', () => {
		expect(askedOf(print(), version('issued'), null, today)).toBeNull();
	});

	it('is a recall from the day on which it ends, named by what ended it', () => {
		expect(askedOf(print(), version('issued', '2026-12-01'), null, today)).toEqual({ why: 'superseded', from: '2026-12-01' });
		expect(askedOf(print(), version('withdrawn', '2026-12-01'), '2026-12-01', today)).toEqual({ why: 'withdrawn', from: '2026-12-01' });
		expect(askedOf(print(), version('issued', '2026-12-01'), '2026-12-01', today)).toEqual({ why: 'unit_closed', from: '2026-12-01' });
		expect(askedOf(print(), version('issued', '2026-12-01'), '2026-12-31', today)).toEqual({ why: 'superseded', from: '2026-12-01' });
	});

	it('is a recall from today when it was taken back', () => {
		expect(askedOf(print(), version('approved'), null, today)).toEqual({ why: 'revoked', from: today });
		expect(askedOf(print('recalled', 'superseded', '2026-12-01'), version('approved'), null, today)).toEqual({
			why: 'revoked',
			from: today
		});
	});

	it('is said once, moves with the end, and is called off when it runs on', () => {
		const recalled = print('recalled', 'superseded', '2026-12-01');
		expect(askedOf(recalled, version('issued', '2026-12-01'), null, today)).toBeNull();
		expect(askedOf(recalled, version('withdrawn', '2026-11-28'), null, today)).toEqual({ why: 'withdrawn', from: '2026-11-28' });
		expect(askedOf(recalled, version('issued'), null, today)).toBe('call_off');
	});

	it('changes nothing of what an officer recalled, what was taken back, or what is closed', () => {
		for (const one of [print('recalled', 'officer', today), print('recalled', 'revoked', today), print('closed')])
			for (const of of [version('issued'), version('issued', '2026-12-01'), version('approved')])
				expect(askedOf(one, of, null, today)).toBeNull();
	});
});

describe('a print as people see it', () => {
	const shown = (recallFrom: string | null, recallDueOn: string | null) =>
		shownPrint({ state: recallFrom ? 'recalled' : 'held', outcome: null, recallFrom, recallDueOn }, today);

	it('is used until the day of its recall and late after its last day', () => {
		expect(shown(null, null)).toBe('held');
		expect(shown('2026-11-27', '2026-12-04')).toBe('recall_ahead');
		expect(shown('2026-11-26', '2026-12-03')).toBe('recalled');
		expect(shown('2026-11-19', '2026-11-26')).toBe('recalled');
		expect(shown('2026-11-18', '2026-11-25')).toBe('overdue');
		expect(shownPrint({ state: 'closed', outcome: 'lost', recallFrom: null, recallDueOn: null }, today)).toBe('lost');
	});

	it('is handed back so many days after it may not be used', () => {
		expect(recallDue('2026-12-01', 7, today)).toBe('2026-12-08');
		expect(recallDue('2026-11-01', 7, today)).toBe('2026-12-03');
	});

	it('has a number of three digits', () => {
		expect([printNumber(3), printNumber(120), printNumber(1204)]).toEqual(['003', '120', '1204']);
	});
});

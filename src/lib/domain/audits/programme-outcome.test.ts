import { describe, expect, it } from 'vitest';
import { closingOf, lineOutcome } from './programme-outcome.ts';

const audits = (...states: Parameters<typeof lineOutcome>[0][number]['state'][]) => states.map((state) => ({ state }));

describe('how a line of a programme stands', () => {
	it.each([
		[[], 'no_audit'],
		[audits('planned'), 'under_way'],
		[audits('in_progress'), 'under_way'],
		[audits('reported'), 'done'],
		[audits('closed'), 'done'],
		[audits('cancelled'), 'cancelled'],
		[audits('cancelled', 'notified'), 'under_way'],
		[audits('cancelled', 'closed'), 'done']
	] as const)('%j: %s', (states, outcome) => {
		expect(lineOutcome(states)).toBe(outcome);
	});

	it('is counted when the year is closed: stopped and never planned audits are not done', () => {
		const line = (area: string, ...states: ReturnType<typeof audits>) => ({ area, month: 3, audits: states });
		expect(closingOf([line('A', ...audits('closed')), line('B', ...audits('cancelled')), line('C')])).toEqual({
			planned: 3,
			done: 1,
			notDone: [
				{ area: 'B', month: 3, why: 'cancelled' },
				{ area: 'C', month: 3, why: 'no_audit' }
			]
		});
	});
});

import { describe, expect, it } from 'vitest';
import { figureFaults, share, totals, type PeriodFigures } from './figures.ts';

const none = { sent: null, answered: null, satisfied: null, received: null, onTime: null, late: null, returned: null };
const dossiers = (periodKind: PeriodFigures['periodKind'], period: number, received: number): PeriodFigures => ({
	...none,
	...{ topic: 'dossiers', year: 2026, periodKind, period, received, onTime: received - 1, late: 1, returned: 0 }
});

describe('figures of satisfaction and dossiers', () => {
	it('gives shares of what they are a share of', () => {
		expect(share('survey', { answered: 200, satisfied: 190 })).toBe(0.95);
		expect(share('dossiers', { received: 50, onTime: 9, late: 1 })).toBe(0.9);
		expect(share('feedback', { received: 0, answered: 0 })).toBeNull();
	});

	it('takes no part that is more than its whole', () => {
		expect(figureFaults('survey', { sent: 10, answered: 11, satisfied: 12 })).toEqual({
			answered: 'figure_more_than_whole',
			satisfied: 'figure_more_than_whole'
		});
		expect(figureFaults('dossiers', { received: 1, onTime: 1, late: null, returned: 0 })).toEqual({ late: 'required' });
		expect(figureFaults('feedback', { received: 3, answered: 3 })).toEqual({});
	});

	it('counts nothing twice: the periods that cover most, the longer ones where they cover the same', () => {
		const months = [1, 2, 3].map((period) => dossiers('month', period, 10));
		const sum = (rows: PeriodFigures[], to = '2026-06-30') => totals('dossiers', rows, '2026-01-01', to);
		expect(sum([...months, dossiers('quarter', 1, 31)])).toMatchObject({
			kind: 'quarter',
			periods: 1,
			figures: { received: 31, sent: null }
		});
		expect(sum([...months, dossiers('month', 4, 5), dossiers('quarter', 1, 31)])).toMatchObject({
			kind: 'month',
			figures: { received: 35, late: 4 }
		});
		expect(sum([dossiers('year', 1, 100)])).toBeNull();
		expect(sum([dossiers('quarter', 2, 7)], '2026-06-29')).toBeNull();
	});
});

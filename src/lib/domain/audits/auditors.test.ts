import { describe, expect, it } from 'vitest';
import { auditorState } from './auditors.ts';

const entry = { validFrom: '2026-01-10', validTo: '2026-12-31', endedOn: null };

describe('an entry of the register of auditors', () => {
	it.each([
		['2026-01-09', 'upcoming'],
		['2026-01-10', 'current'],
		['2026-12-01', 'current'],
		['2026-12-02', 'ending'],
		['2026-12-31', 'ending'],
		['2027-01-01', 'lapsed']
	] as const)('is on %s %s', (day, state) => {
		expect(auditorState(entry, day)).toBe(state);
	});

	it('without an end goes on, and an ended one stays ended whatever its certificate says', () => {
		expect(auditorState({ ...entry, validTo: null }, '2040-01-01')).toBe('current');
		expect(auditorState({ ...entry, endedOn: '2026-06-01' }, '2026-05-31')).toBe('current');
		expect(auditorState({ ...entry, endedOn: '2026-06-01' }, '2027-06-01')).toBe('ended');
	});
});

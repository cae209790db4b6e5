import { describe, expect, it } from 'vitest';
import { externalEnd, externalKey, externalStateOn, isHolding, type ExternalDates } from './external.ts';

const law: ExternalDates = { inForceFrom: '2020-03-05', inForceTo: null, repealedOn: null };

describe('an external document on a day', () => {
	it.each([
		['before it is in force', law, '2020-03-04', 'upcoming', false],
		['on its first day', law, '2020-03-05', 'in_force', true],
		['on the last day before its repeal', { ...law, repealedOn: '2026-12-01' }, '2026-11-30', 'ending', true],
		['on the day of its repeal', { ...law, repealedOn: '2026-12-01' }, '2026-12-01', 'repealed', false],
		['after the end that its text names', { ...law, inForceTo: '2026-01-01' }, '2026-01-01', 'expired', false],
		['without any day', { inForceFrom: null, inForceTo: null, repealedOn: null }, '2026-01-01', 'in_force', true],
		['repealed before it was in force', { ...law, inForceFrom: '2027-01-01', repealedOn: '2026-06-01' }, '2026-07-01', 'repealed', false]
	] as const)('%s', (_when, dates, day, state, holds) => {
		expect(externalStateOn(dates, day)).toBe(state);
		expect(isHolding(externalStateOn(dates, day))).toBe(holds);
	});

	it('ends with what comes first', () => {
		expect(externalEnd({ ...law, inForceTo: '2027-01-01', repealedOn: '2026-12-01' })).toBe('2026-12-01');
		expect(externalEnd({ ...law, inForceTo: '2026-01-01', repealedOn: '2026-12-01' })).toBe('2026-01-01');
		expect(externalEnd(law)).toBeNull();
	});

	it('is named by number, issuer and day', () => {
		const key = externalKey('12/QĐ-UBND', 'UBND tỉnh', '2024-01-05');
		expect(externalKey(' 12/qđ-ubnd ', 'UBND  Tỉnh', '2024-01-05')).toBe(key);
		expect(externalKey('12/QĐ-UBND', 'UBND tỉnh', '2023-01-05')).not.toBe(key);
		expect(externalKey('12/QĐ-UBND', 'UBND xã Thạch Hà', '2024-01-05')).not.toBe(key);
	});
});

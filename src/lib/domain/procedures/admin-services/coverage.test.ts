import { describe, expect, it } from 'vitest';
import { countStates, coverageQuery, coverageState, mostOutOfDateFirst, type LinkedProcedure } from './coverage.ts';
import { limitValue, sameSubstance, serviceCodeKey, type Published } from './service.ts';

const published: Published = {
	decisionNumber: '12/QĐ-UBND',
	decisionDate: '2024-01-02',
	limit: { value: 3, unit: 'working_days' },
	limitNote: ''
};
const earlier: Published = { ...published, limit: { value: 5, unit: 'working_days' } };
const inForce = (writtenBy: Published | null, coming = false): LinkedProcedure => ({ inForce: { writtenBy }, coming });
const draft: LinkedProcedure = { inForce: null, coming: true };
const handled = { handled: true };

describe('the coverage of a service', () => {
	it.each([
		['undecided', null, []],
		['not_handled', { handled: false }, [inForce(published)]],
		['missing', handled, []],
		['missing', handled, [{ inForce: null, coming: false }]],
		['draft_only', handled, [draft]],
		['in_force', handled, [inForce(published)]],
		['in_force', handled, [draft, inForce(published, true)]],
		['out_of_date', handled, [inForce(earlier)]],
		['out_of_date', handled, [inForce(null)]],
		['out_of_date', handled, [inForce(published), inForce(earlier, true)]]
	] as const)('is %s', (state, choice, procedures) => {
		expect(coverageState(choice, published, procedures)).toBe(state);
	});

	it('is counted by state', () => {
		expect(countStates(['missing', 'in_force', 'missing'])).toMatchObject({ missing: 2, in_force: 1, undecided: 0 });
	});

	it('is filtered by what the address says and was understood', () => {
		expect(coverageQuery(new URLSearchParams('state=missing&q= khai sinh '))).toEqual({ q: 'khai sinh', state: 'missing', field: '' });
		expect(coverageQuery(new URLSearchParams('state=constructor')).state).toBeNull();
	});
});

describe('what is published about a service', () => {
	it('is the same in substance whatever spaces and case, not with another decision or limit', () => {
		expect(sameSubstance(published, { ...published, decisionNumber: ' 12/qđ-ubnd ' })).toBe(true);
		expect(sameSubstance(published, { ...published, decisionNumber: '12/QD-UBND' })).toBe(false);
		expect(sameSubstance(published, { ...published, decisionDate: '2024-01-03' })).toBe(false);
		expect(sameSubstance(published, { ...published, limit: { value: 3, unit: 'working_hours' } })).toBe(false);
		expect(sameSubstance(published, { ...published, limit: null })).toBe(false);
		expect(sameSubstance(published, { ...published, limitNote: '05 ngày nếu phải xác minh' })).toBe(false);
	});

	it('has one code however it is written', () => {
		expect(serviceCodeKey(' 2.000908.000.00.00.h27 ')).toBe(serviceCodeKey('2.000908.000.00.00.H27'));
		expect(serviceCodeKey('TTHC-Đ1')).toBe('TTHCĐ1');
		expect(serviceCodeKey(' .- ')).toBe('');
	});

	it.each([
		['10', 10],
		['0,5', 0.5],
		['½', 0.5],
		['1.25', 1.25],
		['0', null],
		['-1', null],
		['mười', null],
		['1000', null],
		['1e2', null]
	])('reads the limit %s as %s', (text, value) => {
		expect(limitValue(text)).toBe(value);
	});
});

it('puts units that are behind first and leaves the others in their order', () => {
	const line = (name: string, outOfDate: number) => ({ name, counts: countStates(Array<'out_of_date'>(outOfDate).fill('out_of_date')) });
	const lines = [line('a', 0), line('b', 1), line('c', 0), line('d', 3)];
	expect(mostOutOfDateFirst(lines).map(({ name }) => name)).toEqual(['d', 'b', 'a', 'c']);
});

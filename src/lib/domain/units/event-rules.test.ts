import { describe, expect, it } from 'vitest';
import { planEvent, type EventInput, type EventTarget } from './event-rules.ts';
import type { UnitFacts, UnitOnDay } from './unit.ts';

const day = '2026-07-01';
const unit = (unitId: string, over: Partial<UnitOnDay> = {}): UnitOnDay => ({
	unitId,
	code: unitId.toUpperCase(),
	name: `Xã ${unitId}`,
	kindCode: 'COMMUNE',
	parentId: 'p',
	validFrom: '2016-01-01',
	validTo: null,
	...over
});
const units = new Map(
	[
		unit('p', { kindCode: 'PROVINCE', parentId: null }),
		unit('d', { kindCode: 'DISTRICT' }),
		unit('a', { parentId: 'd' }),
		unit('b'),
		unit('c'),
		unit('gone-soon', { validTo: '2027-01-01' })
	].map((entry) => [entry.unitId, entry])
);
const fresh = (code: string, over: Partial<UnitFacts> = {}): EventTarget => ({
	unitId: null,
	facts: { code, name: code, kindCode: 'COMMUNE', parentId: 'p', ...over }
});
const plan = (kind: EventInput['kind'], from: string[], to: EventTarget[], laterCodes = new Map<string, string>()) =>
	planEvent({ kind, effectiveOn: day, from, to }, { units, laterCodes });

describe('an event of units', () => {
	it('merges two units into a new one that may take the code of one of them', () => {
		expect(plan('MERGE', ['b', 'c'], [fresh('B')])).toMatchObject({
			ends: [{ unitId: 'b' }, { unitId: 'c' }],
			begins: [{ code: 'B' }],
			lines: [
				{ from: 'b', to: { begins: 0 } },
				{ from: 'c', to: { begins: 0 } }
			]
		});
	});

	it('merges one unit into another that goes on, perhaps with a new name', () => {
		const result = plan('MERGE', ['b'], [{ unitId: 'c', change: { name: 'Xã mới' } }]);
		expect(result).toMatchObject({
			ends: [{ unitId: 'b' }],
			begins: [],
			changes: [{ before: { unitId: 'c' }, after: { name: 'Xã mới', code: 'C' } }]
		});
	});

	it('splits a unit over several, and lets it stand when it is one of them', () => {
		expect(plan('SPLIT', ['b'], [fresh('N1'), { unitId: 'c' }])).toMatchObject({
			ends: [{ unitId: 'b' }],
			lines: [{ to: { begins: 0 } }, { to: 'c' }]
		});
		expect(plan('SPLIT', ['b'], [{ unitId: 'b' }, fresh('N1')])).toMatchObject({ ends: [], begins: [{ code: 'N1' }] });
	});

	it('renames, moves, changes the kind, establishes and abolishes', () => {
		expect(plan('RENAME', ['b'], [{ unitId: 'b', change: { name: 'Xã khác' } }])).toMatchObject({
			ends: [],
			changes: [{ after: { name: 'Xã khác' } }]
		});
		expect(plan('MOVE_PARENT', ['b'], [{ unitId: 'b', change: { parentId: 'd' } }])).toMatchObject({
			changes: [{ after: { parentId: 'd' } }]
		});
		expect(plan('UPGRADE', ['b'], [{ unitId: 'b', change: { kindCode: 'TOWNSHIP' } }])).toMatchObject({
			changes: [{ after: { kindCode: 'TOWNSHIP' } }]
		});
		expect(plan('ESTABLISH', [], [fresh('N')])).toMatchObject({ lines: [{ from: null, to: { begins: 0 } }] });
		expect(plan('ABOLISH', ['b'], [])).toMatchObject({ ends: [{ unitId: 'b' }], lines: [{ from: 'b', to: null }] });
	});

	it.each([
		['a merge of one unit into a new one', 'MERGE', ['b'], [fresh('N')]],
		['a merge into one of those that end', 'MERGE', ['b', 'c'], [{ unitId: 'b' }]],
		['a split into one', 'SPLIT', ['b'], [fresh('N')]],
		['a rename of two', 'RENAME', ['b', 'c'], [{ unitId: 'b', change: { name: 'x' } }]],
		['a rename that lands on another unit', 'RENAME', ['b'], [{ unitId: 'c', change: { name: 'x' } }]],
		['a unit named twice', 'MERGE', ['b', 'b'], [fresh('N')]],
		['an abolition that begins a unit', 'ABOLISH', ['b'], [fresh('N')]],
		['an establishment from a unit', 'ESTABLISH', ['b'], [fresh('N')]]
	] as const)('refuses %s', (_what, kind, from, to) => {
		expect(plan(kind, [...from], [...to])).toEqual({ refusal: 'unit_event_shape' });
	});

	it('refuses a change that changes nothing', () => {
		expect(plan('RENAME', ['b'], [{ unitId: 'b', change: { kindCode: 'WARD' } }])).toEqual({ refusal: 'unit_event_nothing' });
	});

	it('refuses units that do not exist that day or have an end already', () => {
		expect(plan('ABOLISH', ['nobody'], [])).toEqual({ refusal: 'unit_not_on_day', unitId: 'nobody' });
		expect(plan('ABOLISH', ['gone-soon'], [])).toEqual({ refusal: 'unit_changed_later', unitId: 'gone-soon' });
		expect(plan('MOVE_PARENT', ['b'], [{ unitId: 'b', change: { parentId: 'gone-soon' } }])).toMatchObject({
			refusal: 'unit_changed_later'
		});
	});

	it('leaves nothing hanging under a unit that ends, and puts nothing under it', () => {
		expect(plan('ABOLISH', ['d'], [])).toEqual({ refusal: 'unit_has_children', unitId: 'd' });
		expect(plan('MERGE', ['d', 'a'], [fresh('N')])).toMatchObject({ ends: [{ unitId: 'd' }, { unitId: 'a' }] });
		expect(plan('MERGE', ['b', 'c'], [fresh('N', { parentId: 'b' })])).toEqual({ refusal: 'unit_parent_missing', unitId: 'b' });
		expect(plan('ESTABLISH', [], [fresh('N', { parentId: 'nobody' })])).toEqual({ refusal: 'unit_parent_missing', unitId: 'nobody' });
	});

	it('refuses a loop', () => {
		expect(plan('MOVE_PARENT', ['d'], [{ unitId: 'd', change: { parentId: 'a' } }])).toEqual({ refusal: 'unit_loop', unitId: 'd' });
		expect(plan('MOVE_PARENT', ['b'], [{ unitId: 'b', change: { parentId: 'b' } }])).toEqual({ refusal: 'unit_loop', unitId: 'b' });
	});

	it('refuses a code that another unit has from that day on', () => {
		expect(plan('ESTABLISH', [], [fresh('C')])).toEqual({ refusal: 'unit_code_taken', code: 'C' });
		expect(plan('ESTABLISH', [], [fresh('L')], new Map([['L', 'later']]))).toEqual({ refusal: 'unit_code_taken', code: 'L' });
		expect(plan('SPLIT', ['b'], [fresh('N'), fresh('N')])).toEqual({ refusal: 'unit_code_taken', code: 'N' });
		expect(plan('RENAME', ['b'], [{ unitId: 'b', change: { name: 'x', code: 'C' } }])).toEqual({ refusal: 'unit_code_taken', code: 'C' });
	});
});

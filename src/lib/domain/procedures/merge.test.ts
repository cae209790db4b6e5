import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editsBy, someContent, textsIn } from '#test/support/procedure-edits.ts';
import { emptyContent, type ProcedureContent, type ProcedureStep } from './content.ts';
import { mergeContent } from './merge.ts';

const twoSides = fc
	.record({ base: someContent, edits: editsBy('M'), others: editsBy('T') })
	.map(({ base, edits, others }) => ({ base, mine: edits(base), theirs: others(base) }));

function step(id: string, what = id, who = ''): ProcedureStep {
	return { id, what, who, time: null, result: '' };
}
function withSteps(...steps: ProcedureStep[]): ProcedureContent {
	return { ...emptyContent(true), steps };
}
const order = ({ steps }: ProcedureContent) => steps.map(({ id }) => id);

describe('any two edits of one text', () => {
	it('lose nothing that either side wrote', () => {
		fc.assert(
			fc.property(twoSides, ({ base, mine, theirs }) => {
				const { merged, conflicts } = mergeContent(base, mine, theirs);
				const known = new Set([...textsIn(merged), ...textsIn(conflicts)]);
				const old = new Set(textsIn(base));
				for (const text of [...textsIn(mine), ...textsIn(theirs)]) if (!old.has(text)) expect(known).toContain(text);
			}),
			{ numRuns: 1000 }
		);
	});
	it('take out only what a side took out', () => {
		fc.assert(
			fc.property(twoSides, ({ base, mine, theirs }) => {
				const { merged } = mergeContent(base, mine, theirs);
				for (const id of order(base)) if (order(mine).includes(id) && order(theirs).includes(id)) expect(order(merged)).toContain(id);
			}),
			{ numRuns: 500 }
		);
	});
	it('merged again change nothing', () => {
		fc.assert(
			fc.property(twoSides, ({ base, mine, theirs }) => {
				const { merged, conflicts } = mergeContent(base, mine, theirs);
				const again = mergeContent(base, mine, merged);
				expect(again.merged).toEqual(merged);
				if (conflicts.length === 0) expect(again.conflicts).toEqual([]);
			}),
			{ numRuns: 1000 }
		);
	});
	it('give the one side where the other did nothing', () => {
		fc.assert(
			fc.property(twoSides, ({ base, mine }) => {
				expect(mergeContent(base, mine, base)).toEqual({ merged: mine, conflicts: [] });
				expect(mergeContent(base, base, mine)).toEqual({ merged: mine, conflicts: [] });
				expect(mergeContent(base, mine, mine)).toEqual({ merged: mine, conflicts: [] });
			}),
			{ numRuns: 500 }
		);
	});
	it('give the same whoever comes first, where they do not collide', () => {
		fc.assert(
			fc.property(twoSides, ({ base, mine, theirs }) => {
				const one = mergeContent(base, mine, theirs);
				const other = mergeContent(base, theirs, mine);
				expect(other.conflicts.length).toBe(one.conflicts.length);
				if (one.conflicts.length === 0) expect(order(other.merged)).toEqual(order(one.merged));
				if (one.conflicts.length === 0) expect(other.merged).toEqual({ ...one.merged, clauses: other.merged.clauses });
			}),
			{ numRuns: 1000 }
		);
	});
});

describe('a merge of two texts', () => {
	const base = withSteps(step('a'), step('b'), step('c'));

	it('brings together two fields of one step', () => {
		const { merged, conflicts } = mergeContent(
			base,
			withSteps(step('a', 'mới'), step('b'), step('c')),
			withSteps(step('a', 'a', 'Văn thư'), step('b'), step('c'))
		);
		expect(conflicts).toEqual([]);
		expect(merged.steps[0]).toEqual(step('a', 'mới', 'Văn thư'));
	});
	it('keeps both texts of one field', () => {
		const { merged, conflicts } = mergeContent(
			base,
			withSteps(step('a', 'của tôi'), step('b'), step('c')),
			withSteps(step('a', 'của họ'), step('b'), step('c'))
		);
		expect(merged.steps[0]?.what).toBe('của họ');
		expect(conflicts).toEqual([{ part: 'steps', kind: 'field', rowId: 'a', field: 'what', base: 'a', mine: 'của tôi', theirs: 'của họ' }]);
	});
	it('keeps a row that one side took out and the other wrote in', () => {
		const { merged, conflicts } = mergeContent(base, withSteps(step('a'), step('c')), withSteps(step('a'), step('b', 'sửa'), step('c')));
		expect(order(merged)).toEqual(['a', 'b', 'c']);
		expect(conflicts).toMatchObject([{ kind: 'row', rowId: 'b', mine: null, theirs: { what: 'sửa' } }]);
	});
	it('moves by one side, adds by the other', () => {
		const { merged, conflicts } = mergeContent(
			base,
			withSteps(step('c'), step('a'), step('b')),
			withSteps(step('a'), step('x'), step('b'), step('c'))
		);
		expect(conflicts).toEqual([]);
		expect(order(merged)).toEqual(['c', 'a', 'x', 'b']);
	});
	it('says when both moved in two ways, and keeps the order of the others', () => {
		const { merged, conflicts } = mergeContent(
			base,
			withSteps(step('c'), step('a'), step('b')),
			withSteps(step('b'), step('a'), step('c'))
		);
		expect(order(merged)).toEqual(['b', 'a', 'c']);
		expect(conflicts).toMatchObject([{ kind: 'order', mine: ['c', 'a', 'b'], theirs: ['b', 'a', 'c'] }]);
	});
	it('refuses more rows than fit instead of dropping some', () => {
		const many = (side: string) => Array.from({ length: 150 }, (_, index) => step(`${side}${index}`));
		expect(() => mergeContent(withSteps(), withSteps(...many('m')), withSteps(...many('t')))).toThrow('too_many:200');
	});
	it('keeps the blocks of a service that one side took away and the other wrote in', () => {
		const wrote = { ...base, service: base.service && { ...base.service, fee: 'Không' } };
		expect(mergeContent(base, { ...base, service: null }, wrote).merged.service?.fee).toBe('Không');
		expect(mergeContent(base, { ...base, service: null }, base).merged.service).toBeNull();
	});
});

import { describe, expect, it } from 'vitest';
import { adoptionStateOf, behindOf, type AdoptionFacts, type ModelFacts } from './adoption-state.ts';
import { columnShare, hasCell, lateFirst, matrixRows } from './matrix.ts';

const version = (issueNo: number, effectiveFrom: string) => ({ id: `v${issueNo}`, issueNo, revisionNo: 0, effectiveFrom });
const model: ModelFacts = {
	unitKinds: [],
	dueDays: 30,
	versions: [version(3, '2026-11-10'), version(1, '2026-01-01'), version(2, '2026-10-01')]
};
const adopted: AdoptionFacts = {
	documentId: 'd',
	notApplicable: false,
	base: { issueNo: 3, revisionNo: 0 },
	declined: null,
	issued: true,
	asIs: true
};

describe('a unit is behind a model', () => {
	it('by the issued versions since the one merged, from the first of them', () => {
		expect(behindOf(model, { base: { issueNo: 1, revisionNo: 0 }, declined: null })).toEqual({
			by: 2,
			since: '2026-10-01',
			due: '2026-10-31'
		});
		expect(behindOf(model, { base: { issueNo: 3, revisionNo: 0 }, declined: null })).toBeNull();
	});
	it('not for what it declined, but again for what came later', () => {
		expect(behindOf(model, { base: { issueNo: 1, revisionNo: 0 }, declined: { issueNo: 3, revisionNo: 0 } })).toBeNull();
		expect(behindOf(model, { base: { issueNo: 1, revisionNo: 0 }, declined: { issueNo: 2, revisionNo: 0 } })).toMatchObject({ by: 1 });
	});
	it('not while it follows nothing', () => {
		expect(behindOf(model, { base: null, declined: null })).toBeNull();
	});
});

describe('the state of a unit and a model', () => {
	it.each([
		['not_started', null],
		['not_started', { ...adopted, documentId: null }],
		['not_started', { ...adopted, base: null }],
		['not_applicable', { ...adopted, notApplicable: true }],
		['draft', { ...adopted, issued: false }],
		['as_is', adopted],
		['local_change', { ...adopted, asIs: false }],
		['behind', { ...adopted, base: { issueNo: 2, revisionNo: 0 } }]
	] as const)('is %s', (state, facts) => {
		expect(adoptionStateOf(model, 'XA', facts)).toBe(state);
	});
	it('is none of its business where the model is for other kinds, unless it adopted it', () => {
		const forWards = { ...model, unitKinds: ['PHUONG'] };
		expect(adoptionStateOf(forWards, 'XA', null)).toBe('other_kind');
		expect(adoptionStateOf(forWards, 'XA', adopted)).toBe('as_is');
	});
});

describe('the matrix', () => {
	const unit = (unitId: string) => ({ unitId, name: unitId, code: unitId, kindCode: 'XA' });
	const facts: Record<string, AdoptionFacts> = {
		late: { ...adopted, base: { issueNo: 1, revisionNo: 0 } },
		behind: { ...adopted, base: { issueNo: 2, revisionNo: 0 } },
		fine: adopted,
		aside: { ...adopted, notApplicable: true }
	};
	const rows = matrixRows(
		[{ ...model, id: 'm', documentId: 'd' }],
		['fine', 'aside', 'none', 'behind', 'late'].map(unit),
		(unitId) => facts[unitId] ?? null,
		'2026-11-20'
	);

	it('puts late units first, then those behind, then those that did least', () => {
		expect(lateFirst(rows).map((row) => row.unit.unitId)).toEqual(['late', 'behind', 'none', 'fine', 'aside']);
	});
	it('counts what is done of what concerns a unit', () => {
		expect(rows.map(({ done, of, late }) => [done, of, late])).toEqual([
			[1, 1, 0],
			[0, 0, 0],
			[0, 1, 0],
			[0, 1, 0],
			[0, 1, 1]
		]);
		expect(columnShare(rows, 0)).toEqual({ done: 1, of: 4 });
	});
	it('finds rows by the state of a cell', () => {
		const found = (state: 'late' | 'behind' | 'as_is') =>
			rows.filter((row) => hasCell(row, { state }, '2026-11-20')).map((row) => row.unit.unitId);
		expect(found('late')).toEqual(['late']);
		expect(found('behind')).toEqual(['behind', 'late']);
		expect(found('as_is')).toEqual(['fine']);
	});
});

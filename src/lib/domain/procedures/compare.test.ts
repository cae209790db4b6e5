import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from '#lib/domain/documents/compare.ts';
import { editsBy, someContent } from '#test/support/procedure-edits.ts';
import { sampleProcedure } from '#test/support/procedure-samples.ts';
import { compareProcedures, type PartChange, type ProcedureComparison } from './compare.ts';
import type { FieldChange, RowChange } from './compare-rows.ts';
import { summarise } from './compare-summary.ts';
import { withParts } from './content-parts.ts';
import { emptyContent, partKeys, type ProcedureContent, type ProcedureStep } from './content.ts';

const two = fc.record({ before: someContent, edits: editsBy('M') }).map(({ before, edits }) => ({ before, after: edits(before) }));

const oneSide = (spans: readonly Span[], without: Span['change']) =>
	spans
		.filter(({ change }) => change !== without)
		.map(({ text }) => text)
		.join('');
const valueOf = (change: FieldChange) => (change.kind === 'text' ? oneSide(change.spans, 'removed') : change.after);

/** The later content, from the earlier one and the differences alone. */
function applied(before: ProcedureContent, { sections }: ProcedureComparison): ProcedureContent {
	const parts = sections.flatMap(({ parts }) => parts);
	const changed = Object.fromEntries(parts.map((part) => [part.part, partAfter(before, part)]));
	return withParts(before, changed);
}

function partAfter(before: ProcedureContent, part: PartChange): unknown {
	if (part.kind === 'value') return valueOf(part.value);
	if (part.kind === 'words') return [...part.kept, ...part.added];
	const old: Readonly<Record<string, unknown>>[] =
		part.part === 'steps' ? [...before.steps] : part.part === 'forms' ? [...before.forms] : [];
	return part.rows
		.filter(({ noAfter }) => noAfter !== null)
		.map(({ rowId, noBefore, fields }) => ({
			...(noBefore === null ? { id: rowId, what: '', who: '', time: null, result: '', code: '', name: '' } : old[noBefore - 1]),
			id: rowId,
			...Object.fromEntries(fields.map((field) => [field.field, valueOf(field)]))
		}));
}

function step(id: string, what = id, more: Partial<ProcedureStep> = {}): ProcedureStep {
	return { id, what, who: '', time: null, result: '', ...more };
}
function withSteps(...steps: ProcedureStep[]): ProcedureContent {
	return { ...emptyContent(true), steps };
}
function stepsOf(before: ProcedureContent, after: ProcedureContent): RowChange[] {
	return compareProcedures(before, after).sections.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'rows' ? part.rows : [])));
}
const seen = (rows: readonly RowChange[]) => rows.map(({ rowId, kind, noBefore, noAfter }) => [rowId, kind, noBefore, noAfter]);

describe('comparing any two texts of a procedure', () => {
	it('says everything that makes the later one of the earlier one', () => {
		fc.assert(
			fc.property(two, ({ before, after }) => {
				expect(applied(before, compareProcedures(before, after))).toEqual(after);
			}),
			{ numRuns: 1000 }
		);
	});
	it('finds the same differences from either end', () => {
		fc.assert(
			fc.property(two, ({ before, after }) => {
				const [there, back] = [compareProcedures(before, after), compareProcedures(after, before)];
				expect(back.sections.map(({ key }) => key)).toEqual(there.sections.map(({ key }) => key));
				const count = ({ sections }: ProcedureComparison, kind: RowChange['kind']) =>
					sections
						.flatMap(({ parts }) => parts)
						.flatMap((part) => (part.kind === 'rows' ? part.rows.filter((row) => row.kind === kind) : [])).length;
				for (const [one, other] of [
					['added', 'removed'],
					['removed', 'added'],
					['changed', 'changed']
				] as const)
					expect(count(back, one)).toBe(count(there, other));
			}),
			{ numRuns: 500 }
		);
	});
	it('of equal ones finds nothing', () => {
		fc.assert(
			fc.property(someContent, (content) => {
				expect(compareProcedures(content, structuredClone(content))).toMatchObject({ sections: [], coarse: false });
				expect(summarise(compareProcedures(content, content))).toEqual([]);
			})
		);
		const long = sampleProcedure(4, 30);
		expect(compareProcedures(long, structuredClone(long)).sections).toEqual([]);
		expect(compareProcedures(long, long).same.map(({ no }) => no)).toContain('5.7');
	});
});

describe('a comparison of two texts', () => {
	it('finds a step again wherever it was moved, and names both places', () => {
		const rows = stepsOf(withSteps(step('a'), step('b'), step('c')), withSteps(step('c'), step('a'), step('x'), step('b')));
		expect(seen(rows)).toEqual([
			['c', 'moved', 3, 1],
			['a', 'same', 1, 2],
			['x', 'added', null, 3],
			['b', 'same', 2, 4]
		]);
	});
	it('shows a step that went where it stood', () => {
		const rows = stepsOf(withSteps(step('z'), step('a'), step('b'), step('c')), withSteps(step('a'), step('c')));
		expect(seen(rows)).toEqual([
			['z', 'removed', 1, null],
			['a', 'same', 2, 1],
			['b', 'removed', 3, null],
			['c', 'same', 4, 2]
		]);
	});
	it('says field by field what changed in a step, also in one that moved', () => {
		const was = step('a', 'Thẩm định hồ sơ', { who: 'Chuyên viên', time: { value: 8, unit: 'hours' } });
		const is = step('a', 'Thẩm định hồ sơ', { who: 'Chuyên viên', time: { value: 4, unit: 'hours' }, result: 'BM.01' });
		const [row] = stepsOf(withSteps(was, step('b'), step('c')), withSteps(step('b'), step('c'), is)).filter(({ rowId }) => rowId === 'a');
		expect(row).toMatchObject({ kind: 'changed', moved: true, noBefore: 1, noAfter: 3, name: 'Thẩm định hồ sơ' });
		expect(row?.fields).toEqual([
			{ field: 'time', kind: 'time', before: { value: 8, unit: 'hours' }, after: { value: 4, unit: 'hours' } },
			{ field: 'result', kind: 'text', spans: [{ text: 'BM.01', change: 'added' }] }
		]);
	});
	it('takes rows that were imported anew with the same words for the same', () => {
		const before = withSteps(step('a', 'Tiếp nhận'), step('b', 'Ký'));
		expect(compareProcedures(before, withSteps(step('n1', 'Tiếp nhận'), step('n2', 'Ký'))).sections).toEqual([]);
		const rows = stepsOf(before, withSteps(step('n1', 'Tiếp nhận', { who: 'Văn thư' }), step('n2', 'Ký')));
		expect(seen(rows)).toEqual([
			['n1', 'changed', 1, 1],
			['n2', 'same', 2, 2]
		]);
	});
	it('says of a section whether it is new, went or changed, by its number on the paper', () => {
		const before = { ...emptyContent(true), purpose: 'Một', recordsNote: 'Tại kho' };
		const after = { ...emptyContent(true), purpose: 'Hai', scope: 'Toàn xã' };
		expect(compareProcedures(before, after).sections.map(({ key, no, kind }) => [key, no, kind])).toEqual([
			['purpose', '1', 'changed'],
			['scope', '2', 'added'],
			['records', '7', 'removed']
		]);
		const paid = { ...emptyContent(true), service: withFee('30.000 đồng') };
		expect(compareProcedures(paid, emptyContent(false)).sections).toMatchObject([{ key: 'fee', no: '5.6', kind: 'removed' }]);
	});
	it('notices every part', () => {
		const [before, after] = [emptyContent(true), sampleProcedure(2, 5)];
		const found = new Set(compareProcedures(before, after).sections.flatMap(({ parts }) => parts.map(({ part }) => part)));
		const filled = { ...after, stepNotes: 'Chú ý', sections: [{ id: 's', heading: 'A', text: 'B' }], recordsNote: 'Kho', clauses: ['8.1'] };
		for (const { parts } of compareProcedures(before, filled).sections) for (const { part } of parts) found.add(part);
		expect([...found].sort()).toEqual([...partKeys].sort());
	});
	it('notices another document behind the same words', () => {
		const row = { id: 'r', text: 'Quy trình lưu trữ', documentId: null, externalId: null };
		const id = '018f4b7e-5d7a-7c3c-9d3e-0f5a6b7c8d9e';
		const before = { ...emptyContent(false), references: [row] };
		const [section] = compareProcedures(before, { ...before, references: [{ ...row, documentId: id }] }).sections;
		expect(section?.parts).toMatchObject([{ rows: [{ kind: 'changed', fields: [{ field: 'documentId', before: null, after: id }] }] }]);
	});
});

function withFee(fee: string): ProcedureContent['service'] {
	const { service } = emptyContent(true);
	return service && { ...service, fee };
}

describe('a summary', () => {
	const hours = (value: number) => ({ value, unit: 'hours' as const });
	it('counts steps and names the times that changed', () => {
		const before = withSteps(step('a', 'A', { time: hours(8) }), step('b', 'B', { time: hours(8) }), step('c', 'C', { who: 'Văn thư' }));
		const after = withSteps(
			step('a', 'A', { time: hours(4) }),
			step('x'),
			step('b', 'B', { time: { value: 1, unit: 'days' } }),
			step('y'),
			step('c', 'C', { who: 'Chánh Văn phòng' })
		);
		expect(summarise(compareProcedures(before, after))).toEqual([
			{ kind: 'rows', section: 'steps', change: 'added', count: 2, nos: [2, 4] },
			{ kind: 'rows', section: 'steps', change: 'changed', count: 3, nos: [1, 3, 5] },
			{ kind: 'step_time', no: 1, before: hours(8), after: hours(4) },
			{ kind: 'step_who', no: 5, before: 'Văn thư', after: 'Chánh Văn phòng' }
		]);
	});
	it('tells the time limit first, and of what else changed the sections', () => {
		const before = { ...emptyContent(true), purpose: 'Một', service: withFee('') };
		const service = before.service && { ...before.service, timeLimit: hours(8) };
		expect(summarise(compareProcedures(before, { ...before, purpose: 'Hai', scope: 'Xã', service }))).toEqual([
			{ kind: 'time_limit', before: null, after: hours(8) },
			{ kind: 'sections', change: 'added', sections: ['scope'] },
			{ kind: 'sections', change: 'changed', sections: ['purpose'] }
		]);
	});
});

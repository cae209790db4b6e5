import { describe, expect, it } from 'vitest';
import { emptyContent, type ProcedureStep } from './content.ts';
import { columnsOf, sectionsOf } from './editor-sections.ts';
import { partsFromForm, typedTime, wordsIn } from './part-forms.ts';
import { guessColumns, rowsFromTable, tableFromText } from './paste-rows.ts';

const step = (id: string, what = id): ProcedureStep => ({ id, what, who: '', time: null, result: '' });
let count = 0;
const newId = () => `n${++count}`;

describe('a time as people type it', () => {
	it.each([
		['0,5', { value: 0.5, unit: 'days' }],
		['½', { value: 0.5, unit: 'days' }],
		['4 giờ', { value: 4, unit: 'hours' }],
		['04 giờ', { value: 4, unit: 'hours' }],
		['2 ngày', { value: 2, unit: 'days' }],
		['1½ ngày', { value: 1.5, unit: 'days' }],
		['3 hours', { value: 3, unit: 'hours' }],
		['2 days', { value: 2, unit: 'days' }],
		['7', { value: 7, unit: 'days' }]
	])('%s', (text, time) => expect(typedTime(text, 'days')).toEqual(time));
	it('is nothing when nothing is typed, and not understood when it is none', () => {
		expect(typedTime(' ', 'days')).toBeNull();
		expect(typedTime('trong ngày', 'days')).toBeUndefined();
	});
});

describe('a part as a plain form', () => {
	const content = { ...emptyContent(true), steps: [step('a'), step('b'), step('c')] };
	const section = sectionsOf(content).find(({ key }) => key === 'steps');
	const rows = { 'steps.row': ['a', 'b', 'c'], 'steps.a.what': 'A', 'steps.a.time': '½', 'steps.b.time': 'mai', stepNotes: 'ghi chú' };
	const sent = (act: string) => {
		if (!section) throw new Error('no steps');
		return partsFromForm(content, section, { ...rows, act }, newId);
	};

	it('keeps what was typed, and says which time it did not understand', () => {
		const { content: next, wrong } = sent('');
		expect(next.steps.map(({ what }) => what)).toEqual(['A', 'b', 'c']);
		expect(next.steps[0]?.time).toEqual({ value: 0.5, unit: 'days' });
		expect(next.stepNotes).toBe('ghi chú');
		expect(wrong).toEqual(['steps.b.time']);
	});
	it('moves, adds and removes rows by its buttons', () => {
		const ids = (act: string) => sent(act).content.steps.map(({ id }) => id);
		expect(ids('down:steps:a')).toEqual(['b', 'a', 'c']);
		expect(ids('up:steps:a')).toEqual(['a', 'b', 'c']);
		expect(ids('remove:steps:b')).toEqual(['a', 'c']);
		expect(ids('add:steps')).toHaveLength(4);
		expect(ids('remove:forms:b')).toEqual(['a', 'b', 'c']);
	});
	it('reads clauses in any writing', () => expect(wordsIn('4.4, 8.5.1;7.5\n4.4')).toEqual(['4.4', '8.5.1', '7.5']));
});

describe('a pasted table', () => {
	const columns = columnsOf('steps');
	it('goes by its head, whatever the order, and leaves out the numbers', () => {
		const table = tableFromText('TT\tTrách nhiệm\tTrình tự\tThời gian\tBiểu mẫu/Kết quả\nB1\tVăn thư\t"Tiếp nhận\nhồ sơ"\t½ ngày\tBM.01\n');
		const guess = guessColumns(table, columns);
		expect(guess).toMatchObject({ certain: true, skipHead: true, map: [null, 'who', 'what', 'time', 'result'] });
		expect(rowsFromTable(table, guess, columns, newId)).toMatchObject([
			{ what: 'Tiếp nhận\nhồ sơ', who: 'Văn thư', time: { value: 0.5, unit: 'days' }, result: 'BM.01' }
		]);
	});
	it('without a head is taken in order, for a person to look at', () => {
		const table = tableFromText('1\tTiếp nhận\tVăn thư\n2\tKý\tGiám đốc');
		const guess = guessColumns(table, columns);
		expect(guess).toEqual({ certain: false, skipHead: false, map: [null, 'what', 'who'] });
	});
	it('loses no time that it does not understand', () => {
		const rows = rowsFromTable([['Tiếp nhận', 'trong ngày']], { map: ['what', 'time'], skipHead: false }, columns, newId);
		expect(rows).toMatchObject([{ what: 'Tiếp nhận\ntrong ngày', time: null }]);
	});
});

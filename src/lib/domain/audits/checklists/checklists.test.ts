import { describe, expect, it } from 'vitest';
import { compareQuestions } from './compare.ts';
import { readQuestionRows } from './import-rows.ts';

const question = (key: string, more: object = {}) => ({
	key,
	section: '1',
	text: `Câu ${key}`,
	clause: '7.5',
	evidence: '',
	guidance: '',
	weight: 1,
	documentIds: [],
	...more
});

describe('two versions of a checklist', () => {
	it('are compared by key: what was added, removed, changed and moved', () => {
		const before = [question('a'), question('b'), question('c'), question('d')];
		const after = [question('c'), question('a'), question('b', { weight: 3, documentIds: ['x'] }), question('e')];
		const { added, removed, changed, same, moved } = compareQuestions(before, after);
		expect(added.map(({ key }) => key)).toEqual(['e']);
		expect(removed.map(({ key }) => key)).toEqual(['d']);
		expect(changed.map(({ before, fields }) => [before.key, fields])).toEqual([['b', ['weight', 'documentIds']]]);
		expect([same, moved]).toEqual([2, 1]);
		expect(compareQuestions(before, before)).toMatchObject({ added: [], removed: [], changed: [], same: 4, moved: 0 });
	});
});

describe('a table of questions', () => {
	const known = { clauses: new Set(['7.5', '9.2']), documents: new Map([['qt 01', 'doc-1']]) };
	const line = (cells: string[], line: number) => ({ line, cells });
	const head = line(['Phần', 'Câu hỏi', 'Điều khoản', 'Điểm', 'Quy trình liên quan', 'Mã nhận diện'], 1);

	it('gives questions, with a clause as people write it', () => {
		const key = '0192d0c0-0000-7000-8000-000000000001';
		const { rows, faults } = readQuestionRows(
			[head, line(['A', 'Có danh mục không?', 'Điều 7.5', '3', 'QT.01', key], 2), line(['', 'Có hồ sơ không?', '', '', '', ''], 3)],
			known
		);
		expect(faults).toEqual([]);
		expect(rows[0]).toMatchObject({ key, section: 'A', clause: '7.5', weight: 3, documentIds: ['doc-1'] });
		expect(rows[1]).toMatchObject({ key: null, clause: null, weight: 1, documentIds: [] });
	});

	it('is refused line by line, and never guessed', () => {
		const { rows, faults } = readQuestionRows(
			[
				head,
				line(['A', '', '7.5', '1', '', ''], 2),
				line(['A', 'Câu', '99', '11', 'QT.99', 'abc'], 3),
				line(['A', '=1+1', '', '1,5', '', ''], 4)
			],
			known
		);
		expect(rows).toEqual([]);
		expect(faults.map(({ line, column, reason }) => [line, column, reason])).toEqual([
			[2, 'text', 'required'],
			[3, 'key', 'key_form'],
			[3, 'clause', 'clause_unknown'],
			[3, 'weight', 'weight_form'],
			[3, 'procedures', 'procedure_unknown'],
			[4, 'text', 'formula'],
			[4, 'weight', 'weight_form']
		]);
		expect(readQuestionRows([line(['Phần'], 1)], known).faults[0]?.reason).toBe('column_missing');
		expect(readQuestionRows([head], known).faults[0]?.reason).toBe('required');
	});
});

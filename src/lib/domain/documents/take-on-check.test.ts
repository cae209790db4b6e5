import { describe, expect, it } from 'vitest';
import { checkTakeOn, printedNumbers, type TakeOnFacts } from './take-on-check.ts';
import { emptyLine, type TypedLine } from './take-on.ts';
import { readTakeOnTable } from './take-on-table.ts';

const kind = (code: string, pdfRequired: boolean) => ({
	code,
	nameVi: `Loại ${code}`,
	nameEn: code,
	pdfRequired,
	sourceRequired: !pdfRequired
});
const facts: TakeOnFacts = {
	today: '2026-11-26',
	kinds: [kind('QT', true), kind('BM', false)],
	known: new Map([['QT.5', { id: 'd5', kind: 'QT', title: 'Có rồi', hasVersions: true }]]),
	files: [
		{ id: 'f1', fileName: 'QT-01 Tiếp nhận.pdf', fileType: 'pdf' },
		{ id: 'f2', fileName: 'bieu-mau.docx', fileType: 'docx' }
	]
};
const good: TypedLine = {
	...emptyLine,
	code: 'QT.01',
	title: 'Tiếp nhận',
	numbers: '02/01',
	decisionNumber: '12/QĐ',
	decisionDate: '01/03/2024',
	effectiveFrom: '2024-03-15'
};
const told = (...rows: Partial<TypedLine>[]) =>
	checkTakeOn(
		rows.map((row) => ({ ...good, ...row })),
		facts
	).map(({ problems }) => problems.map(({ column, code }) => `${column} ${code}`));

describe('the check of a list of paper documents', () => {
	it('takes a row as it stands on paper, its kind from the code and its file by the name', () => {
		const [row] = checkTakeOn([good], facts);
		expect(row).toMatchObject({ problems: [], kind: 'QT', issueNo: 2, revisionNo: 1, from: '2024-03-15', to: null, file: { id: 'f1' } });
	});

	it.each<[string, Partial<TypedLine>, string[]]>([
		['a day that is none', { decisionDate: '31/02/2024' }, ['decisionDate date_invalid']],
		['what is decided later', { decisionDate: '27/11/2026' }, ['decisionDate decision_in_future']],
		['what applies later', { effectiveFrom: '27/11/2026' }, ['effectiveFrom not_in_force_yet']],
		['an end to come', { lastDay: '26/11/2026' }, ['lastDay end_not_past']],
		['an end before the start', { lastDay: '01/01/2024' }, ['lastDay end_before_start']],
		['a past alone', { lastDay: '01/01/2025' }, ['lastDay not_in_force']],
		['numbers in words', { numbers: 'hai' }, ['numbers numbers_invalid']],
		['a file that nobody gave', { file: 'không có.pdf' }, ['file file_unknown']],
		['a Word file as the PDF', { file: 'bieu-mau' }, ['file file_type']],
		['a formula', { title: '=1+1' }, ['title formula']]
	])('says what is wrong with %s', (_what, row, expected) => {
		expect(told(row)).toEqual([expected]);
	});

	it('refuses what has a version, and asks for a file', () => {
		expect(told({ code: 'QT.5' })[0]).toEqual(['code has_versions', 'file required']);
	});

	it('ends a version where the next begins, and refuses days and numbers that cross', () => {
		const file = 'QT-01 Tiếp nhận.pdf';
		const old = { file, numbers: '01', effectiveFrom: '01/01/2020', decisionDate: '01/01/2020' };
		const rows = checkTakeOn(
			[
				{ ...good, file },
				{ ...good, ...old }
			],
			facts
		);
		expect(rows.map(({ to }) => to)).toEqual([null, '2024-03-15']);
		expect(rows.flatMap(({ problems }) => problems)).toEqual([]);
		expect(told({ file }, { ...old, lastDay: '01/06/2024' })[0]).toEqual(['effectiveFrom overlaps']);
		expect(told({ file }, { ...old, numbers: '03/00' })[0]).toEqual(['numbers numbers_not_increasing']);
	});

	it('reads numbers as they are printed', () => {
		expect(printedNumbers('Lần ban hành 02 · sửa đổi 01')).toEqual({ issueNo: 2, revisionNo: 1 });
		expect(printedNumbers('3.2')).toEqual({ issueNo: 3, revisionNo: 2 });
		expect([printedNumbers('0/0'), printedNumbers('1/2/3')]).toEqual([null, null]);
	});

	it('names what the first line of a table lacks, and keeps every cell', () => {
		expect(readTakeOnTable([{ line: 1, cells: ['Mã'] }]).faults).toMatchObject([{ column: 'title', reason: 'column_missing' }]);
		const { rows } = readTakeOnTable([
			{ line: 1, cells: ['Mã', 'Tên tài liệu', 'Hiệu lực từ'] },
			{ line: 2, cells: ['QT-1', 'x', 'hôm qua'] }
		]);
		expect(rows).toEqual([{ ...emptyLine, code: 'QT-1', title: 'x', effectiveFrom: 'hôm qua' }]);
	});
});

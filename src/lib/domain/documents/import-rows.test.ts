import { describe, expect, it } from 'vitest';
import { parentsFirst, readDocumentRows, type DocumentFault } from './import-rows.ts';

const kinds = [
	{ code: 'QT', nameVi: 'Quy trình', nameEn: 'Procedure' },
	{ code: 'BM', nameVi: 'Biểu mẫu', nameEn: 'Form' }
];
const lines = (...rows: string[][]) => rows.map((cells, index) => ({ line: index + 1, cells }));
const head = ['kind', 'class', 'code', 'title', 'parent', 'file', 'source', 'summary'];
const read = (...rows: string[][]) => readDocumentRows(lines(head, ...rows), kinds);
const told = (faults: readonly DocumentFault[]) => faults.map(({ line, column, reason }) => `${line}:${column}:${reason}`);

describe('a table of documents', () => {
	it('is read by the names of its columns, in Vietnamese too', () => {
		const { rows, faults } = readDocumentRows(
			lines(
				['Tên tài liệu', 'Mã hiệu', 'Loại', 'Phân loại', 'Tệp PDF', 'Tệp nguồn', 'Cột lạ'],
				['Kiểm soát tài liệu', 'qt-01', 'Quy trình', 'Hệ thống', 'qt01.pdf', '', 'x'],
				['Phiếu yêu cầu', 'BM.01.1', 'bm', '', '', 'bm/phieu.docx', '']
			),
			kinds
		);
		expect(faults).toEqual([]);
		expect(rows).toEqual([
			{
				line: 2,
				kind: 'QT',
				class: 'system',
				code: 'QT-01',
				key: 'QT.1',
				title: 'Kiểm soát tài liệu',
				parentKey: null,
				file: 'qt01.pdf',
				source: null,
				summary: ''
			},
			expect.objectContaining({ kind: 'BM', class: null, key: 'BM.1.1', file: null, source: 'bm/phieu.docx' })
		]);
	});

	it('is told what it lacks before any row is looked at', () => {
		expect(told(readDocumentRows(lines(['kind', 'code', 'code', 'file'], ['QT']), kinds).faults)).toEqual([
			'1:code:column_twice',
			'1:title:column_missing'
		]);
		expect(told(readDocumentRows([], kinds).faults)).toHaveLength(3);
	});

	it('names every fault of a row', () => {
		const { rows, faults } = read(
			['QT', '', 'QT.1', '=HYPERLINK("x")', '', 'a.pdf'],
			['XX', 'chơi', '???', 'Tên', '', 'a.pdf'],
			['BM', 'tthc', 'BM.1', 'Tên', 'BM.01', 'a.pdf'],
			['', '', '', 'Tên', '', ''],
			['QT', '', 'QT.5', 'T'.repeat(301), '', 'a.pdf', '', 's'.repeat(2001)],
			['QT', '', 'QT 05', 'Trùng', '', 'a.pdf']
		);
		expect(rows).toEqual([]);
		expect(told(faults)).toEqual([
			'2:title:formula',
			'3:kind:kind_unknown',
			'3:class:class_unknown',
			'3:code:code_invalid',
			'4:class:class_of_procedures',
			'4:parent:parent_self',
			'5:kind:required',
			'5:code:required',
			'5:file:file_required',
			'6:title:too_long',
			'6:summary:too_long',
			'7:code:code_twice'
		]);
	});
});

describe('parents', () => {
	const rowsOf = (...pairs: [code: string, parent: string][]) =>
		read(...pairs.map(([code, parent]) => ['QT', '', code, 'Tên', parent, 'a.pdf'])).rows;

	it('come before their children, however the table has them', () => {
		const { ordered, faults } = parentsFirst(rowsOf(['QT.3', 'QT.2'], ['QT.2', 'qt-01'], ['QT.4', ''], ['QT.1', '']), new Set(), new Set());
		expect(faults).toEqual([]);
		expect(ordered.map(({ key }) => key)).toEqual(['QT.1', 'QT.2', 'QT.3', 'QT.4']);
	});

	it('may be known already, or are told when they are nowhere or go in a circle', () => {
		const rows = rowsOf(['QT.2', 'STCL.1'], ['QT.3', 'QT.9'], ['QT.4', 'QT.5'], ['QT.5', 'QT.6'], ['QT.6', 'QT.5'], ['QT.7', 'QT.8']);
		const { ordered, faults } = parentsFirst(rows, new Set(['STCL.1']), new Set(['QT.8']));
		expect(ordered.map(({ key }) => key)).toEqual(['QT.2', 'QT.3', 'QT.7']);
		expect(told(faults)).toEqual(['3:parent:parent_unknown', '5:parent:parent_circle', '6:parent:parent_circle']);
	});
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docxWith, sheetRow, xlsxWith } from '#test/support/hostile-files/office.ts';
import { createFileParser, type FileParser } from './inspect.ts';
import { csv, harmless, writeSheet } from './sheet.ts';
import { readTable, type Table } from './table.ts';

async function rowsOf(content: string | Buffer, fileName = 'a.csv'): Promise<Table['rows']> {
	return (await readTable(Buffer.from(content as string), fileName)).rows;
}

const refused = (content: string | Buffer, fileName?: string) => rowsOf(content, fileName).then(String, (error: unknown) => error);

describe('a table that comes in', () => {
	it('may be TSV, CSV with comma or semicolon, or Unicode text of Excel', async () => {
		const expected = [
			{ line: 1, cells: ['code', 'name'] },
			{ line: 2, cells: ['SO-NV', 'Sở Nội vụ'] }
		];
		expect(await rowsOf('code\tname\nSO-NV\tSở Nội vụ\n', 'a.tsv')).toEqual(expected);
		expect(await rowsOf('\ufeffcode,name\r\nSO-NV,Sở Nội vụ\r\n')).toEqual(expected);
		expect(await rowsOf('code;name\rSO-NV;Sở Nội vụ'.replace('\r', '\n'))).toEqual(expected);
		const unicodeText = Buffer.from('\ufeffcode\tname\r\nSO-NV\tSở Nội vụ', 'utf16le');
		expect(await rowsOf(unicodeText, 'a.txt')).toEqual(expected);
	});

	it('keeps the place of each row over quoted line ends and empty rows', async () => {
		expect(await rowsOf('a,"b, ""c""\nd"\n\n,,\ne,f\n')).toEqual([
			{ line: 1, cells: ['a', 'b, "c" d'] },
			{ line: 5, cells: ['e', 'f'] }
		]);
	});

	it('is NFC, without invisible marks', async () => {
		expect(await rowsOf('Sở\u200b Nô\u0323i vu\u0323,\u202ea')).toEqual([{ line: 1, cells: ['Sở Nội vụ', 'a'] }]);
	});

	it('may be a workbook: places, dates and numbers come through', async () => {
		const bytes = await writeSheet(
			[{ code: 'SO-NV', from: new Date('2016-01-01'), count: 12.5 }],
			[
				{ header: 'code', value: (row) => row.code },
				{ header: 'from', value: (row) => row.from },
				{ header: 'count', value: (row) => row.count }
			]
		);
		expect(await rowsOf(bytes, 'a.xlsx')).toEqual([
			{ line: 1, cells: ['code', 'from', 'count'] },
			{ line: 2, cells: ['SO-NV', '2016-01-01', '12.5'] }
		]);
		const gap = xlsxWith({ sheetData: sheetRow(['a'], 3) + sheetRow(['', 'b'], 5) });
		expect(await rowsOf(gap, 'a.xlsx')).toEqual([
			{ line: 3, cells: ['a'] },
			{ line: 5, cells: ['', 'b'] }
		]);
	});

	it('is refused with its own code when it is wrong', async () => {
		expect(await refused('')).toMatchObject({ code: 'file_empty' });
		expect(await refused('\n\n')).toMatchObject({ code: 'table_empty' });
		expect(await refused('a,"b')).toMatchObject({ code: 'table_broken' });
		expect(await refused(Buffer.from([0x61, 0xff, 0xfe]))).toMatchObject({ code: 'table_encoding' });
		expect(await refused(Buffer.from('a\0b'))).toMatchObject({ code: 'type_not_allowed' });
		expect(await refused(docxWith(), 'a.xlsx')).toMatchObject({ code: 'type_not_allowed' });
		expect(await refused(xlsxWith(), 'a.csv')).toMatchObject({ code: 'type_mismatch' });
		expect(await refused('a,'.repeat(300) + 'b')).toMatchObject({ code: 'table_too_wide' });
		expect(await refused('a\n'.repeat(20_001))).toMatchObject({
			code: 'table_too_many_rows',
			params: { limit: 20_000 }
		});
		expect(await rowsOf('a\n'.repeat(20_000))).toHaveLength(20_000);
	});

	describe('through the process with limits', () => {
		let tempDir: string;
		let parser: FileParser;
		beforeAll(async () => {
			tempDir = await mkdtemp(path.join(os.tmpdir(), 'eiso-table-'));
			parser = createFileParser({ tempDir });
		});
		afterAll(async () => {
			await parser.close();
			await rm(tempDir, { recursive: true });
		});

		async function viaParser(bytes: Buffer) {
			const file = path.join(tempDir, 'a');
			await writeFile(file, bytes);
			return parser.table(file, 'a.xlsx');
		}

		it('a workbook of 20,000 rows is read and one of 100,000 refused, as is one that claims a row far below', async () => {
			const sheetOf = (count: number) =>
				Array.from({ length: count }, (_row, index) => sheetRow([`QT-${index}`, 'Quy trình', 'x', 'y'], index + 1)).join('');
			expect((await viaParser(xlsxWith({ sheetData: sheetOf(20_000) }))).rows).toHaveLength(20_000);
			await expect(viaParser(xlsxWith({ sheetData: sheetOf(100_000) }))).rejects.toMatchObject({
				code: 'table_too_many_rows'
			});
			await expect(viaParser(xlsxWith({ sheetData: sheetRow(['a'], 1_048_576) }))).rejects.toMatchObject({
				code: 'table_too_many_rows'
			});
		});
	});
});

describe('a table that goes out', () => {
	it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\u0001a'])('makes %j harmless', async (text) => {
		expect(harmless(text).startsWith("'")).toBe(true);
		const bytes = await writeSheet([text], [{ header: text, value: (row) => row }]);
		const cells = (await rowsOf(bytes, 'a.xlsx')).flatMap((row) => row.cells);
		expect(cells.every((cell) => cell.startsWith("'"))).toBe(true);
		expect(csv([[text]])).toMatch(/^\ufeff"'/);
	});

	it('leaves ordinary text and numbers alone', () => {
		expect(csv([['QT-01', 'a "b", c', -5, null, true, new Date('2026-11-24')]])).toBe('\ufeffQT-01,"a ""b"", c",-5,,true,2026-11-24\r\n');
		expect(harmless('Quy trình 1+1=2')).toBe('Quy trình 1+1=2');
	});
});

import writeXlsxFile, { type SheetData } from 'write-excel-file/node';

export type SheetValue = string | number | boolean | Date | null | undefined;

export type SheetColumn<Row> = {
	readonly header: string;
	readonly value: (row: Row) => SheetValue;
	/** In characters. */
	readonly width?: number;
};

const cellCharacters = 32_000;

/** What a table is of, on a second sheet: the first stays a table that programs read. */
export type SheetFacts = { readonly sheet: string; readonly lines: readonly (readonly [label: string, value: string])[] };

/** An XLSX with one sheet: a bold head that stays in view, then the rows. Dates show as dd/mm/yyyy. With `facts` a second one. */
export async function writeSheet<Row>(
	rows: readonly Row[],
	columns: readonly SheetColumn<Row>[],
	sheet = 'eISO',
	facts?: SheetFacts
): Promise<Buffer> {
	const head = columns.map(({ header }) => ({ value: harmless(header), fontWeight: 'bold' as const, wrap: true }));
	const body = rows.map((row) => columns.map(({ value }) => sheetCell(value(row))));
	const data: SheetData = [head, ...body];
	const table = { data, sheet, dateFormat: 'dd/mm/yyyy', stickyRowsCount: 1, columns: columns.map(({ width = 20 }) => ({ width })) };
	const about = facts && {
		data: facts.lines.map(([label, value]) => [{ value: harmless(label), fontWeight: 'bold' as const }, sheetCell(value)]),
		sheet: facts.sheet,
		columns: [{ width: 26 }, { width: 80 }]
	};
	return writeXlsxFile(about ? [table, about] : [table]).toBuffer();
}

function sheetCell(value: SheetValue): SheetData[number][number] {
	if (value === undefined || value === null || value === '') return null;
	return typeof value === 'string' ? { value: harmless(value).slice(0, cellCharacters), type: String } : { value };
}

/** CSV for Excel: UTF-8 with its mark, CRLF, every cell with something special in it quoted. A `Date` becomes yyyy-mm-dd. */
export function csv(rows: readonly (readonly SheetValue[])[]): string {
	return `\ufeff${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

function csvCell(value: SheetValue): string {
	if (value === undefined || value === null) return '';
	if (value instanceof Date) return value.toISOString().slice(0, 10);
	if (typeof value !== 'string') return String(value);
	const text = harmless(value);
	return /[",;\t\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Text that a spreadsheet program would take for a formula gets an apostrophe in front. Control characters other than line end and
 * tab are dropped: XLSX cannot hold them.
 */
export function harmless(text: string): string {
	const starts = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|^\p{Cc}/u.test(text);
	const clean = text.toWellFormed().replace(/(?![\t\n\r])\p{Cc}/gu, '');
	return starts ? `'${clean}` : clean;
}

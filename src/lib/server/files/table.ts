import { readFile } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { decodeTable, delimiterOf, readDelimited, type TableRow } from './delimited.ts';
import { detect } from './detect.ts';
import { extensionOf } from './file-name.ts';
import { checkOffice, refuseCompound } from './office-check.ts';
import { fileLimits, FileRefusal } from './rules.ts';
import { decodeXml, elementsNamed } from './xml.ts';
import { openZip, unpack, unpackWhole, type Zip, type ZipEntry } from './zip.ts';

/** The rows of an import, empty ones left out. The first row is whatever the file has first, usually the names of the columns. */
export type Table = { readonly rows: readonly TableRow[] };

export type TableRequest = { readonly path: string; readonly fileName: string };

const limits = fileLimits.table;
const smallPartBytes = 4 * 1024 * 1024;

/** `readTable` of a file. A file that a person sent goes through `FileParser.table`, which calls this in a limited process. */
export async function readTableFile({ path, fileName }: TableRequest): Promise<Table> {
	return readTable(await readFile(path), fileName);
}

/**
 * Reads TSV, CSV or the first sheet of an XLSX as text: NFC, trimmed, a date as `yyyy-mm-dd`. Refuses more than 20,000 rows or
 * 200 columns, and says so instead of reading a part.
 */
export async function readTable(bytes: Buffer, fileName: string): Promise<Table> {
	if (bytes.length === 0) throw new FileRefusal('file_empty', { fileName });
	if (bytes.length > limits.bytes) throw new FileRefusal('file_too_large', { limit: limits.bytes / 1024 / 1024 });
	const { container, label } = detect(bytes);
	if (container === 'cfb') refuseCompound(bytes);
	if (container === 'zip') {
		const extension = extensionOf(fileName);
		if (extension !== 'xlsx') throw new FileRefusal('type_mismatch', { detected: 'XLSX', extension });
		return collect(await sheetRows(bytes));
	}
	if (container !== 'other' || (bytes.includes(0) && bytes[0] !== 0xff)) {
		throw new FileRefusal('type_not_allowed', { detected: label || 'binary', allowed: 'XLSX, CSV, TSV' });
	}
	const text = decodeTable(bytes);
	return collect(readDelimited(text, extensionOf(fileName) === 'tsv' ? '\t' : delimiterOf(text)));
}

function collect(source: Iterable<TableRow>): Table {
	const rows: TableRow[] = [];
	for (const { line, cells } of source) {
		const clean = cells.map(cleanCell);
		while (clean.at(-1) === '') clean.pop();
		if (clean.length === 0) continue;
		if (clean.length > limits.columns) throw new FileRefusal('table_too_wide', { limit: limits.columns, line });
		if (rows.length >= limits.rows) throw new FileRefusal('table_too_many_rows', { limit: limits.rows });
		rows.push({ line, cells: clean });
	}
	if (rows.length === 0) throw new FileRefusal('table_empty');
	return { rows };
}

function cleanCell(text: string): string {
	return text
		.toWellFormed()
		.normalize('NFC')
		.replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
		.replace(/\s+/g, ' ')
		.trim();
}

async function sheetRows(bytes: Buffer): Promise<TableRow[]> {
	const office = await checkOffice(bytes);
	if (office.type !== 'xlsx') throw new FileRefusal('type_not_allowed', { detected: office.label, allowed: 'XLSX, CSV, TSV' });
	const zip = openZip(bytes);
	// The library builds the whole sheet in memory, so the rows are counted first.
	await refuseManyRows(zip, await firstSheet(zip));
	try {
		const rows = await readSheet(bytes, 1, { trim: false });
		return rows.map((cells, index) => ({ line: index + 1, cells: cells.map(cellText) }));
	} catch {
		throw new FileRefusal('table_broken');
	}
}

function cellText(cell: unknown): string {
	if (cell === null || cell === undefined) return '';
	if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
	// Text, numbers and truth values; the library gives nothing else.
	return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

async function firstSheet(zip: Zip): Promise<ZipEntry> {
	const part = async (name: string) => {
		const entry = zip.entries.get(name);
		return entry ? decodeXml(await unpackWhole(zip, entry, smallPartBytes)) : '';
	};
	const [sheet] = elementsNamed(await part('xl/workbook.xml'), 'sheet');
	for (const relation of elementsNamed(await part('xl/_rels/workbook.xml.rels'), 'Relationship')) {
		if (relation.get('Id') !== sheet?.get('r:id')) continue;
		const target = relation.get('Target') ?? '';
		const entry = zip.entries.get(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
		if (entry) return entry;
	}
	throw new FileRefusal('table_broken');
}

async function refuseManyRows(zip: Zip, sheet: ZipEntry): Promise<void> {
	let rows = 0;
	let rest = '';
	for await (const chunk of unpack(zip, sheet)) {
		const xml = rest + chunk.toString('latin1');
		for (const row of xml.matchAll(/<(?:\w+:)?row[\s>/][^>]*?(?:\br="(\d+)")?[^>]*>/g)) {
			rows += 1;
			// One row may say that it is the millionth; the library would fill in those before it.
			if (rows > limits.rows || Number(row[1]) > limits.rows) throw new FileRefusal('table_too_many_rows', { limit: limits.rows });
		}
		const open = xml.lastIndexOf('<');
		rest = open >= 0 && !xml.includes('>', open) ? xml.slice(open) : '';
	}
}

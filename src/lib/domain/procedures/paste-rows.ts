import type { Column } from './editor-sections.ts';
import { emptyRow, typedTime, type EditorRow } from './part-forms.ts';

/** Cells of a table as it was pasted, all rows of one length. */
export type PastedTable = readonly (readonly string[])[];
/** Field of each pasted column; null for a column that is left out (TT). */
export type ColumnMap = readonly (string | null)[];

/** Words by which a head of a table is known, without accents. */
const heads: Readonly<Record<string, readonly string[]>> = {
	what: ['trinh tu', 'noi dung', 'buoc thuc hien', 'cong viec', 'step', 'what'],
	who: ['trach nhiem', 'nguoi thuc hien', 'don vi thuc hien', 'who', 'responsible'],
	time: ['thoi gian', 'ngay', 'thoi han', 'time'],
	result: ['bieu mau', 'ket qua', 'result', 'form'],
	name: ['ten', 'ho so', 'giay to', 'name'],
	code: ['ma hieu', 'ma so', 'code'],
	form: ['bieu mau', 'mau', 'form'],
	original: ['ban chinh', 'original'],
	copy: ['ban sao', 'copy'],
	term: ['thuat ngu', 'tu viet tat', 'viet tat', 'term'],
	meaning: ['giai thich', 'dinh nghia', 'nghia', 'meaning'],
	heading: ['tieu de', 'de muc', 'heading'],
	text: ['noi dung', 'van ban', 'tai lieu', 'text'],
	keptBy: ['noi luu', 'bo phan luu', 'nguoi luu', 'kept by'],
	keptFor: ['thoi gian luu', 'thoi han luu', 'retention']
};

function fold(text: string): string {
	return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll(/[đĐ]/g, 'd').toLowerCase().trim();
}

/** Tab-separated text as Excel and Word copy it: a cell in quotes may hold line breaks. */
export function tableFromText(text: string): string[][] {
	const rows: string[][] = [[]];
	let cell = '';
	let quoted = false;
	for (let at = 0; at < text.length; at++) {
		const char = text[at] ?? '';
		if (quoted) {
			if (char !== '"') cell += char;
			else if (text[at + 1] === '"') {
				cell += '"';
				at++;
			} else quoted = false;
		} else if (char === '"' && cell === '') quoted = true;
		else if (char === '\t' || char === '\n') {
			rows.at(-1)?.push(cell.trim());
			cell = '';
			if (char === '\n') rows.push([]);
		} else if (char !== '\r') cell += char;
	}
	rows.at(-1)?.push(cell.trim());
	return squared(rows);
}

/** Rows of one length, without those in which nothing stands. */
export function squared(rows: readonly (readonly string[])[]): string[][] {
	const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''));
	const width = Math.max(0, ...filled.map((row) => row.length));
	return filled.map((row) => Array.from({ length: width }, (_, index) => row[index] ?? ''));
}

/** Whether it is worth to be taken for a table: more than one column, or more than one row of one. */
export function isTable(table: PastedTable): boolean {
	return (table[0]?.length ?? 0) > 1;
}

/**
 * Which column goes where. A head that is known decides (`certain`); else columns of numbers in order are left out and the rest is
 * taken as it comes, which a person should look at.
 */
export function guessColumns(table: PastedTable, columns: readonly Column[]): { map: ColumnMap; skipHead: boolean; certain: boolean } {
	const fields = columns.filter(({ kind }) => kind !== 'link').map(({ field }) => field);
	const head = (table[0] ?? []).map(fold);
	const free = new Set(fields);
	const byHead = head.map((cell) => {
		const found = fields.find(
			(field) => free.has(field) && heads[field]?.some((word) => cell.startsWith(word) || cell.includes(` ${word}`))
		);
		if (found) free.delete(found);
		return found ?? null;
	});
	const known = byHead.filter((field) => field !== null).length;
	if (known >= Math.min(2, fields.length)) return { map: byHead, skipHead: true, certain: true };
	const left = [...fields];
	const map = head.map((_, column) => (isNumbering(table, column) ? null : (left.shift() ?? null)));
	return { map, skipHead: false, certain: false };
}

/** 1, 2, 3 or B1, B2, B3. */
function isNumbering(table: PastedTable, column: number): boolean {
	const cells = table.map((row) => fold(row[column] ?? ''));
	return (
		cells.length > 0 &&
		cells.every(
			(cell, index) =>
				cell
					.replace(/^b(?:uoc)?\s*/, '')
					.replace(/[.)]$/, '')
					.replace(/^0+(?=\d)/, '') === String(index + 1)
		)
	);
}

/** The rows of a pasted table. A time that is not understood goes with the text of the row, so that nothing is lost. */
export function rowsFromTable(
	table: PastedTable,
	choice: { map: ColumnMap; skipHead: boolean },
	columns: readonly Column[],
	newId: () => string
): EditorRow[] {
	const textField = columns.find(({ kind }) => kind === 'text')?.field;
	return table.slice(choice.skipHead ? 1 : 0).map((cells) => {
		const row: Record<string, unknown> = { ...emptyRow(columns, newId()) };
		const unread: string[] = [];
		choice.map.forEach((field, index) => {
			const cell = cells[index] ?? '';
			const column = columns.find((one) => one.field === field);
			if (!column || cell === '') return;
			if (column.kind === 'check') row[column.field] = true;
			else if (column.kind === 'time') {
				const time = typedTime(cell, 'days');
				if (time === undefined) unread.push(cell);
				else row[column.field] = time;
			} else row[column.field] = column.kind === 'short' ? cell.replaceAll(/\s*\n\s*/g, ' ') : cell;
		});
		if (textField && unread.length > 0) row[textField] = [row[textField], ...unread].filter((text) => text !== '').join('\n');
		return { ...row, id: String(row.id) };
	});
}

/** The rows with what was pasted after one of them (-1: at the end); an empty one that was pasted into gives way. */
export function withPasted(rows: readonly EditorRow[], made: readonly EditorRow[], after: number): EditorRow[] {
	const into = rows[after];
	if (!into) return [...rows, ...made];
	return isEmptyRow(into) ? rows.toSpliced(after, 1, ...made) : rows.toSpliced(after + 1, 0, ...made);
}

function isEmptyRow(row: EditorRow): boolean {
	return Object.entries(row).every(([field, value]) => field === 'id' || value === '' || value === null || value === false);
}

import { byPlainName, readHead, type HeadFault, type TableLine } from '#lib/domain/shared/table-head.ts';
import { isEmptyLine, longestCell, takeOnColumns, type TakeOnColumn, type TypedLine } from './take-on.ts';

/** Names of the columns in a table, in Vietnamese, English or as in our own template; further columns are left alone. */
const names: Readonly<Record<TakeOnColumn, readonly string[]>> = {
	code: ['code', 'document code', 'ma', 'ma hieu', 'ma tai lieu', 'ma so', 'ky hieu'],
	kind: ['kind', 'document kind', 'type', 'loai', 'loai tai lieu'],
	class: ['class', 'phan loai', 'nhom', 'nhom quy trinh'],
	title: ['title', 'name', 'ten', 'ten tai lieu', 'tieu de'],
	numbers: ['numbers', 'issue/revision', 'issue and revision', 'edition', 'lan ban hanh', 'lan ban hanh/sua doi', 'lan bh/sd', 'phien ban'],
	decisionNumber: ['decision number', 'decision', 'so quyet dinh', 'quyet dinh', 'so, ky hieu quyet dinh'],
	decisionDate: ['decision date', 'date of the decision', 'ngay quyet dinh', 'ngay ky', 'ngay ban hanh'],
	effectiveFrom: [
		'effective from',
		'in force from',
		'effective date',
		'hieu luc tu',
		'co hieu luc tu',
		'ngay hieu luc',
		'ngay co hieu luc'
	],
	lastDay: ['last day', 'in force until', 'end date', 'hieu luc den', 'het hieu luc sau ngay', 'ngay het hieu luc'],
	file: ['file', 'file name', 'pdf', 'pdf file', 'tep', 'ten tep', 'tep pdf'],
	source: ['source', 'source file', 'editable file', 'tep nguon', 'tep soan thao']
};
const columnByName = byPlainName(names, takeOnColumns);

/** The text of a cell as it is kept: one line, and never more than a cell holds. */
export function cellText(text: string | undefined): string {
	return (text ?? '').normalize('NFC').replaceAll(/\s+/g, ' ').trim().slice(0, longestCell);
}

/**
 * The rows of a table whose first line names the columns, as they stand there: what is wrong in a row is told by the check of the list,
 * and lost by none. Rows without a word are left out.
 * @returns faults only of the first line; then there are no rows
 */
export function readTakeOnTable(lines: readonly TableLine[]): { rows: TypedLine[]; faults: HeadFault<TakeOnColumn>[] } {
	const [head, ...body] = lines;
	const { places, faults } = readHead(head, columnByName, ['code', 'title']);
	if (faults.length > 0) return { rows: [], faults };
	const rows = body.map(({ cells }) => typedLine((column) => cells[places.get(column) ?? -1]));
	return { rows: rows.filter((row) => !isEmptyLine(row)), faults: [] };
}

export function typedLine(cell: (column: TakeOnColumn) => string | undefined): TypedLine {
	return {
		code: cellText(cell('code')),
		kind: cellText(cell('kind')),
		class: cellText(cell('class')),
		title: cellText(cell('title')),
		numbers: cellText(cell('numbers')),
		decisionNumber: cellText(cell('decisionNumber')),
		decisionDate: cellText(cell('decisionDate')),
		effectiveFrom: cellText(cell('effectiveFrom')),
		lastDay: cellText(cell('lastDay')),
		file: cellText(cell('file')),
		source: cellText(cell('source'))
	};
}

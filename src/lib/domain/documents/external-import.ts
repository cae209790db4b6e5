import type { Day } from '#lib/domain/shared/day.ts';
import { byPlainName, readHead, type TableLine } from '#lib/domain/shared/table-head.ts';
import { dayFrom } from '#lib/domain/units/import-rows.ts';
import { looksLikeFormula } from '#lib/domain/units/unit.ts';
import { externalKey } from './external.ts';

/*
 * From the cells of a table to lines of a list of external documents. Columns are known by their names, in Vietnamese, English or as in our
 * own export; further columns are left alone. Every fault names row, column and reason; nothing is guessed.
 */
/** What the document is; in the list of the province these alone. */
export const externalFactColumns = ['number', 'title', 'issuer', 'issuedOn', 'inForceFrom', 'inForceUntil', 'link'] as const;
/** How a unit keeps it. */
export const externalKeepingColumns = ['receivedOn', 'appliedFor', 'division', 'checker', 'checkMonths'] as const;
export const externalColumns = [...externalFactColumns, ...externalKeepingColumns] as const;
export type ExternalColumn = (typeof externalColumns)[number];

export const externalReasons = [
	'column_missing',
	'column_twice',
	'required',
	'formula',
	'too_long',
	'bad_date',
	'until_before_from',
	'from_before_issue',
	'link_invalid',
	'months_form',
	'line_twice',
	'ambiguous',
	'division_unknown',
	'person_unknown',
	'person_ambiguous'
] as const;
export type ExternalReason = (typeof externalReasons)[number];

export type ExternalFault = {
	/** Line of the file, or row of the sheet, from 1. */
	readonly line: number;
	readonly column: ExternalColumn | null;
	readonly reason: ExternalReason;
	/** What stood there. */
	readonly value: string;
};

/** A row of the file. Null and '': the cell is empty, and what is known already stays. */
export type ExternalRow = {
	readonly line: number;
	readonly number: string;
	readonly title: string;
	readonly issuer: string;
	readonly issuedOn: Day | null;
	readonly inForceFrom: Day | null;
	/** The last day with it. */
	readonly inForceUntil: Day | null;
	readonly link: string;
	readonly receivedOn: Day | null;
	readonly appliedFor: string;
	readonly division: string;
	readonly checker: string;
	readonly checkMonths: number | null;
};

const required: readonly ExternalColumn[] = ['number', 'title', 'issuer'];
const days = ['issuedOn', 'inForceFrom', 'inForceUntil', 'receivedOn'] as const;

const longest: Readonly<Record<ExternalColumn, number>> = {
	number: 100,
	title: 500,
	issuer: 200,
	issuedOn: 20,
	inForceFrom: 20,
	inForceUntil: 20,
	link: 500,
	receivedOn: 20,
	appliedFor: 500,
	division: 200,
	checker: 200,
	checkMonths: 10
};

const names: Readonly<Record<ExternalColumn, readonly string[]>> = {
	number: ['number', 'so ky hieu', 'so, ky hieu', 'so va ky hieu', 'so hieu', 'ky hieu'],
	title: ['title', 'trich yeu', 'ten tai lieu', 'ten van ban', 'ten'],
	issuer: ['issuer', 'issued by', 'co quan ban hanh', 'noi ban hanh'],
	issuedOn: ['issued on', 'date of issue', 'ngay ban hanh', 'ngay ky'],
	inForceFrom: ['in force from', 'co hieu luc tu', 'hieu luc tu', 'ngay hieu luc', 'ngay co hieu luc'],
	inForceUntil: ['in force until', 'in force to the end of', 'co hieu luc den het', 'hieu luc den', 'ngay het hieu luc'],
	link: ['link', 'address', 'duong dan', 'lien ket'],
	receivedOn: ['received on', 'ngay nhan'],
	appliedFor: ['applied for', 'noi dung ap dung', 'ap dung cho', 'ap dung'],
	division: ['division', 'kept by', 'bo phan giu', 'bo phan'],
	checker: ['checker', 'checked by', 'nguoi kiem tra'],
	checkMonths: ['check months', 'check every (months)', 'kiem tra moi (thang)', 'chu ky kiem tra (thang)', 'chu ky kiem tra']
};

const columnByName = byPlainName(names, externalColumns);

type Cell = (column: ExternalColumn) => string;
type Found = [ExternalColumn, ExternalReason][];

/** Reads the rows of a table whose first line names the columns. Rows without a word are left out. */
export function readExternalRows(lines: readonly TableLine[]): { rows: ExternalRow[]; faults: ExternalFault[] } {
	const [head, ...body] = lines;
	const { places, faults: headFaults } = readHead(head, columnByName, required);
	if (headFaults.length > 0) return { rows: [], faults: headFaults };
	const [rows, faults]: [ExternalRow[], ExternalFault[]] = [[], []];
	const seen = new Set<string>();
	for (const { line, cells } of body) {
		const cell: Cell = (column) => (cells[places.get(column) ?? -1] ?? '').normalize('NFC').replaceAll(/\s+/g, ' ').trim();
		if (externalColumns.every((column) => cell(column) === '')) continue;
		const found = faultsOf(cell);
		const key = externalKey(cell('number'), cell('issuer'), dayFrom(cell('issuedOn')));
		if (found.length === 0 && seen.has(key)) found.push(['number', 'line_twice']);
		seen.add(key);
		faults.push(...found.map(([column, reason]) => ({ line, column, reason, value: cell(column).slice(0, 80) })));
		if (found.length === 0) rows.push(rowOf(line, cell));
	}
	return { rows, faults };
}

function faultsOf(cell: Cell): Found {
	const found: Found = [];
	for (const column of externalColumns) {
		if (looksLikeFormula(cell(column))) found.push([column, 'formula']);
		else if (cell(column).length > longest[column]) found.push([column, 'too_long']);
	}
	for (const column of required) if (cell(column) === '') found.push([column, 'required']);
	if (found.length > 0) return found;
	for (const column of days) if (cell(column) !== '' && dayFrom(cell(column)) === null) found.push([column, 'bad_date']);
	const [issued, from, until] = [dayFrom(cell('issuedOn')), dayFrom(cell('inForceFrom')), dayFrom(cell('inForceUntil'))];
	if (issued && from && from < issued) found.push(['inForceFrom', 'from_before_issue']);
	if (from && until && until < from) found.push(['inForceUntil', 'until_before_from']);
	if (cell('link') !== '' && !/^https?:\/\/[^\s]+$/i.test(cell('link'))) found.push(['link', 'link_invalid']);
	if (cell('checkMonths') !== '' && monthsOf(cell('checkMonths')) === null) found.push(['checkMonths', 'months_form']);
	return found;
}

function monthsOf(text: string): number | null {
	return /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 60 ? Number(text) : null;
}

function rowOf(line: number, cell: Cell): ExternalRow {
	return {
		line,
		number: cell('number'),
		title: cell('title'),
		issuer: cell('issuer'),
		issuedOn: dayFrom(cell('issuedOn')),
		inForceFrom: dayFrom(cell('inForceFrom')),
		inForceUntil: dayFrom(cell('inForceUntil')),
		link: cell('link'),
		receivedOn: dayFrom(cell('receivedOn')),
		appliedFor: cell('appliedFor'),
		division: cell('division'),
		checker: cell('checker'),
		checkMonths: monthsOf(cell('checkMonths'))
	};
}

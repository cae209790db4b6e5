import type { Day } from '#lib/domain/shared/day.ts';
import { byPlainName, plainName, readHead, type TableLine } from '#lib/domain/shared/table-head.ts';
import { dayFrom } from '#lib/domain/units/import-rows.ts';
import { looksLikeFormula } from '#lib/domain/units/unit.ts';
import { limitUnits, limitValue, serviceCodeKey, type LimitUnit, type Published } from './service.ts';

/*
 * From the cells of a table to rows of the catalogue. Columns are known by their names, in Vietnamese, English or as in our own export;
 * further columns are left alone. Every fault names row, column and reason; nothing is guessed.
 */
export const serviceColumns = [
	'code',
	'name',
	'field',
	'kinds',
	'decisionNumber',
	'decisionDate',
	'limitValue',
	'limitUnit',
	'limitNote',
	'validFrom'
] as const;
export type ServiceColumn = (typeof serviceColumns)[number];

export const serviceReasons = [
	'column_missing',
	'column_twice',
	'required',
	'formula',
	'too_long',
	'code_form',
	'code_twice',
	'kind_unknown',
	'bad_date',
	'decision_in_future',
	'limit_form',
	'limit_unit_unknown',
	'limit_or_note',
	'day_in_past',
	'changes_later'
] as const;
export type ServiceReason = (typeof serviceReasons)[number];

export type ServiceFault = {
	/** Line of the file, or row of the sheet, from 1. */
	readonly line: number;
	readonly column: ServiceColumn | null;
	readonly reason: ServiceReason;
	/** What stood there. */
	readonly value: string;
};

/** What is said about a service in one dated row of the catalogue. */
export type ServiceText = Published & { readonly name: string; readonly field: string; readonly kindCodes: readonly string[] };

export type ServiceRow = ServiceText & {
	readonly line: number;
	readonly code: string;
	/** From the row's own column, else the day of the whole import. */
	readonly validFrom: Day;
};

export type UnitKindName = { readonly code: string; readonly nameVi: string; readonly nameEn: string };

const required: readonly ServiceColumn[] = ['code', 'name', 'field', 'kinds', 'decisionNumber', 'decisionDate'];
const filled: readonly ServiceColumn[] = required;

const longest: Readonly<Record<ServiceColumn, number>> = {
	code: 60,
	name: 500,
	field: 200,
	kinds: 500,
	decisionNumber: 100,
	decisionDate: 20,
	limitValue: 10,
	limitUnit: 40,
	limitNote: 1000,
	validFrom: 20
};

const names: Readonly<Record<ServiceColumn, readonly string[]>> = {
	code: ['code', 'ma', 'ma tthc', 'ma thu tuc', 'ma so'],
	name: ['name', 'ten', 'ten tthc', 'ten thu tuc'],
	field: ['field', 'linh vuc'],
	kinds: ['kinds', 'unit kinds', 'loai don vi', 'ap dung cho', 'cap thuc hien'],
	decisionNumber: ['decision number', 'decision', 'so quyet dinh', 'quyet dinh cong bo', 'quyet dinh'],
	decisionDate: ['decision date', 'ngay quyet dinh', 'ngay ky'],
	limitValue: ['limit', 'limit value', 'time limit', 'thoi han', 'thoi han giai quyet'],
	limitUnit: ['limit unit', 'don vi thoi han', 'don vi tinh'],
	limitNote: ['limit note', 'note', 'ghi chu thoi han', 'ghi chu'],
	validFrom: ['valid from', 'from', 'tu ngay', 'hieu luc tu', 'ngay hieu luc']
};

const unitNames: Readonly<Record<LimitUnit, readonly string[]>> = {
	working_days: ['ngay lam viec', 'ngay', 'days', 'working days'],
	working_hours: ['gio lam viec', 'gio', 'hours', 'working hours']
};

const columnByName = byPlainName(names, serviceColumns);
const unitByName = byPlainName(unitNames, limitUnits);

/**
 * Reads the rows of a table whose first line names the columns.
 * @param validFrom the day from which rows without a day of their own hold
 */
export function readServiceRows(
	lines: readonly TableLine[],
	kinds: readonly UnitKindName[],
	validFrom: Day,
	today: Day
): { rows: ServiceRow[]; faults: ServiceFault[] } {
	const [head, ...body] = lines;
	const { places, faults: headFaults } = readHead(head, columnByName, required);
	if (headFaults.length > 0) return { rows: [], faults: headFaults };
	const kindByName = new Map(kinds.flatMap(({ code, nameVi, nameEn }) => [code, nameVi, nameEn].map((name) => [plainName(name), code])));
	const faults: ServiceFault[] = [];
	const rows: ServiceRow[] = [];
	const lineOf = new Map<string, number>();
	for (const { line, cells } of body) {
		const cell = (column: ServiceColumn) => (cells[places.get(column) ?? -1] ?? '').normalize('NFC').replaceAll(/\s+/g, ' ').trim();
		const fault = (column: ServiceColumn, reason: ServiceReason): ServiceFault => ({
			line,
			column,
			reason,
			value: cell(column).slice(0, 80)
		});
		const shape = shapeFaults(cell).map(([column, reason]) => fault(column, reason));
		if (shape.length > 0) {
			faults.push(...shape);
			continue;
		}
		const asked = splitKinds(cell('kinds')).map((name) => kindByName.get(name));
		const found = contentFaults(cell, today).map(([column, reason]) => fault(column, reason));
		if (asked.length === 0 || asked.some((kind) => kind === undefined)) found.push(fault('kinds', 'kind_unknown'));
		const key = serviceCodeKey(cell('code'));
		if (lineOf.has(key)) found.push(fault('code', 'code_twice'));
		lineOf.set(key, line);
		if (found.length > 0) faults.push(...found);
		else rows.push(rowOf(line, cell, [...new Set(asked.flatMap((kind) => kind ?? []))].sort(), validFrom));
	}
	return { rows, faults };
}

type Cell = (column: ServiceColumn) => string;
type Found = [ServiceColumn, ServiceReason][];

function shapeFaults(cell: Cell): Found {
	const found: Found = [];
	for (const column of serviceColumns) {
		if (looksLikeFormula(cell(column))) found.push([column, 'formula']);
		else if (cell(column).length > longest[column]) found.push([column, 'too_long']);
	}
	for (const column of filled) if (cell(column) === '') found.push([column, 'required']);
	return found;
}

function contentFaults(cell: Cell, today: Day): Found {
	const found: Found = [];
	if (serviceCodeKey(cell('code')) === '') found.push(['code', 'code_form']);
	const decided = dayFrom(cell('decisionDate'));
	if (decided === null) found.push(['decisionDate', 'bad_date']);
	else if (decided > today) found.push(['decisionDate', 'decision_in_future']);
	if (cell('limitValue') === '' && cell('limitNote') === '') found.push(['limitValue', 'limit_or_note']);
	if (cell('limitValue') !== '' && limitValue(cell('limitValue')) === null) found.push(['limitValue', 'limit_form']);
	if (cell('limitValue') !== '' && !unitByName.has(plainName(cell('limitUnit') || 'ngay'))) found.push(['limitUnit', 'limit_unit_unknown']);
	if (cell('validFrom') !== '' && dayFrom(cell('validFrom')) === null) found.push(['validFrom', 'bad_date']);
	return found;
}

function rowOf(line: number, cell: Cell, kindCodes: readonly string[], validFrom: Day): ServiceRow {
	const value = cell('limitValue') === '' ? null : limitValue(cell('limitValue'));
	const unit = unitByName.get(plainName(cell('limitUnit') || 'ngay'));
	return {
		line,
		code: cell('code'),
		name: cell('name'),
		field: cell('field'),
		kindCodes,
		decisionNumber: cell('decisionNumber'),
		decisionDate: dayFrom(cell('decisionDate')) ?? '',
		limit: value !== null && unit ? { value, unit } : null,
		limitNote: cell('limitNote'),
		validFrom: dayFrom(cell('validFrom')) ?? validFrom
	};
}

/** `UBND xã; UBND phường` → names as they are compared. */
function splitKinds(text: string): string[] {
	return text
		.split(/[;,|]/)
		.map(plainName)
		.filter((name) => name !== '');
}

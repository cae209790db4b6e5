import { roles, signingCapacities, type Role, type SigningCapacity } from '#lib/domain/permissions/actor.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { byPlainName, plainName, readHead, type TableLine } from '#lib/domain/shared/table-head.ts';
import { dayFrom } from '#lib/domain/units/import-rows.ts';
import { looksLikeFormula, unitCode } from '#lib/domain/units/unit.ts';

/*
 * From the cells of a table to people to invite. Columns are known by their names, in Vietnamese, English or as in our own sample;
 * further columns are left alone. Every fault names row, column and reason; nothing is guessed.
 */
export const personColumns = ['unit', 'fullName', 'email', 'staffName', 'roles', 'position', 'capacity', 'division', 'validFrom'] as const;
export type PersonColumn = (typeof personColumns)[number];

export const personReasons = [
	'column_missing',
	'column_twice',
	'required',
	'formula',
	'too_long',
	'code_form',
	'unit_unknown',
	'role_unknown',
	'role_not_allowed',
	'capacity_unknown',
	'capacity_required',
	'capacity_only_heads',
	'position_required',
	'division_unknown',
	'email_invalid',
	'email_twice',
	'email_taken',
	'name_invalid',
	'staff_name_invalid',
	'staff_name_prefix',
	'staff_name_taken',
	'bad_date',
	'day_in_past'
] as const;
export type PersonReason = (typeof personReasons)[number];

export type PersonFault = {
	/** Line of the file, or row of the sheet, from 1. */
	readonly line: number;
	readonly column: PersonColumn | null;
	readonly reason: PersonReason;
	/** What stood there. */
	readonly value: string;
};

export type PersonRow = {
	readonly line: number;
	readonly unitCode: string;
	readonly fullName: string;
	readonly email: string | null;
	readonly staffName: string | null;
	readonly roles: readonly Role[];
	readonly position: string;
	readonly capacity: SigningCapacity | null;
	readonly divisionCode: string | null;
	readonly validFrom: Day | null;
};

const required: readonly PersonColumn[] = ['unit', 'fullName', 'roles'];
const longest = 200;

const names: Readonly<Record<PersonColumn, readonly string[]>> = {
	unit: ['unit', 'unit code', 'ma don vi', 'don vi'],
	fullName: ['full name', 'fullname', 'name', 'ho ten', 'ho va ten'],
	email: ['email', 'mail', 'thu dien tu', 'dia chi thu'],
	staffName: ['staff name', 'staffname', 'ten dang nhap'],
	roles: ['roles', 'role', 'vai tro'],
	position: ['position', 'title', 'chuc vu', 'chuc danh'],
	capacity: ['capacity', 'signing capacity', 'tu cach ky', 'ky'],
	division: ['division', 'division code', 'ma phong', 'phong', 'bo phan'],
	validFrom: ['valid from', 'from', 'tu ngay']
};

const roleNames: Readonly<Record<Role, readonly string[]>> = {
	reader: ['nguoi doc', 'doc'],
	drafter: ['nguoi soan thao', 'soan thao'],
	officer: ['thu ky iso', 'thu ky', 'iso officer'],
	reviewer: ['nguoi soat xet', 'soat xet'],
	head: ['lanh dao phe duyet', 'lanh dao', 'thu truong', 'phe duyet'],
	internal_auditor: ['danh gia vien noi bo', 'danh gia vien', 'internal auditor']
};

const capacityNames: Readonly<Record<SigningCapacity, readonly string[]>> = {
	chief: ['nguoi dung dau', 'ky truc tiep', 'truc tiep'],
	on_behalf: ['tm', 'thay mat'],
	deputy_for: ['kt', 'ky thay'],
	by_order: ['tl', 'thua lenh'],
	by_authority: ['tuq', 'thua uy quyen'],
	acting: ['q', 'quyen']
};

const columnByName = byPlainName(names, personColumns);
const roleByName = byPlainName(roleNames, roles);
const capacityByName = byPlainName(capacityNames, signingCapacities);

/** Reads the rows of a table whose first line names the columns. */
export function readPersonRows(lines: readonly TableLine[]): { rows: PersonRow[]; faults: PersonFault[] } {
	const [head, ...body] = lines;
	const { places, faults: headFaults } = readHead(head, columnByName, required);
	if (headFaults.length > 0) return { rows: [], faults: headFaults };
	const faults: PersonFault[] = [];
	const rows: PersonRow[] = [];
	for (const { line, cells } of body) {
		const cell = (column: PersonColumn) => (cells[places.get(column) ?? -1] ?? '').trim();
		const found = rowFaults(line, cell);
		if (found.length > 0) faults.push(...found);
		else rows.push(rowOf(line, cell));
	}
	return { rows, faults };
}

type Cell = (column: PersonColumn) => string;

function rowFaults(line: number, cell: Cell): PersonFault[] {
	const faults: PersonFault[] = [];
	const fault = (column: PersonColumn, reason: PersonReason) => faults.push({ line, column, reason, value: cell(column).slice(0, 80) });
	for (const column of personColumns) {
		if (looksLikeFormula(cell(column))) fault(column, 'formula');
		else if (cell(column).length > longest) fault(column, 'too_long');
	}
	for (const column of required) if (cell(column) === '') fault(column, 'required');
	if (faults.length > 0) return faults;
	if (unitCode(cell('unit')) === null) fault('unit', 'code_form');
	if (splitRoles(cell('roles')).some((name) => !roleByName.has(name))) fault('roles', 'role_unknown');
	if (cell('capacity') !== '' && !capacityByName.has(plainName(cell('capacity')))) fault('capacity', 'capacity_unknown');
	if (cell('validFrom') !== '' && dayFrom(cell('validFrom')) === null) fault('validFrom', 'bad_date');
	return faults;
}

function rowOf(line: number, cell: Cell): PersonRow {
	const orNull = (text: string) => (text === '' ? null : text);
	return {
		line,
		unitCode: unitCode(cell('unit')) ?? '',
		fullName: cell('fullName'),
		email: orNull(cell('email')),
		staffName: orNull(cell('staffName')),
		roles: splitRoles(cell('roles')).flatMap((name) => roleByName.get(name) ?? []),
		position: cell('position'),
		capacity: capacityByName.get(plainName(cell('capacity'))) ?? null,
		divisionCode: orNull(cell('division').toUpperCase()),
		validFrom: cell('validFrom') === '' ? null : dayFrom(cell('validFrom'))
	};
}

/** `Thư ký ISO; soạn thảo` → `['thu ky iso', 'soan thao']`. */
function splitRoles(text: string): string[] {
	return text
		.split(/[;,+|/]/)
		.map(plainName)
		.filter((name) => name !== '');
}

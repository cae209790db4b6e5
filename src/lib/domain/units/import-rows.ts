import { z } from 'zod';
import { isDay, type Day } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { looksLikeFormula, nameLength, tidyName, unitCode } from './unit.ts';

/*
 * From the cells of a table to rows of an import. A column is known by its name, in Vietnamese, English or as in our own files;
 * further columns are left alone. Every fault names row, column and reason; nothing is guessed.
 */
export const importColumns = ['code', 'name', 'kind', 'parent', 'validFrom', 'legalBasis'] as const;
export type ImportColumn = (typeof importColumns)[number];

export const importReasons = [
	'column_missing',
	'column_twice',
	'required',
	'formula',
	'code_form',
	'code_twice',
	'code_used_later',
	'name_too_long',
	'basis_too_long',
	'kind_unknown',
	'parent_missing',
	'parent_ends',
	'parent_self',
	'parent_loop',
	'bad_date',
	'changed_later'
] as const;
export type ImportReason = (typeof importReasons)[number];

export type ImportError = {
	/** Line of the file, or row of the sheet, from 1. */
	readonly line: number;
	readonly column: ImportColumn | null;
	readonly reason: ImportReason;
	/** What stood there. */
	readonly value: string;
};

export type ImportRow = {
	readonly line: number;
	readonly code: string;
	readonly name: string;
	readonly kindCode: string;
	readonly parentCode: string | null;
	/** From the row's own column, else the day of the whole import. */
	readonly validFrom: Day;
	readonly legalBasis: string | null;
};

export type Kind = { readonly code: string; readonly nameVi: string; readonly nameEn: string };

export type ReadRows = {
	readonly rows: readonly ImportRow[];
	readonly errors: readonly ImportError[];
	/** Codes of rows that are not among `rows` because something else in them is wrong. */
	readonly faulty: ReadonlySet<string>;
};

type Line = { readonly line: number; readonly cells: readonly string[] };

const required: readonly ImportColumn[] = ['code', 'name', 'kind', 'parent'];

const names: Readonly<Record<ImportColumn, readonly string[]>> = {
	code: ['code', 'unit code', 'ma', 'ma don vi', 'ma so'],
	name: ['name', 'name vi', 'unit name', 'ten', 'ten don vi'],
	kind: ['kind', 'unit kind', 'type', 'loai', 'loai don vi'],
	parent: ['parent', 'parent code', 'ma don vi cap tren', 'don vi cap tren', 'truc thuoc', 'ma cap tren'],
	validFrom: ['valid from', 'from', 'tu ngay', 'co hieu luc tu', 'ngay hieu luc'],
	legalBasis: ['legal basis', 'basis', 'can cu', 'can cu phap ly']
};

const plain = (text: string) => fold(text.replaceAll('_', ' ')).replace(/\s+/g, ' ');

const byName = new Map(importColumns.flatMap((column) => names[column].map((name): [string, ImportColumn] => [name, column])));

/** One row as text: shape and length only; what needs the tree is the plan's business. Messages are reasons of an import. */
const shape = z.object({
	code: z
		.string()
		.min(1, 'required')
		.refine((text) => !looksLikeFormula(text), 'formula')
		.refine((text) => unitCode(text) !== null, 'code_form')
		.transform((text) => unitCode(text) ?? text),
	name: z
		.string()
		.transform(tidyName)
		.pipe(
			z
				.string()
				.min(1, 'required')
				.max(nameLength, 'name_too_long')
				.refine((text) => !looksLikeFormula(text), 'formula')
		),
	kind: z.string().min(1, 'required'),
	parent: z
		.string()
		.refine((text) => !looksLikeFormula(text), 'formula')
		.refine((text) => text === '' || unitCode(text) !== null, 'code_form')
		.transform((text) => (text === '' ? null : unitCode(text))),
	validFrom: z.string().transform((text, context) => {
		if (text === '') return null;
		const day = dayFrom(text);
		if (day === null) context.addIssue({ code: 'custom', message: 'bad_date' });
		return day;
	}),
	legalBasis: z
		.string()
		.max(300, 'basis_too_long')
		.refine((text) => !looksLikeFormula(text), 'formula')
		.transform((text) => (text === '' ? null : text))
});

/** `2025-07-01` or, as people write, `1/7/2025`. Null when it is no day. */
export function dayFrom(text: string): Day | null {
	const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim());
	const day = local ? `${local[3]}-${local[2]?.padStart(2, '0')}-${local[1]?.padStart(2, '0')}` : text.trim();
	return isDay(day) ? day : null;
}

/**
 * Reads the rows of a table whose first line names the columns.
 * @param validFrom the day from which rows without a day of their own hold
 */
export function readImportRows(lines: readonly Line[], kinds: readonly Kind[], validFrom: Day): ReadRows {
	const [head, ...body] = lines;
	const { places, errors } = readHead(head);
	const faulty = new Set<string>();
	if (errors.length > 0) return { rows: [], errors, faulty };
	const kindCodes = new Map(kinds.flatMap((kind) => [kind.code, kind.nameVi, kind.nameEn].map((name) => [plain(name), kind.code])));
	const rows: ImportRow[] = [];
	const lineOf = new Map<string, number>();
	for (const { line, cells } of body) {
		const cell = (column: ImportColumn) => cells[places.get(column) ?? -1] ?? '';
		const parsed = shape.safeParse(Object.fromEntries(importColumns.map((column) => [column, cell(column)])));
		if (!parsed.success) {
			errors.push(...faults(parsed.error, line, cell));
			faulty.add(unitCode(cell('code')) ?? '');
			continue;
		}
		const { code, name, kind, parent, legalBasis } = parsed.data;
		const kindCode = kindCodes.get(plain(kind));
		if (kindCode === undefined) errors.push({ line, column: 'kind', reason: 'kind_unknown', value: kind });
		if (lineOf.has(code)) errors.push({ line, column: 'code', reason: 'code_twice', value: code });
		lineOf.set(code, line);
		if (kindCode === undefined) faulty.add(code);
		else rows.push({ line, code, name, kindCode, parentCode: parent, validFrom: parsed.data.validFrom ?? validFrom, legalBasis });
	}
	return { rows, errors, faulty };
}

function readHead(head: Line | undefined): { places: Map<ImportColumn, number>; errors: ImportError[] } {
	const places = new Map<ImportColumn, number>();
	const errors: ImportError[] = [];
	const line = head?.line ?? 1;
	head?.cells.forEach((cell, place) => {
		const column = byName.get(plain(cell));
		if (column === undefined) return;
		if (places.has(column)) errors.push({ line, column, reason: 'column_twice', value: cell });
		places.set(column, place);
	});
	for (const column of required) if (!places.has(column)) errors.push({ line, column, reason: 'column_missing', value: '' });
	return { places, errors };
}

function faults(error: z.ZodError, line: number, cell: (column: ImportColumn) => string): ImportError[] {
	const found = new Map<ImportColumn, ImportError>();
	for (const issue of error.issues) {
		const column = importColumns.find((name) => name === issue.path[0]);
		const reason = importReasons.find((name) => name === issue.message);
		if (column && reason && !found.has(column)) found.set(column, { line, column, reason, value: cell(column).slice(0, 80) });
	}
	return [...found.values()];
}

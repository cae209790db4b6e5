import { looksLikeFormula } from '#lib/domain/units/unit.ts';
import { byPlainName, plainName, readHead, type TableLine } from '#lib/domain/shared/table-head.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import { codeKey, isCode, tidyCode } from './code.ts';
import { documentClasses } from './document-forms.ts';

/*
 * From the cells of a table to documents to create, each with a draft of its first version. Columns are known by their names, in
 * Vietnamese, English or as in our own sample; further columns are left alone. Every fault names row, column and reason.
 */
export const documentColumns = ['kind', 'class', 'code', 'title', 'parent', 'file', 'source', 'summary'] as const;
export type DocumentColumn = (typeof documentColumns)[number];
export type DocumentClass = (typeof documentClasses)[number];

/** `reason` is one of ours or a code by which a file is refused. */
export type DocumentFault = {
	/** Line of the file, or row of the sheet, from 1. */
	readonly line: number;
	readonly column: DocumentColumn | null;
	readonly reason: string;
	/** What stood there. */
	readonly value: string;
};

export type DocumentRow = {
	readonly line: number;
	readonly kind: string;
	readonly class: DocumentClass | null;
	readonly code: string;
	readonly key: string;
	readonly title: string;
	/** The key of the parent's code. */
	readonly parentKey: string | null;
	/** Paths as the table has them; a row has at least one. */
	readonly file: string | null;
	readonly source: string | null;
	readonly summary: string;
};

type Kind = { readonly code: string; readonly nameVi: string; readonly nameEn: string };

const required: readonly DocumentColumn[] = ['kind', 'code', 'title'];
const longest: Readonly<Record<DocumentColumn, number>> = {
	kind: 100,
	class: 100,
	code: 40,
	title: 300,
	parent: 40,
	file: 1000,
	source: 1000,
	summary: 2000
};

const names: Readonly<Record<DocumentColumn, readonly string[]>> = {
	kind: ['document kind', 'type', 'loai', 'loai tai lieu'],
	class: ['document class', 'phan loai', 'nhom', 'nhom quy trinh'],
	code: ['document code', 'number', 'ma', 'ma hieu', 'ma so', 'ky hieu'],
	title: ['name', 'ten', 'ten tai lieu', 'tieu de'],
	parent: ['parent code', 'tai lieu cha', 'ma tai lieu cha', 'thuoc'],
	file: ['pdf', 'pdf file', 'tep', 'tep pdf', 'file pdf'],
	source: ['source file', 'editable file', 'tep nguon', 'tep soan thao', 'file nguon', 'tep goc'],
	summary: ['summary of change', 'tom tat', 'noi dung thay doi', 'ghi chu']
};

export const classNames: Readonly<Record<DocumentClass, readonly string[]>> = {
	system: ['he thong', 'quy trinh he thong', 'system procedure'],
	tthc: ['thu tuc hanh chinh', 'giai quyet tthc', 'administrative procedure'],
	internal: ['noi bo', 'quy trinh noi bo', 'internal procedure']
};

const columnByName = byPlainName(names, documentColumns);
const classByName = byPlainName(classNames, documentClasses);

export type ReadDocuments = {
	readonly rows: readonly DocumentRow[];
	readonly faults: readonly DocumentFault[];
	/** Keys of codes whose rows are not among `rows`, because something in them is wrong. */
	readonly faulty: ReadonlySet<string>;
};

/** Reads the rows of a table whose first line names the columns. */
export function readDocumentRows(lines: readonly TableLine[], kinds: readonly Kind[]): ReadDocuments {
	const [head, ...body] = lines;
	const { places, faults: headFaults } = readHead(head, columnByName, required);
	if (headFaults.length > 0) return { rows: [], faults: headFaults, faulty: new Set() };
	const kindByName = new Map(kinds.flatMap((kind) => [kind.code, kind.nameVi, kind.nameEn].map((name) => [plainName(name), kind.code])));
	const rows: DocumentRow[] = [];
	const faults: DocumentFault[] = [];
	const seen = new Set<string>();
	const faulty = new Set<string>();
	for (const { line, cells } of body) {
		const cell = (column: DocumentColumn) => visibleText(cells[places.get(column) ?? -1] ?? '');
		const row = readRow(line, cell, kindByName);
		const found = [...row.faults];
		const key = codeKey(cell('code'));
		if (key !== '' && seen.has(key)) found.push({ line, column: 'code', reason: 'code_twice', value: cell('code') });
		seen.add(key);
		if (found.length === 0) {
			rows.push(row.row);
			continue;
		}
		faults.push(...found);
		faulty.add(key);
	}
	return { rows, faults, faulty };
}

type Cell = (column: DocumentColumn) => string;

function readRow(line: number, cell: Cell, kindByName: ReadonlyMap<string, string>): { row: DocumentRow; faults: DocumentFault[] } {
	const faults: DocumentFault[] = [];
	const fault = (column: DocumentColumn, reason: string) => faults.push({ line, column, reason, value: cell(column).slice(0, 80) });
	for (const column of documentColumns) {
		if (looksLikeFormula(cell(column))) fault(column, 'formula');
		else if (cell(column).length > longest[column]) fault(column, 'too_long');
	}
	for (const column of required) if (cell(column) === '') fault(column, 'required');
	if (cell('file') === '' && cell('source') === '') fault('file', 'file_required');
	const kind = kindByName.get(plainName(cell('kind')));
	const documentClass = classByName.get(plainName(cell('class')));
	if (cell('kind') !== '' && kind === undefined) fault('kind', 'kind_unknown');
	if (cell('class') !== '' && documentClass === undefined) fault('class', 'class_unknown');
	else if (documentClass && kind !== undefined && kind !== 'QT') fault('class', 'class_of_procedures');
	if (cell('code') !== '' && !isCode(tidyCode(cell('code')))) fault('code', 'code_invalid');
	if (cell('parent') !== '' && codeKey(cell('parent')) === codeKey(cell('code'))) fault('parent', 'parent_self');
	return {
		faults,
		row: {
			line,
			kind: kind ?? '',
			class: documentClass ?? null,
			code: tidyCode(cell('code')),
			key: codeKey(cell('code')),
			title: cell('title'),
			parentKey: codeKey(cell('parent')) || null,
			file: cell('file') || null,
			source: cell('source') || null,
			summary: cell('summary')
		}
	};
}

/**
 * The rows so that each parent stands before its children, else as they were; a parent may also be known already.
 * @returns faults for parents that are nowhere, and for rows that are each other's parents
 */
export function parentsFirst(
	rows: readonly DocumentRow[],
	known: ReadonlySet<string>,
	faulty: ReadonlySet<string>
): { ordered: DocumentRow[]; faults: DocumentFault[] } {
	const byKey = new Map(rows.map((row) => [row.key, row]));
	const faults: DocumentFault[] = [];
	const fault = ({ line, parentKey }: DocumentRow, reason: string) =>
		faults.push({ line, column: 'parent', reason, value: parentKey ?? '' });
	const ordered = new Set<DocumentRow>();
	for (const row of rows) {
		const path: DocumentRow[] = [];
		let next: DocumentRow | undefined = row;
		while (next && !ordered.has(next) && !path.includes(next)) {
			path.push(next);
			const parent: DocumentRow | undefined = next.parentKey === null ? undefined : byKey.get(next.parentKey);
			// A parent whose own row is wrong is told there.
			if (next.parentKey !== null && !parent && !known.has(next.parentKey) && !faulty.has(next.parentKey) && next === row)
				fault(next, 'parent_unknown');
			next = parent;
		}
		if (next && path.includes(next)) {
			if (path[0] === next) fault(next, 'parent_circle');
			continue;
		}
		for (const one of path.reverse()) ordered.add(one);
	}
	return { ordered: [...ordered], faults };
}

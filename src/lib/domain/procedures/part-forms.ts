import { channels, type Duration, type PartKey, type ProcedureContent } from './content.ts';
import { partsOf, withParts, type PartValue } from './content-parts.ts';
import { parseDuration } from './duration.ts';
import type { Column, EditorPart, EditorSection } from './editor-sections.ts';

/** A row as the editor holds it. */
export type EditorRow = { readonly id: string } & Readonly<Record<string, unknown>>;
export type FormValues = Readonly<Record<string, string | string[]>>;

/** A new row of a list, nothing written in it. */
export function emptyRow(columns: readonly Column[], id: string): EditorRow {
	const row: Record<string, unknown> = {};
	for (const { field, kind } of columns) {
		if (kind === 'link') Object.assign(row, { documentId: null, externalId: null });
		else row[field] = kind === 'check' ? false : kind === 'time' ? null : '';
	}
	return { ...row, id };
}

export function rowsIn(value: PartValue): EditorRow[] {
	return Array.isArray(value) ? value.filter(isRow) : [];
}

function isRow(value: unknown): value is EditorRow {
	return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

/**
 * A time as it is typed: `0,5`, `½`, `4 giờ`, `2 ngày`, `3 hours`. A number alone is of the unit given. Null when nothing is typed,
 * undefined for what is no time.
 */
export function typedTime(text: string, unit: Duration['unit']): Duration | null | undefined {
	const typed = text.normalize('NFC').trim().toLowerCase();
	if (typed === '') return null;
	const named = typed.replace(/\s*(?:days?|d)$/, ' ngày').replace(/\s*(?:hours?|h|g)$/, ' giờ');
	return parseDuration(named) ?? parseDuration(`${typed} ${unit === 'days' ? 'ngày' : 'giờ'}`) ?? undefined;
}

/** How a time stands in its field; `typedTime` reads it again. */
export function timeText(time: Duration | null, words: { days: string; hours: string }): string {
	return time ? `${String(time.value).replace('.', ',')} ${time.unit === 'days' ? words.days : words.hours}` : '';
}

export function isDuration(value: unknown): value is Duration {
	return typeof value === 'object' && value !== null && 'value' in value && 'unit' in value;
}

/** One choice for the two ids of a reference. */
export function linkValue(row: EditorRow): string {
	if (typeof row.documentId === 'string') return `d:${row.documentId}`;
	return typeof row.externalId === 'string' ? `e:${row.externalId}` : '';
}

export function linkOf(value: string): { documentId: string | null; externalId: string | null } {
	const id = value.slice(2);
	return { documentId: value.startsWith('d:') ? id : null, externalId: value.startsWith('e:') ? id : null };
}

/** Moves one row up or down; at the end of the list nothing happens. */
export function movedRow<Row extends { id: string }>(rows: readonly Row[], id: string, by: -1 | 1): Row[] {
	const from = rows.findIndex((row) => row.id === id);
	const row = rows[from];
	const to = from + by;
	return row && to >= 0 && to < rows.length ? rows.toSpliced(from, 1).toSpliced(to, 0, row) : [...rows];
}

/**
 * The parts of one place from its plain form, and the act of the button that sent it: `add:<part>`, `up:<part>:<row>`, `down:…`,
 * `remove:…`. `wrong` names the fields whose time was not understood; the rest is as typed.
 */
export function partsFromForm(
	content: ProcedureContent,
	section: EditorSection,
	values: FormValues,
	newId: () => string
): { content: ProcedureContent; parts: PartKey[]; wrong: string[] } {
	const wrong: string[] = [];
	const parts: Partial<Record<PartKey, unknown>> = {};
	const before = partsOf(content);
	for (const one of section.parts) parts[one.part] = partFromForm(one, before[one.part], values, newId, wrong);
	return { content: withParts(content, parts), parts: section.parts.map(({ part }) => part), wrong };
}

function partFromForm(one: EditorPart, before: PartValue, values: FormValues, newId: () => string, wrong: string[]): unknown {
	const value = textOf(values[one.part]);
	switch (one.kind) {
		case 'text':
		case 'short':
			return value ?? before;
		case 'time': {
			if (value === null) return before;
			const time = typedTime(value, 'days');
			if (time === undefined) wrong.push(one.part);
			return time === undefined ? before : time;
		}
		case 'channels':
			return channels.filter((channel) => listOf(values[one.part]).includes(channel));
		case 'words':
			return value === null ? before : wordsIn(value);
		case 'rows':
			return rowsFromForm(one.part, one.columns, rowsIn(before), values, newId, wrong);
	}
}

/** Clauses as they are typed: `4.4, 8.5.1`. */
export function wordsIn(text: string): string[] {
	return [...new Set(text.split(/[\s,;]+/u).filter((word) => word !== ''))];
}

function rowsFromForm(
	part: PartKey,
	columns: readonly Column[],
	before: readonly EditorRow[],
	values: FormValues,
	newId: () => string,
	wrong: string[]
): EditorRow[] {
	const ids = listOf(values[`${part}.row`]);
	const rows = ids.map((id) => {
		const row: Record<string, unknown> = { ...(before.find((one) => one.id === id) ?? emptyRow(columns, id)) };
		for (const { field, kind } of columns) {
			const name = `${part}.${id}.${field}`;
			const value = textOf(values[name]);
			if (kind === 'check') row[field] = value !== null;
			else if (value === null) continue;
			else if (kind === 'link') Object.assign(row, linkOf(value));
			else if (kind === 'time') {
				const time = typedTime(value, 'days');
				if (time === undefined) wrong.push(name);
				else row[field] = time;
			} else row[field] = value;
		}
		return { ...row, id };
	});
	return act(part, columns, rows, textOf(values.act) ?? '', newId);
}

function act(part: PartKey, columns: readonly Column[], rows: EditorRow[], asked: string, newId: () => string): EditorRow[] {
	const [what, where, id = ''] = asked.split(':');
	if (where !== part) return rows;
	if (what === 'add') return [...rows, emptyRow(columns, newId())];
	if (what === 'remove') return rows.filter((row) => row.id !== id);
	if (what === 'up' || what === 'down') return movedRow(rows, id, what === 'up' ? -1 : 1);
	return rows;
}

function textOf(value: string | string[] | undefined): string | null {
	return value === undefined ? null : Array.isArray(value) ? (value.at(-1) ?? null) : value;
}

function listOf(value: string | string[] | undefined): string[] {
	return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

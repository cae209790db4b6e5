import { diffArrays } from 'diff';
import type { Span } from '#lib/domain/documents/compare.ts';
import { samePart } from './content-parts.ts';
import type { Duration } from './content.ts';
import type { Column } from './editor-sections.ts';
import { isDuration, type EditorRow } from './part-forms.ts';

/** One field that differs. Of a row that is new or went, every field that says something. */
export type FieldChange =
	| { readonly field: string; readonly kind: 'text'; readonly spans: readonly Span[] }
	| { readonly field: string; readonly kind: 'time'; readonly before: Duration | null; readonly after: Duration | null }
	| { readonly field: string; readonly kind: 'check'; readonly before: boolean; readonly after: boolean }
	/** Ids of documents, or of rows of the list of external documents. */
	| { readonly field: string; readonly kind: 'link'; readonly before: string | null; readonly after: string | null };

export type RowChange = {
	/** The same in both versions; of a row that was written anew with the same words, that of the later one. */
	readonly rowId: string;
	/** `moved`: its words stayed. */
	readonly kind: 'same' | 'moved' | 'changed' | 'added' | 'removed';
	/** Whether it stands elsewhere among the rows that both have; a changed row may be moved too. */
	readonly moved: boolean;
	/** Place in the list, from 1. */
	readonly noBefore: number | null;
	readonly noAfter: number | null;
	/** How it begins, to know it by: its first field with words, as it is now. */
	readonly name: string;
	readonly fields: readonly FieldChange[];
};

type Words = (before: string, after: string) => Span[];

/** The rows of two lists in the order of the later one; a row that went follows the row that it followed. */
export function compareRows(
	before: readonly EditorRow[],
	after: readonly EditorRow[],
	columns: readonly Column[],
	words: Words
): RowChange[] {
	const matched = matchRows(before, after, columns);
	const placeBefore = new Map(before.map((row, index) => [row, index]));
	const kept = new Set(matched.values());
	const moved = movedRows(
		before.filter((row) => kept.has(row)),
		after.flatMap((row) => matched.get(row) ?? [])
	);
	const found = after.map((row, index): RowChange => {
		const was = matched.get(row);
		const place = { noAfter: index + 1, name: nameOf(row, columns), rowId: row.id };
		if (!was) return { ...place, kind: 'added', moved: false, noBefore: null, fields: changedFields(null, row, columns, words) };
		const fields = changedFields(was, row, columns, words);
		const isMoved = moved.has(was);
		const kind = fields.length > 0 ? 'changed' : isMoved ? 'moved' : 'same';
		return { ...place, kind, moved: isMoved, noBefore: (placeBefore.get(was) ?? 0) + 1, fields };
	});
	return withRemoved(found, before, matched, (row, index) => ({
		rowId: row.id,
		kind: 'removed',
		moved: false,
		noBefore: index + 1,
		noAfter: null,
		name: nameOf(row, columns),
		fields: changedFields(row, null, columns, words)
	}));
}

/** Later row → earlier row: by id, and what is left (a text that was imported anew) by equal words of its first column. */
function matchRows(before: readonly EditorRow[], after: readonly EditorRow[], columns: readonly Column[]): Map<EditorRow, EditorRow> {
	const byId = new Map(before.map((row) => [row.id, row]));
	const matched = new Map<EditorRow, EditorRow>();
	for (const row of after) {
		const was = byId.get(row.id);
		if (was) matched.set(row, was);
	}
	const taken = new Set(matched.values());
	const free = before.filter((row) => !taken.has(row));
	const key = (row: EditorRow) => {
		const value = row[columns[0]?.field ?? ''];
		return typeof value === 'string' ? value.trim() : '';
	};
	for (const row of after) {
		const at = matched.has(row) || key(row) === '' ? -1 : free.findIndex((one) => key(one) === key(row));
		const [was] = at < 0 ? [] : free.splice(at, 1);
		if (was) matched.set(row, was);
	}
	return matched;
}

/** The fewest rows of the earlier order whose moving gives the later one. */
function movedRows(before: readonly EditorRow[], after: readonly EditorRow[]): Set<EditorRow> {
	const parts = diffArrays([...before], [...after], { comparator: (one, other) => one === other });
	return new Set(parts.flatMap(({ removed, value }) => (removed ? value : [])));
}

function withRemoved(
	found: readonly RowChange[],
	before: readonly EditorRow[],
	matched: ReadonlyMap<EditorRow, EditorRow>,
	change: (row: EditorRow, index: number) => RowChange
): RowChange[] {
	const kept = new Set(matched.values());
	const removedAfter = new Map<number, RowChange[]>();
	let anchor = 0;
	before.forEach((row, index) => {
		if (kept.has(row)) anchor = index + 1;
		else removedAfter.set(anchor, [...(removedAfter.get(anchor) ?? []), change(row, index)]);
	});
	return [
		...(removedAfter.get(0) ?? []),
		...found.flatMap((row) => [row, ...(row.noBefore ? (removedAfter.get(row.noBefore) ?? []) : [])])
	];
}

function nameOf(row: EditorRow, columns: readonly Column[]): string {
	for (const { field } of columns) {
		const value = row[field];
		if (typeof value === 'string' && value.trim() !== '') return value.trim();
	}
	return '';
}

function changedFields(before: EditorRow | null, after: EditorRow | null, columns: readonly Column[], words: Words): FieldChange[] {
	return columns.flatMap(({ field, kind }): FieldChange[] => {
		if (kind === 'link') return ['documentId', 'externalId'].flatMap((id) => linkChange(id, idIn(before, id), idIn(after, id)));
		const [was, is] = [before?.[field], after?.[field]];
		if (kind === 'time') {
			const [old, now] = [isDuration(was) ? was : null, isDuration(is) ? is : null];
			return samePart(old, now) ? [] : [{ field, kind, before: old, after: now }];
		}
		if (kind === 'check') return (was === true) === (is === true) ? [] : [{ field, kind, before: was === true, after: is === true }];
		const [old, now] = [typeof was === 'string' ? was : '', typeof is === 'string' ? is : ''];
		return old === now ? [] : [{ field, kind: 'text', spans: words(old, now) }];
	});
}

function linkChange(field: string, before: string | null, after: string | null): FieldChange[] {
	return before === after ? [] : [{ field, kind: 'link', before, after }];
}

function idIn(row: EditorRow | null, field: string): string | null {
	const id = row?.[field];
	return typeof id === 'string' ? id : null;
}

import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { partsOf, withParts } from '#lib/domain/procedures/content-parts.ts';
import type { MergeConflict } from '#lib/domain/procedures/merge.ts';
import { rowsIn, type EditorRow } from '#lib/domain/procedures/part-forms.ts';

/** One of the two, or a text of its own. */
export type Choice = 'mine' | 'theirs' | { readonly text: string };

/** The content with one conflict decided. What became of the rest of it meanwhile stays. */
export function resolved(content: ProcedureContent, conflict: MergeConflict, choice: Choice): ProcedureContent {
	const part = partsOf(content)[conflict.part];
	return withParts(content, { [conflict.part]: decided(conflict, choice, rowsIn(part), part) });
}

function decided(conflict: MergeConflict, choice: Choice, rows: readonly EditorRow[], part: unknown): unknown {
	if (conflict.kind === 'part') return valueOf(conflict, choice);
	if (conflict.kind === 'field') {
		const value = valueOf(conflict, choice);
		return rows.map((row) => (row.id === conflict.rowId ? { ...row, [conflict.field]: value } : row));
	}
	if (conflict.kind === 'row') {
		const row = choice === 'theirs' ? conflict.theirs : conflict.mine;
		if (row === null) return rows.filter(({ id }) => id !== conflict.rowId);
		return rows.some(({ id }) => id === row.id) ? rows : [...rows, row];
	}
	const order = choice === 'mine' ? conflict.mine : conflict.theirs;
	if (Array.isArray(part) && part.some((item) => typeof item === 'string'))
		return inOrder(
			part.map((id) => ({ id: String(id) })),
			order
		).map(({ id }) => id);
	return inOrder(rows, order);
}

function valueOf(conflict: { mine: unknown; theirs: unknown }, choice: Choice): unknown {
	return typeof choice === 'object' ? choice.text : choice === 'mine' ? conflict.mine : conflict.theirs;
}

/** Rows of the order given stand as it says, the others where they are. */
function inOrder<Row extends { id: string }>(rows: readonly Row[], order: readonly string[]): Row[] {
	const wanted = order.flatMap((id) => rows.find((row) => row.id === id) ?? []);
	const moved = new Set(wanted.map(({ id }) => id));
	return rows.map((row) => (moved.has(row.id) ? (wanted.shift() ?? row) : row));
}

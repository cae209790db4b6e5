import { partKeys, type PartKey, type ProcedureContent } from './content.ts';
import { contentFromParts, isServicePart, partsOf, samePart, type PartValue } from './content-parts.ts';
import { mergeRows, type MergeRow, type RowConflict } from './merge-rows.ts';

/**
 * Two people changed one thing in two ways. The merged text has `theirs` there (of a row that one side took out: what the other wrote);
 * `mine` is kept here until somebody chooses, so that no text is ever lost. Without a kind in the rows the whole part is meant.
 */
export type MergeConflict = { readonly part: PartKey } & (
	RowConflict | { readonly kind: 'part'; readonly base: PartValue; readonly mine: PartValue; readonly theirs: PartValue }
);
export type Merge = { readonly merged: ProcedureContent; readonly conflicts: readonly MergeConflict[] };

/**
 * Brings together what two sides made of one text: part by part, in lists row by row and field by field. What only one side changed is
 * taken; what both changed alike is taken once; anything else is a conflict.
 * @throws z.ZodError when together they are more than fits (200 rows in one list)
 */
export function mergeContent(base: ProcedureContent, mine: ProcedureContent, theirs: ProcedureContent): Merge {
	const [was, one, other] = [partsOf(base), partsOf(mine), partsOf(theirs)];
	const conflicts: MergeConflict[] = [];
	const merged: Partial<Record<PartKey, unknown>> = {};
	for (const part of partKeys) {
		const found = mergePart(was[part], one[part], other[part]);
		merged[part] = found.merged;
		conflicts.push(...found.conflicts.map((conflict) => ({ part, ...conflict })));
	}
	return { merged: contentFromParts(merged, keepsService(base, mine, theirs)), conflicts };
}

type PartMerge = {
	merged: unknown;
	conflicts: readonly (RowConflict | { kind: 'part'; base: PartValue; mine: PartValue; theirs: PartValue })[];
};

function mergePart(base: PartValue, mine: PartValue, theirs: PartValue): PartMerge {
	if (samePart(mine, theirs) || samePart(mine, base)) return { merged: theirs, conflicts: [] };
	if (samePart(theirs, base)) return { merged: mine, conflicts: [] };
	const lists = [asRows(base), asRows(mine), asRows(theirs)] as const;
	const [baseRows, mineRows, theirRows] = lists;
	if (!baseRows || !mineRows || !theirRows) return { merged: theirs, conflicts: [{ kind: 'part', base, mine, theirs }] };
	const { merged, conflicts } = mergeRows(baseRows, mineRows, theirRows);
	return { merged: lists.every(isWords) ? merged.map(({ id }) => id) : merged, conflicts };
}

/** A list as rows; words (clauses, channels) are their own ids. Null for what is no list. */
function asRows(value: PartValue): readonly MergeRow[] | null {
	if (!Array.isArray(value)) return null;
	return value.map((item: unknown) => (isRow(item) ? item : { id: String(item), [word]: true }));
}

/** Marks a row that was made of a word; an empty list is of either kind. */
const word = 'isWord';

function isWords(rows: readonly MergeRow[] | null): boolean {
	return rows?.every((row) => row[word] === true) ?? false;
}

function isRow(value: unknown): value is MergeRow {
	return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

/** The blocks of a service go only when nobody changed something in them. */
function keepsService(base: ProcedureContent, mine: ProcedureContent, theirs: ProcedureContent): boolean {
	if (mine.service && theirs.service) return true;
	const left = mine.service ?? theirs.service;
	if (!left) return false;
	if (!base.service) return true;
	const [was, now] = [partsOf(base), partsOf(mine.service ? mine : theirs)];
	return partKeys.some((part) => isServicePart(part) && !samePart(was[part], now[part]));
}

import { samePart } from './content-parts.ts';

export type MergeRow = { readonly id: string } & Readonly<Record<string, unknown>>;

/** Two people changed one thing in two ways. What stands in the merged text is theirs; mine is here, so that none is lost. */
export type RowConflict =
	| {
			readonly kind: 'field';
			readonly rowId: string;
			readonly field: string;
			readonly base: unknown;
			readonly mine: unknown;
			readonly theirs: unknown;
	  }
	/** One side took the row out, the other wrote in it: the row stays, null says which side took it out. */
	| {
			readonly kind: 'row';
			readonly rowId: string;
			readonly base: MergeRow;
			readonly mine: MergeRow | null;
			readonly theirs: MergeRow | null;
	  }
	/** Both moved rows, in two ways. */
	| { readonly kind: 'order'; readonly base: readonly string[]; readonly mine: readonly string[]; readonly theirs: readonly string[] };

type Rows = readonly MergeRow[];

/** Three-way merge of a list by the ids of its rows, field by field; order is a thing of its own. */
export function mergeRows(base: Rows, mine: Rows, theirs: Rows): { merged: MergeRow[]; conflicts: RowConflict[] } {
	const inBase = byId(base);
	const inMine = byId(mine);
	const inTheirs = byId(theirs);
	const kept = new Map<string, MergeRow>();
	const conflicts: RowConflict[] = [];
	for (const id of new Set([...inTheirs.keys(), ...inMine.keys()])) {
		const was = inBase.get(id);
		const one = inMine.get(id);
		const other = inTheirs.get(id);
		if (one && other) {
			kept.set(id, mergeFields(was, one, other, conflicts));
			continue;
		}
		const left = one ?? other;
		if (!left) continue;
		if (!was) kept.set(id, left);
		else if (!samePart(left, was)) {
			kept.set(id, left);
			conflicts.push({ kind: 'row', rowId: id, base: was, mine: one ?? null, theirs: other ?? null });
		}
	}
	const order = mergeOrder(ids(base), ids(mine), ids(theirs), (id) => kept.has(id), conflicts);
	return { merged: order.flatMap((id) => kept.get(id) ?? []), conflicts };
}

function byId(rows: Rows): Map<string, MergeRow> {
	return new Map(rows.map((row) => [row.id, row]));
}

function ids(rows: Rows): string[] {
	return rows.map(({ id }) => id);
}

function mergeFields(base: MergeRow | undefined, mine: MergeRow, theirs: MergeRow, conflicts: RowConflict[]): MergeRow {
	const merged: Record<string, unknown> = {};
	for (const field of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
		const [one, other] = [mine[field], theirs[field]];
		merged[field] = other;
		if (samePart(one, other)) continue;
		if (base && samePart(other, base[field])) merged[field] = one;
		else if (!base || !samePart(one, base[field]))
			conflicts.push({ kind: 'field', rowId: mine.id, field, base: base?.[field], mine: one, theirs: other });
	}
	return { ...merged, id: mine.id };
}

/**
 * Rows that both sides have stand as the side that moved them put them; each other row follows the row it followed on its own side.
 * Two rows put into one gap stand in the order of their ids, so that it does not matter who came first.
 */
function mergeOrder(
	base: readonly string[],
	mine: readonly string[],
	theirs: readonly string[],
	isKept: (id: string) => boolean,
	conflicts: RowConflict[]
): string[] {
	const [baseSet, mineSet, theirSet] = [new Set(base), new Set(mine), new Set(theirs)];
	const shared = (list: readonly string[], other: ReadonlySet<string>) =>
		list.filter((id) => baseSet.has(id) && other.has(id) && isKept(id));
	const everywhere = (list: readonly string[]) => list.filter((id) => baseSet.has(id) && mineSet.has(id) && theirSet.has(id));
	const [was, one, other] = [everywhere(base), everywhere(mine), everywhere(theirs)];
	// Each side by all its rows that stay, those too that the other took out and that come back: merged again it says the same.
	const iMoved = !samePart(shared(mine, mineSet), shared(base, mineSet)) && !samePart(one, other);
	const theyMoved = !samePart(shared(theirs, theirSet), shared(base, theirSet));
	if (iMoved && theyMoved) conflicts.push({ kind: 'order', base: was, mine: one, theirs: other });
	const lead = iMoved && !theyMoved ? mine : theirs;
	const both = lead.filter((id) => mineSet.has(id) && theirSet.has(id) && isKept(id));
	const followers = new Map<string | null, string[][]>();
	for (const list of [mine, theirs]) collectFollowers(list, new Set(both), isKept, followers);
	return [null, ...both].flatMap((anchor) => {
		const groups = [...(followers.get(anchor) ?? [])].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
		return anchor === null ? groups.flat() : [anchor, ...groups.flat()];
	});
}

/** Adds the rows of one side that the other does not have, grouped by the row before them. */
function collectFollowers(
	list: readonly string[],
	both: ReadonlySet<string>,
	isKept: (id: string) => boolean,
	followers: Map<string | null, string[][]>
): void {
	let group: string[] = [];
	let anchor: string | null = null;
	const close = () => {
		if (group.length > 0) followers.set(anchor, [...(followers.get(anchor) ?? []), group]);
		group = [];
	};
	for (const id of list) {
		if (both.has(id)) {
			close();
			anchor = id;
		} else if (isKept(id)) group.push(id);
	}
	close();
}

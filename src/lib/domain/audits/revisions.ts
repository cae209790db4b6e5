/**
 * A programme is signed revision by revision. A line or gap names the revision it begins with and the one that takes it back; while a
 * change is prepared, the rows of the next revision stand beside those that hold.
 */
export type Revised = { readonly sinceRevision: number; readonly untilRevision: number | null };

/** Whether a row is part of a revision. Rows of the draft begin with 0 and are part of every revision until they are taken back. */
export function isInRevision(row: Revised, revision: number): boolean {
	return row.sinceRevision <= revision && (row.untilRevision === null || row.untilRevision > revision);
}

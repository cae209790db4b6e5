import {
	blankAnswer,
	cleanAnswer,
	mergeAnswers,
	sameAnswer,
	wrongAnswer,
	type Answer,
	type AnswerEdit,
	type SheetKind
} from './answers.ts';

/** An edit in conflict: kept beside what stands until somebody of the team settles it. */
export type Beside = { readonly id: string; readonly baseVersion: number; readonly answer: Answer };

/** What became of an edit. `merged`: others had changed something else meanwhile. */
export type EditOutcome =
	| { readonly outcome: 'applied'; readonly version: number; readonly answer: Answer; readonly merged: boolean }
	| { readonly outcome: 'conflict' }
	| { readonly outcome: 'dropped' }
	| { readonly outcome: 'invalid'; readonly fields: Readonly<Record<string, string>> };

type Kept = Extract<EditOutcome, { outcome: 'applied' | 'conflict' }>;

/** All that was said to one question: what stood at each version (of those that are needed), and what waits beside. */
export type AnswerLine = {
	readonly version: number;
	readonly answer: Answer;
	readonly stood: ReadonlyMap<number, Answer>;
	readonly beside: readonly Beside[];
	/** By id of edit: the ones that were taken, so that none is taken twice. */
	readonly taken: ReadonlyMap<string, EditOutcome>;
};

export const newLine: AnswerLine = { version: 0, answer: blankAnswer, stood: new Map([[0, blankAnswer]]), beside: [], taken: new Map() };

/**
 * Takes one edit (decision 0402): begun from what stands, or alike, it stands; begun from an older version it is merged where both changed
 * different things, and kept beside where they changed the same. Taking it again changes nothing. An invalid one is not kept: its device does.
 */
export function takeEdit(kind: SheetKind, weight: number, line: AnswerLine, edit: AnswerEdit): { line: AnswerLine; outcome: EditOutcome } {
	const before = line.taken.get(edit.id);
	if (before) return { line, outcome: before };
	const fields = wrongAnswer(kind, edit.answer, weight);
	if (Object.keys(fields).length > 0) return { line, outcome: { outcome: 'invalid', fields } };
	const mine = cleanAnswer(kind, edit.answer, weight);
	const earlier = edit.after === null ? undefined : line.taken.get(edit.after);
	const outcome = judge(kind, weight, line, { ...edit, answer: mine }, earlier);
	const taken = new Map(line.taken).set(edit.id, outcome);
	// What its device had said before waits beside: this goes there in its place, or settles it.
	const superseded = earlier?.outcome === 'conflict' ? edit.after : null;
	if (superseded !== null) taken.set(superseded, { outcome: 'dropped' });
	const beside = line.beside.filter(({ id }) => id !== superseded);
	if (outcome.outcome !== 'applied')
		return { line: { ...line, beside: [...beside, { id: edit.id, baseVersion: edit.baseVersion, answer: mine }], taken }, outcome };
	const stood = new Map(line.stood).set(outcome.version, outcome.answer);
	return { line: { version: outcome.version, answer: outcome.answer, stood, beside, taken }, outcome };
}

function judge(kind: SheetKind, weight: number, line: AnswerLine, edit: AnswerEdit, earlier: EditOutcome | undefined): Kept {
	const version = line.version + 1;
	const mine = edit.answer;
	if (sameAnswer(mine, line.answer)) return { outcome: 'applied', version, answer: mine, merged: false };
	if (earlier?.outcome === 'conflict') return { outcome: 'conflict' };
	const from = earlier?.outcome === 'applied' ? earlier.version : edit.baseVersion;
	if (from === line.version) return { outcome: 'applied', version, answer: mine, merged: false };
	const base = line.stood.get(from);
	const merged = base ? mergeAnswers(kind, weight, base, mine, line.answer) : null;
	return merged ? { outcome: 'applied', version, answer: merged, merged: true } : { outcome: 'conflict' };
}

/**
 * The edits of one sending in the order in which they count, whatever the order of the list: what one was begun from goes before it, else by
 * the device's clock, then by id.
 */
export function inOrder(edits: readonly AnswerEdit[]): AnswerEdit[] {
	const sorted = [...edits].sort((a, b) => compare(a.madeAt, b.madeAt) || compare(a.id, b.id));
	const byId = new Map(sorted.map((edit) => [edit.id, edit]));
	const done = new Set<string>();
	const ordered: AnswerEdit[] = [];
	const place = (edit: AnswerEdit, way: ReadonlySet<string>): void => {
		if (done.has(edit.id)) return;
		const before = edit.after === null ? undefined : byId.get(edit.after);
		if (before && !way.has(before.id)) place(before, new Set(way).add(edit.id));
		if (done.has(edit.id)) return;
		done.add(edit.id);
		ordered.push(byId.get(edit.id) ?? edit);
	};
	for (const edit of sorted) place(edit, new Set([edit.id]));
	return ordered;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** How a conflict is settled: what stands stays, what waits beside takes its place, or a third is written. */
export type Settlement = { readonly choice: 'keep' } | { readonly choice: 'take' } | { readonly choice: 'write'; readonly answer: Answer };

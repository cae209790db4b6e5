import { visibleText } from '#lib/domain/shared/visible-text.ts';
import { auditResults } from './audit-lifecycle.ts';
import { inspectionResults, pointsFor, selfResults, wrongTeamAnswer } from './inspection-points.ts';

/** The three kinds of sheet that are answered: of an internal audit, of a team on site, of a unit about itself. */
export const sheetKinds = ['internal', 'inspection', 'self'] as const;
export type SheetKind = (typeof sheetKinds)[number];

export const resultsOf = { internal: auditResults, inspection: inspectionResults, self: selfResults } as const satisfies Record<
	SheetKind,
	readonly string[]
>;
export type Result = (typeof resultsOf)[SheetKind][number];

/** The result that needs nothing beside it. */
export const goodResult = { internal: 'conform', inspection: 'met', self: 'met' } as const satisfies Record<SheetKind, Result>;

/**
 * An answer of any kind. `points` are a team's on site alone, in halves; null: by the rule. A unit's words about itself are the note, and of an
 * inspection the note is the remark.
 */
export type Answer = { readonly result: Result; readonly points: number | null; readonly evidence: string; readonly note: string };

export const blankAnswer: Answer = { result: 'unanswered', points: null, evidence: '', note: '' };

/** One saying of one person, named by the device: sending it again does nothing again. */
export type AnswerEdit = {
	readonly id: string;
	readonly questionId: string;
	/** The version of the answer that the person had before them; 0: none yet. */
	readonly baseVersion: number;
	/** The saying of the same device that this one was begun from, where the device does not know yet what became of it. */
	readonly after: string | null;
	/** By the clock of the device, ISO 8601. */
	readonly madeAt: string;
	readonly answer: Answer;
};

export function isResultOf(kind: SheetKind, result: string): result is Result {
	const known: readonly string[] = resultsOf[kind];
	return known.includes(result);
}

/** As it is kept: composed letters, nothing unseen, points by the rule where none were given. */
export function cleanAnswer(kind: SheetKind, answer: Answer, weight: number): Answer {
	const text = (value: string) => visibleText(value.normalize('NFC'));
	const { result } = answer;
	const scored = kind === 'inspection' && isScored(result);
	return {
		result,
		points: scored ? (answer.points ?? pointsFor(result, weight)) : null,
		evidence: kind === 'self' ? '' : text(answer.evidence),
		note: text(answer.note)
	};
}

function isScored(result: Result): result is 'met' | 'partly' | 'not_met' {
	return result === 'met' || result === 'partly' || result === 'not_met';
}

/**
 * What is wrong with an answer, by field (states.md A5, A7, I2, I5): evidence for anything but the good result, a reason for what does not
 * apply. Text without a result is an answer begun, not a wrong one. Empty: nothing.
 */
export function wrongAnswer(kind: SheetKind, answer: Answer, weight: number): Record<string, string> {
	const { result } = answer;
	if (!isResultOf(kind, result)) return { result: 'result_of_sheet' };
	if (result === 'unanswered') return {};
	const note = visibleText(answer.note);
	if (result === 'not_applicable' && note === '') return { note: 'reason_required' };
	if (kind === 'internal') {
		const found = result === 'minor' || result === 'major' || result === 'observation';
		return found && visibleText(answer.evidence) === '' ? { evidence: 'evidence_required' } : {};
	}
	if (kind === 'self') return (result === 'partly' || result === 'not_met') && note === '' ? { note: 'evidence_or_remark' } : {};
	if (!isScored(result)) return {};
	const { remark, ...rest } = wrongTeamAnswer({ result, points: answer.points, evidence: answer.evidence, remark: note }, weight);
	return remark === undefined ? rest : { ...rest, note: remark };
}

/** An answer that can be sent and counts: nothing wrong with it. */
export function isComplete(kind: SheetKind, answer: Answer, weight: number): boolean {
	return answer.result !== 'unanswered' && Object.keys(wrongAnswer(kind, answer, weight)).length === 0;
}

export function sameAnswer(one: Answer, other: Answer): boolean {
	return sameVerdict(one, other) && one.evidence === other.evidence && one.note === other.note;
}

function sameVerdict(one: Answer, other: Answer): boolean {
	return one.result === other.result && one.points === other.points;
}

/**
 * Brings together what two people made of one answer: what only one changed is taken, what both changed alike is taken once. Null: they
 * changed the same thing in two ways, or what would come of it is an answer that nobody could have given.
 */
export function mergeAnswers(kind: SheetKind, weight: number, base: Answer, mine: Answer, theirs: Answer): Answer | null {
	const verdict = oneOf(sameVerdict, base, mine, theirs);
	const evidence = oneOf((a, b) => a.evidence === b.evidence, base, mine, theirs);
	const note = oneOf((a, b) => a.note === b.note, base, mine, theirs);
	if (!verdict || !evidence || !note) return null;
	const merged = { result: verdict.result, points: verdict.points, evidence: evidence.evidence, note: note.note };
	return Object.keys(wrongAnswer(kind, merged, weight)).length === 0 ? merged : null;
}

function oneOf(same: (one: Answer, other: Answer) => boolean, base: Answer, mine: Answer, theirs: Answer): Answer | null {
	if (same(mine, theirs) || same(mine, base)) return theirs;
	return same(theirs, base) ? mine : null;
}

/** Reads an answer out of the database's JSON; what is no answer of ours is a blank one. */
export function answerFromJson(value: unknown): Answer {
	if (typeof value !== 'object' || value === null) return blankAnswer;
	const { result, points, evidence, note } = value as Partial<Record<keyof Answer, unknown>>;
	return {
		result: typeof result === 'string' && isAnyResult(result) ? result : 'unanswered',
		points: typeof points === 'number' ? points : null,
		evidence: typeof evidence === 'string' ? evidence : '',
		note: typeof note === 'string' ? note : ''
	};
}

function isAnyResult(result: string): result is Result {
	return sheetKinds.some((kind) => isResultOf(kind, result));
}

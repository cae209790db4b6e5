import { sameAnswer, wrongAnswer, type Answer, type AnswerEdit, type SheetKind } from './answers.ts';
import type { FindingEdit } from './answer-forms.ts';

/** A saying that the server does not have for certain: `attempted` once it was sent, so that its id is never given to other words. */
export type WaitingEdit = {
	readonly kind: 'answer';
	readonly attempted: boolean;
	readonly edit: AnswerEdit;
	/** Why the server did not take it; it is not sent again before it is changed. */
	readonly refused: string | null;
};
export type WaitingFinding = {
	readonly kind: 'finding';
	readonly attempted: boolean;
	readonly edit: FindingEdit;
	readonly refused: string | null;
};
export type Waiting = WaitingEdit | WaitingFinding;

export type Now = { readonly id: string; readonly madeAt: string };

/**
 * What waits after a person said this: words that were never sent are replaced, words that may have arrived are followed by another saying that
 * names them. Back to what stands, with nothing on its way: nothing waits.
 */
export function say(
	list: readonly Waiting[],
	question: { readonly id: string; readonly version: number; readonly answer: Answer },
	answer: Answer,
	now: Now
): Waiting[] {
	// What the server did not take it does not know: new words begin anew.
	const waiting = list.filter((one) => one.kind !== 'answer' || one.edit.questionId !== question.id || one.refused === null);
	const own = waiting.filter((one): one is WaitingEdit => one.kind === 'answer' && one.edit.questionId === question.id);
	const last = own.at(-1);
	const rest = last && !last.attempted ? waiting.filter((one) => one !== last) : [...waiting];
	const before = own.filter((one) => one !== last || last.attempted).at(-1);
	const stands = before ? before.edit.answer : question.answer;
	const begunFromNow = last === undefined || last.attempted || last.edit.baseVersion === question.version;
	if (sameAnswer(answer, stands) && begunFromNow) return [...rest];
	const begun = last && !last.attempted ? last.edit : null;
	const edit: AnswerEdit = {
		id: begun?.id ?? now.id,
		questionId: question.id,
		baseVersion: begun?.baseVersion ?? question.version,
		after: begun ? begun.after : (before?.edit.id ?? null),
		madeAt: now.madeAt,
		answer
	};
	return [...rest, { kind: 'answer', attempted: false, edit, refused: null }];
}

/** What the person sees as the answer: the last that they said, else what stands. */
export function shownAnswer(waiting: readonly Waiting[], question: { readonly id: string; readonly answer: Answer }): Answer {
	const own = waiting.filter((one): one is WaitingEdit => one.kind === 'answer' && one.edit.questionId === question.id);
	return own.at(-1)?.edit.answer ?? question.answer;
}

/** What can be sent now: whole answers and findings, in the order in which they were said. An answer that is not whole keeps what follows it. */
export function sendable(waiting: readonly Waiting[], kind: SheetKind, weights: ReadonlyMap<string, number>): Waiting[] {
	return waiting.filter((one) => {
		if (one.refused !== null) return false;
		if (one.kind === 'finding') return true;
		return Object.keys(wrongAnswer(kind, one.edit.answer, weights.get(one.edit.questionId) ?? 1)).length === 0;
	});
}

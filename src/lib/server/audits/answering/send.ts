import { inOrder, takeEdit, type AnswerLine, type EditOutcome } from '#lib/domain/audits/answer-line.ts';
import { cleanAnswer, type Answer, type AnswerEdit } from '#lib/domain/audits/answers.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { editsOf, holdQuestions, lineOf, type EditRow, type QuestionRow } from './lines.ts';
import { authorizeAnswering, loadSheet, mayAnswer, requireAnswered, type Sheet, type SheetRef } from './sheet.ts';
import { keepEdits, settleEdits, writeAnswers, type KeptEdit, type NewStanding } from './write.ts';

/** What became of one edit, for its device. `refused`: kept by the device alone, with the code that says why. */
export type Sent = { readonly id: string; readonly questionId: string } & (
	| { readonly outcome: 'applied'; readonly version: number; readonly answer: Answer; readonly merged: boolean }
	| { readonly outcome: 'conflict' | 'dropped' }
	| { readonly outcome: 'refused'; readonly code: string; readonly fields: Readonly<Record<string, string>> }
);
export type SendResult = { readonly at: string; readonly results: readonly Sent[] };

/**
 * Takes what a device sends: every edit once, whatever comes again. All of it in one transaction with one act in the trail (questions, versions
 * and results, no texts). A question that is not there, not theirs or not whole is refused for itself; the rest is taken.
 * @throws NotFound who may not see it; Forbidden who answers nothing here; Conflict `illegal_transition` when it is not answered now
 */
export async function sendAnswers(ctx: Ctx, input: { sheet: SheetRef; edits: readonly AnswerEdit[] }): Promise<SendResult> {
	return transaction(ctx, async (ctx) => {
		const sheet = await loadSheet(ctx, input.sheet);
		const role = authorizeAnswering(ctx, sheet);
		await requireAnswered(ctx, sheet);
		const edits = inOrder(input.edits);
		const questions = await holdQuestions(
			ctx,
			sheet,
			edits.map(({ questionId }) => questionId)
		);
		const known = await editsOf(ctx, sheet, {
			rowIds: [...questions.keys()],
			editIds: edits.flatMap(({ id, after }) => (after === null ? id : [id, after])),
			versions: edits.map(({ baseVersion }) => baseVersion)
		});
		const taking = takeAll(ctx, sheet, questions, known, edits);
		await keepEdits(ctx, sheet, taking.kept);
		await settleEdits(ctx, taking.superseded, null);
		await writeAnswers(ctx, sheet, questions, taking.news);
		if (taking.kept.length > 0) {
			await record(ctx, {
				event: sheet.act,
				subjectType: sheet.subjectType,
				subjectId: sheet.id,
				unitId: sheet.unitId,
				role,
				after: {
					answers: taking.news.map(({ rowId, version, answer }) => ({ question: rowId, version, result: answer.result })),
					conflicts: taking.kept.filter(({ outcome }) => outcome === 'conflict').map(({ rowId }) => rowId)
				}
			});
		}
		const results = new Map(taking.results.map((result) => [result.id, result]));
		return { at: ctx.clock.now().toISOString(), results: input.edits.flatMap(({ id }) => results.get(id) ?? []) };
	});
}

type Taking = { results: Sent[]; kept: KeptEdit[]; news: NewStanding[]; superseded: string[] };

function takeAll(
	ctx: Ctx,
	sheet: Sheet,
	questions: ReadonlyMap<string, QuestionRow>,
	known: readonly EditRow[],
	edits: readonly AnswerEdit[]
): Taking {
	const elsewhere = new Set(known.filter(({ rowId }) => !questions.has(rowId)).map(({ id }) => id));
	const lines = new Map<string, AnswerLine>();
	const taking: Taking = { results: [], kept: [], news: [], superseded: [] };
	for (const edit of edits) {
		const question = questions.get(edit.questionId);
		const said = { id: edit.id, questionId: edit.questionId };
		if (!question || elsewhere.has(edit.id) || isOfOther(known, edit)) {
			taking.results.push({ ...said, outcome: 'refused', code: 'question_not_found', fields: {} });
			continue;
		}
		if (!mayAnswer(ctx, sheet, question.areaId)) {
			taking.results.push({ ...said, outcome: 'refused', code: 'area_not_yours', fields: {} });
			continue;
		}
		const line = lines.get(question.id) ?? lineOf(question, known);
		const { line: after, outcome } = takeEdit(sheet.kind, question.weight, line, edit);
		lines.set(question.id, after);
		taking.results.push({ ...said, ...sentOf(outcome) });
		if (outcome.outcome === 'invalid' || line.taken.has(edit.id)) continue;
		keep(taking, question, line, after, { ...edit, answer: cleanAnswer(sheet.kind, edit.answer, question.weight) }, outcome);
	}
	return taking;
}

/** The id was given to a saying about another question of this sheet. */
function isOfOther(known: readonly EditRow[], edit: AnswerEdit): boolean {
	return known.some(({ id, rowId }) => id === edit.id && rowId !== edit.questionId);
}

function keep(taking: Taking, question: QuestionRow, before: AnswerLine, after: AnswerLine, edit: AnswerEdit, outcome: EditOutcome): void {
	const standing = outcome.outcome === 'applied' ? { version: outcome.version, answer: outcome.answer } : null;
	if (standing) taking.news.push({ rowId: question.id, ...standing });
	// What waited beside and does no more gave its place to this; one of the same sending is kept as dropped from the start.
	for (const { id } of before.beside.filter((waiting) => !after.beside.some((still) => still.id === waiting.id))) {
		const here = taking.kept.findIndex((one) => one.edit.id === id);
		const own = taking.kept[here];
		if (own) taking.kept[here] = { ...own, outcome: 'dropped' };
		else taking.superseded.push(id);
	}
	taking.kept.push({ edit, rowId: question.id, outcome: standing ? 'applied' : 'conflict', standing });
}

type SentOutcome = Sent extends infer S ? (S extends Sent ? Omit<S, 'id' | 'questionId'> : never) : never;

function sentOf(outcome: EditOutcome): SentOutcome {
	if (outcome.outcome === 'invalid') return { outcome: 'refused', code: 'invalid', fields: outcome.fields };
	return outcome;
}

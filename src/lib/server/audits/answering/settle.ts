import type { Settlement } from '#lib/domain/audits/answer-line.ts';
import { cleanAnswer, wrongAnswer } from '#lib/domain/audits/answers.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { editsOf, holdQuestions } from './lines.ts';
import { authorizeAnswering, loadSheet, mayAnswer, requireAnswered, type SheetRef } from './sheet.ts';
import { keepEdits, settleEdits, writeAnswers } from './write.ts';

export type SettleInput = {
	readonly sheet: SheetRef;
	readonly questionId: string;
	/** The edit that waits beside. */
	readonly editId: string;
	/** The version that the person saw standing. */
	readonly version: number;
	/** Of a third answer: its id from the device, and its clock. */
	readonly newId: string;
	readonly madeAt: string;
} & Settlement;

/**
 * Settles a conflict, by anybody of the team who answers that question: what stands is kept, what waits takes its place, or a third is written.
 * Settled in the same way a second time: nothing.
 * @throws NotFound, Forbidden, Conflict `illegal_transition` or `stale` (another answer stands by now), Invalid
 */
export async function settleConflict(ctx: Ctx, input: SettleInput): Promise<{ version: number }> {
	return transaction(ctx, async (ctx) => {
		const sheet = await loadSheet(ctx, input.sheet);
		const role = authorizeAnswering(ctx, sheet);
		await requireAnswered(ctx, sheet);
		const questions = await holdQuestions(ctx, sheet, [input.questionId]);
		const question = questions.get(input.questionId);
		const edits = await editsOf(ctx, sheet, { rowIds: [input.questionId], editIds: [input.editId, input.newId], versions: [] });
		const waiting = edits.find(({ id, rowId }) => id === input.editId && rowId === input.questionId);
		if (!question || !waiting) throw new NotFound('conflict_not_found');
		if (!mayAnswer(ctx, sheet, question.areaId)) throw new Forbidden('area_not_yours');
		if (waiting.outcome !== 'conflict') {
			const again =
				input.choice === 'take' ? waiting.outcome === 'settled' : input.choice === 'keep' || edits.some(({ id }) => id === input.newId);
			if (again) return { version: question.version };
			throw new Conflict('conflict_settled');
		}
		if (question.version !== input.version) throw new Conflict('stale', { version: question.version });

		const version = question.version + 1;
		let became = input.choice === 'take' ? { version, answer: waiting.answer } : null;
		if (input.choice === 'write') {
			const fields = wrongAnswer(sheet.kind, input.answer, question.weight);
			if (Object.keys(fields).length > 0) throw new Invalid(fields);
			if (edits.some(({ id }) => id === input.newId)) throw new Conflict('stale');
			const answer = cleanAnswer(sheet.kind, input.answer, question.weight);
			became = { version, answer };
			const edit = { id: input.newId, baseVersion: question.version, madeAt: input.madeAt, answer };
			await keepEdits(ctx, sheet, [{ edit, rowId: question.id, outcome: 'applied', standing: became }]);
		}
		await settleEdits(ctx, [waiting.id], input.choice === 'take' ? became : null);
		if (became) await writeAnswers(ctx, sheet, questions, [{ rowId: question.id, ...became }]);
		await record(ctx, {
			event: `${sheet.subjectType}.settle_answer`,
			subjectType: sheet.subjectType,
			subjectId: sheet.id,
			unitId: sheet.unitId,
			role,
			after: { question: question.id, choice: input.choice, version: became?.version ?? question.version }
		});
		return { version: became?.version ?? question.version };
	});
}

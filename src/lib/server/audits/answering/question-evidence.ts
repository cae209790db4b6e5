import { isUuid } from '#lib/domain/shared/uuid.ts';
import { addEvidence } from '#lib/server/corrective-actions/evidence.ts';
import { evidenceOf } from '#lib/server/corrective-actions/evidence-list.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { referenceOptions } from '#lib/server/documents/work/options.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { isOpen, loadSheet, mayAnswer, requireAnswered, type Sheet } from './sheet.ts';

/** A question of an audit that this actor may see, with its audit. @throws NotFound `question_not_found`, `audit_not_found` */
async function loadQuestion(ctx: Ctx, questionId: string) {
	const question = isUuid(questionId)
		? await ctx.db.auditQuestion.findUnique({
				where: { id: questionId },
				select: { id: true, auditId: true, areaId: true, position: true, text: true, clause: true, evidence: true }
			})
		: null;
	if (!question) throw new NotFound('question_not_found');
	const sheet = await loadSheet(ctx, { kind: 'internal', id: question.auditId });
	const seen = sheet.seenAreaIds === null || question.areaId === null || sheet.seenAreaIds.includes(question.areaId);
	if (!seen) throw new NotFound('question_not_found');
	return { question, sheet };
}

const placeOf = (sheet: Sheet, question: { position: number }) => ({
	subjectType: 'audit',
	subjectId: sheet.id,
	name: `${sheet.audit?.number ?? ''}/${question.position}`
});

/** Who may open a photo or file of an answer: whoever may see the question. */
export async function readQuestionEvidence(ctx: Ctx, questionId: string): Promise<{ name: string }> {
	const { question, sheet } = await loadQuestion(ctx, questionId);
	return { name: placeOf(sheet, question).name };
}

export type QuestionEvidencePage = Awaited<ReturnType<typeof questionEvidencePage>>;

/** A question with the photos, files and documents that show its answer. @throws NotFound */
export async function questionEvidencePage(ctx: Ctx, auditId: string, questionId: string) {
	const { question, sheet } = await loadQuestion(ctx, questionId);
	if (sheet.id !== auditId) throw new NotFound('question_not_found');
	const mayAttach = isOpen(ctx, sheet) && mayAnswer(ctx, sheet, question.areaId);
	const items = await evidenceOf(ctx, 'audit_question', [question.id]);
	const documents = mayAttach ? await referenceOptions(ctx, sheet.unitId) : [];
	// The number of a question is its place among those that this person sees.
	const seen = sheet.seenAreaIds === null ? {} : { OR: [{ areaId: null }, { areaId: { in: [...sheet.seenAreaIds] } }] };
	const number = await ctx.db.auditQuestion.count({ where: { auditId, ...seen, position: { lte: question.position } } });
	return {
		...question,
		number,
		audit: { id: sheet.id, number: sheet.audit?.number ?? '', title: sheet.audit?.title ?? '' },
		items: items.get(question.id) ?? [],
		documents,
		mayAttach
	};
}

/**
 * A5: photos, files, or a document of eISO as evidence of an answer, by who answers that question.
 * @throws NotFound, Forbidden, Conflict `illegal_transition`, Invalid `evidence`
 */
export function attachToQuestion(
	ctx: Ctx,
	input: { questionId: string; files?: readonly VersionFile[]; documentId?: string | null }
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { question, sheet } = await loadQuestion(ctx, input.questionId);
		const role = authorize(ctx, sheet.act, sheet.subjectOf(question.areaId));
		await requireAnswered(ctx, sheet);
		await addEvidence(ctx, {
			subjectType: 'audit_question',
			subjectId: question.id,
			unitId: sheet.unitId,
			files: input.files ?? [],
			documentId: input.documentId ?? null,
			role,
			trail: placeOf(sheet, question)
		});
	});
}

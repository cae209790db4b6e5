import { sheetShape, type SheetPage, type SheetQuestion } from '#lib/domain/audits/sheet-page.ts';
import { isResultOf } from '#lib/domain/audits/answers.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { linkedProcedures } from '../procedures-in-force.ts';
import { conflictsOf, findingsOnQuestions, lastAnswersOf, openActionsOf, sameArea, sameClause } from './beside.ts';
import { standingAnswer } from './lines.ts';
import { isOpen, loadSheet, mayAnswer, type Sheet, type SheetRef } from './sheet.ts';

/** A question with its answer, before what stands beside it. */
type Asked = Omit<SheetQuestion, 'own' | 'conflicts' | 'last' | 'actions' | 'procedures' | 'findings'> & {
	readonly documentIds: readonly string[];
};

/**
 * A sheet as it is answered: every question that the actor may see with its answer, the answers that wait beside, last time's answer, open actions of
 * its clause, the version in force of its procedures and the findings raised on it. The number of queries does not depend on the number of
 * questions. `keeps`: the session is not one of a shared computer.
 * @throws NotFound `audit_not_found` or `inspection_not_found`
 */
export async function answeringPage(ctx: Ctx, ref: SheetRef, options: { keeps: boolean }): Promise<SheetPage> {
	const sheet = await loadSheet(ctx, ref);
	const userId = requireUser(ctx);
	const asked = sheet.kind === 'internal' ? await auditQuestions(ctx, sheet) : await inspectionQuestions(ctx, sheet);
	const [unit, conflicts, last, actions, findings, procedures] = await Promise.all([
		unitNameOn(ctx, sheet.unitId, today(ctx)),
		conflictsOf(
			ctx,
			sheet,
			asked.map(({ id }) => id)
		),
		lastAnswersOf(ctx, sheet),
		openActionsOf(ctx, sheet),
		findingsOnQuestions(ctx, sheet),
		linkedProcedures(
			ctx,
			sheet.unitId,
			asked.flatMap(({ documentIds }) => documentIds),
			today(ctx)
		)
	]);
	// A guest reads the documents in the scope of the audit and no other of the unit, and is not told what those are called.
	const guestIn = membershipIn(ctx.actor, sheet.unitId) === null ? sheet.audit : null;
	const readable = procedures.filter(({ documentId }) => guestIn === null || guestIn.documentIds.includes(documentId));
	const questions = asked.map(({ documentIds, ...question }): SheetQuestion => {
		const own = readable.filter(({ sourceId }) => documentIds.includes(sourceId));
		return {
			...question,
			own: mayAnswer(ctx, sheet, question.areaId),
			conflicts: conflicts.get(question.id) ?? [],
			last: last.get(question.id) ?? null,
			actions: actions
				.filter(
					({ clause, areaId }) => question.clause !== null && sameClause(clause, question.clause) && sameArea(areaId, question.areaId)
				)
				.map(({ areaId: _area, ...action }) => action),
			procedures: own.map(({ documentId, code, title, label }) => ({ documentId, code, title, label })),
			findings: findings.get(question.id) ?? []
		};
	});
	return {
		shape: sheetShape,
		kind: sheet.kind,
		id: sheet.id,
		userId,
		...headOf(sheet),
		unit,
		state: sheet.state,
		open: isOpen(ctx, sheet),
		answers: questions.some(({ own }) => own),
		mayKeep: options.keeps,
		takenAt: ctx.clock.now().toISOString(),
		questions
	};
}

function headOf({ kind, id, audit, inspection }: Sheet): Pick<SheetPage, 'number' | 'title' | 'backHref' | 'sendHref'> {
	const backHref = audit ? `/audits/${id}` : `/inspections/${id}`;
	const page = kind === 'self' ? 'self-assessment' : 'checklist';
	return {
		number: audit?.number ?? inspection?.cycle.number ?? '',
		title: audit?.title ?? inspection?.cycle.title ?? '',
		backHref,
		sendHref: `${backHref}/${page}/answers`
	};
}

async function auditQuestions(ctx: Ctx, sheet: Sheet): Promise<Asked[]> {
	const seen = sheet.seenAreaIds === null ? {} : { OR: [{ areaId: null }, { areaId: { in: [...sheet.seenAreaIds] } }] };
	const rows = await ctx.db.auditQuestion.findMany({
		where: { auditId: sheet.id, ...seen },
		orderBy: [{ position: 'asc' }, { id: 'asc' }],
		include: { answeredBy: { select: { fullName: true } }, area: { select: { name: true } } }
	});
	return rows.map((row) => ({
		id: row.id,
		section: row.section,
		text: row.text,
		clause: row.clause,
		areaId: row.areaId,
		area: row.area?.name ?? null,
		source: row.source,
		expected: row.evidenceExpected,
		guidance: row.guidance,
		weight: row.weight,
		version: row.answerVersion,
		answer: standingAnswer('internal', { ...row, points: null }, row.weight),
		answeredBy: row.answeredBy?.fullName ?? null,
		answeredAt: row.answeredAt?.toISOString() ?? null,
		self: null,
		documentIds: row.documentIds
	}));
}

async function inspectionQuestions(ctx: Ctx, sheet: Sheet): Promise<Asked[]> {
	const rows = await ctx.db.inspectionAnswer.findMany({
		where: { inspectionId: sheet.id },
		orderBy: [{ position: 'asc' }, { id: 'asc' }],
		include: {
			answeredBy: { select: { fullName: true } },
			selfBy: { select: { fullName: true } },
			question: { include: { checklistQuestionLinkQuestion: { select: { documentId: true } } } }
		}
	});
	return rows.map(({ question, ...row }) => {
		const self = sheet.side === 'self';
		const given = self
			? { result: row.selfResult, points: null, evidence: '', note: row.selfText }
			: { result: row.result, points: row.points, evidence: row.evidence, note: row.remark };
		return {
			id: row.id,
			section: question.section,
			text: question.text,
			clause: question.clause,
			areaId: null,
			area: null,
			source: 'checklist',
			expected: question.evidence,
			guidance: question.guidance,
			weight: question.weight,
			version: self ? row.selfVersion : row.answerVersion,
			answer: standingAnswer(sheet.kind, given, question.weight),
			answeredBy: (self ? row.selfBy : row.answeredBy)?.fullName ?? null,
			answeredAt: (self ? row.selfAt : row.answeredAt)?.toISOString() ?? null,
			self:
				!self && isResultOf('self', row.selfResult) && row.selfResult !== 'unanswered'
					? { result: row.selfResult, note: row.selfText }
					: null,
			documentIds: question.checklistQuestionLinkQuestion.map(({ documentId }) => documentId)
		};
	});
}

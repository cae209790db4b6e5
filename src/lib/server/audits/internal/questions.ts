import { questionsByArea } from '#lib/domain/audits/question-areas.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { publishedQuestions } from '../checklists/published.ts';
import type { LoadedAudit } from './facts.ts';

type FollowUp = {
	readonly id: string;
	readonly areaId: string | null;
	readonly text: string;
	readonly clause: string | null;
	readonly number: string;
};

/**
 * Questions that have to return (states.md C10) in this audit: those of its areas and those of none, which nobody has asked since. What belongs
 * to another area waits for the audit of it.
 */
export async function returningQuestions(ctx: Ctx, audit: LoadedAudit): Promise<FollowUp[]> {
	const rows = await ctx.db.followUpQuestion.findMany({
		where: {
			unitId: audit.unitId,
			usedAt: null,
			OR: [{ areaId: null }, { areaId: { in: audit.areas.map(({ id }) => id) } }]
		},
		orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
		select: { id: true, areaId: true, text: true, clause: true, action: { select: { number: true } } }
	});
	return rows.map(({ action, ...row }) => ({ ...row, number: action.number }));
}

/** How many questions the audit would ask, area by area, as things stand. */
export async function questionPreview(ctx: Ctx, audit: LoadedAudit) {
	const questions = audit.checklistVersionId === null ? [] : await publishedQuestions(ctx, audit.checklistVersionId);
	return { asked: questionsByArea(questions, audit.clauses, audit.areas), returning: await returningQuestions(ctx, audit) };
}

/**
 * Copies the questions into the audit: those of the published checklist area by area, then those that return, which are used up by it. An audit
 * that was postponed after it was sent gets them anew. Called while it is still planned. @returns how many
 */
export async function freezeQuestions(ctx: Ctx, audit: LoadedAudit): Promise<number> {
	await releaseFollowUps(ctx, audit.id);
	await ctx.db.auditQuestion.deleteMany({ where: { auditId: audit.id } });
	const { asked, returning } = await questionPreview(ctx, audit);
	const rows = [
		...returning.map(({ id, areaId, text, clause }) => ({
			areaId,
			source: 'follow_up' as const,
			key: null,
			followUpId: id,
			section: '',
			text,
			clause,
			evidenceExpected: '',
			guidance: '',
			weight: 1,
			documentIds: []
		})),
		...asked.map(({ areaId, question }) => ({
			areaId,
			source: 'checklist' as const,
			key: question.key,
			followUpId: null,
			section: question.section,
			text: question.text,
			clause: question.clause,
			evidenceExpected: question.evidence,
			guidance: question.guidance,
			weight: question.weight,
			documentIds: [...question.documentIds]
		}))
	];
	await ctx.db.auditQuestion.createMany({ data: rows.map((row, at) => ({ auditId: audit.id, position: at + 1, ...row })) });
	await ctx.db.followUpQuestion.updateMany({ where: { id: { in: returning.map(({ id }) => id) } }, data: { usedAt: ctx.clock.now() } });
	return rows.length;
}

/** Questions that this audit was to ask and does not: they return in the next one. Those that were answered have been asked. */
export async function releaseFollowUps(ctx: Ctx, auditId: string): Promise<void> {
	await ctx.db.followUpQuestion.updateMany({
		where: { auditQuestionFollowUp: { some: { auditId, answerVersion: 0 } } },
		data: { usedAt: null }
	});
}

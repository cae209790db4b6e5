import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { addDays, isDay, type Day } from '#lib/domain/shared/day.ts';
import { changeFinding, raiseFinding } from '#lib/server/corrective-actions/findings.ts';
import { findFinding } from '#lib/server/corrective-actions/finding-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadInspection, type LoadedInspection } from './facts.ts';
import { holdInState } from './move.ts';

export type InspectionFindingTexts = {
	grade: FindingGrade;
	clause?: string | null;
	requirement?: string | null;
	statement: string;
	evidence?: string | null;
	/** Of a recommendation; none: as many days as the cycle gives. */
	dueOn?: Day | null;
};

/**
 * I5: somebody of the team raises a finding or a recommendation on site, about a question or about none.
 * @throws Invalid by field; NotFound for an answer of another inspection; Conflict `illegal_transition`; Forbidden
 */
export function raiseOnSite(
	ctx: Ctx,
	input: InspectionFindingTexts & { inspectionId: string; answerId?: string | null }
): Promise<{ id: string; number: number }> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		await holdInState(ctx, inspection, 'answer');
		const role = authorize(ctx, 'inspection.answer', subject);
		const answer = input.answerId
			? await ctx.db.inspectionAnswer.findFirst({
					where: { id: input.answerId, inspectionId: inspection.id },
					select: { id: true, question: { select: { clause: true } } }
				})
			: null;
		if (input.answerId && !answer) throw new NotFound('inspection_not_found');
		return raiseFinding(ctx, {
			inspectionId: inspection.id,
			unitId: inspection.unitId,
			answerId: answer?.id ?? null,
			role,
			...(await textsOf(ctx, inspection, { ...input, clause: input.clause ?? answer?.question.clause ?? null }))
		});
	});
}

/** Changes one that is still a draft, on site. @throws as `raiseOnSite`; Conflict `stale` */
export function changeOnSite(
	ctx: Ctx,
	input: InspectionFindingTexts & { findingId: string; rowVersion?: number }
): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { inspectionId } = await findFinding(ctx, input.findingId);
		const { inspection, subject } = await loadInspection(ctx, inspectionId ?? '');
		await holdInState(ctx, inspection, 'answer');
		const role = authorize(ctx, 'inspection.answer', subject);
		const texts = await textsOf(ctx, inspection, input);
		return changeFinding(ctx, input.findingId, { ...texts, role, rowVersion: input.rowVersion });
	});
}

async function textsOf(ctx: Ctx, inspection: LoadedInspection, input: InspectionFindingTexts) {
	const day = today(ctx);
	const asked = input.dueOn ?? null;
	if (asked !== null && !isDay(asked)) throw new Invalid({ dueOn: 'day_invalid' });
	if (asked !== null && asked < day) throw new Invalid({ dueOn: 'day_in_past' });
	const isRecommendation = input.grade === 'recommendation';
	return {
		grade: input.grade,
		standardCode: await standardOf(ctx, inspection),
		clause: input.clause ?? null,
		requirement: input.requirement ?? null,
		statement: input.statement,
		evidence: input.evidence ?? null,
		dueOn: asked ?? (isRecommendation ? addDays(day, inspection.cycle.recommendationDays) : null)
	};
}

/** The edition that is inspected by: of the cycle's checklist. */
async function standardOf(ctx: Ctx, inspection: LoadedInspection): Promise<string> {
	const version = await ctx.db.checklistVersion.findUniqueOrThrow({
		where: { id: inspection.cycle.checklistVersionId ?? '' },
		select: { checklist: { select: { standardCode: true } } }
	});
	return version.checklist.standardCode;
}

/**
 * What the team answered with "not met" and wrote no nonconformity about gets a major one from the team's own words, so that it is in the minutes and an
 * action follows from it (decision 0406). Before they draw up the lead may write it themself, with another grade.
 */
export async function findingsForNotMet(ctx: Ctx, inspection: LoadedInspection, role: string): Promise<void> {
	const answers = await ctx.db.inspectionAnswer.findMany({
		where: {
			inspectionId: inspection.id,
			result: 'not_met',
			findingAnswer: { none: { grade: { in: ['major', 'minor'] }, state: { not: 'void' } } }
		},
		orderBy: { position: 'asc' },
		select: { id: true, remark: true, evidence: true, question: { select: { text: true, clause: true } } }
	});
	if (answers.length === 0) return;
	const standardCode = await standardOf(ctx, inspection);
	for (const { id, remark, evidence, question } of answers)
		await raiseFinding(ctx, {
			inspectionId: inspection.id,
			unitId: inspection.unitId,
			answerId: id,
			role,
			grade: 'major',
			standardCode,
			clause: question.clause,
			requirement: question.text.slice(0, 1_000),
			statement: (remark === '' ? (evidence === '' ? question.text : evidence) : remark).slice(0, 4_000),
			evidence: evidence.slice(0, 4_000)
		});
}

/** Raises one, or changes the one that is named: a page's form sends both the same way. @throws as the two */
export async function keepFinding(
	ctx: Ctx,
	input: InspectionFindingTexts & { inspectionId: string; findingId?: string | null; answerId?: string | null; rowVersion?: number }
): Promise<void> {
	const { findingId, ...rest } = input;
	if (findingId) await changeOnSite(ctx, { ...rest, findingId });
	else await raiseOnSite(ctx, rest);
}

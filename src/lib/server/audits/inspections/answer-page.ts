import { inspectionLifecycle, type InspectionEvent } from '#lib/domain/audits/inspection-lifecycle.ts';
import { rowsFor } from '#lib/domain/documents/lifecycle.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { addEvidence, removeEvidence } from '#lib/server/corrective-actions/evidence.ts';
import { evidenceOf } from '#lib/server/corrective-actions/evidence-list.ts';
import { findingsOf } from '#lib/server/corrective-actions/findings.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { referenceOptions } from '#lib/server/documents/work/options.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { seriesSubject } from '#lib/server/records/facts.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { isSelfTimeOver, loadInspection, requireSelfTime, teamUnsaid } from './facts.ts';
import { holdInState } from './move.ts';

/** One question of an inspection that this actor may see. @throws NotFound `inspection_not_found` */
async function loadAnswer(ctx: Ctx, answerId: string) {
	const answer = isUuid(answerId)
		? await ctx.db.inspectionAnswer.findUnique({
				where: { id: answerId },
				select: {
					id: true,
					inspectionId: true,
					position: true,
					selfResult: true,
					selfText: true,
					result: true,
					points: true,
					evidence: true,
					remark: true,
					question: { select: { section: true, text: true, clause: true, weight: true, evidence: true, guidance: true } }
				}
			})
		: null;
	if (!answer) throw new NotFound('inspection_not_found');
	return { answer, ...(await loadInspection(ctx, answer.inspectionId)) };
}

/** Who may open what was attached to an answer: whoever may see the inspection, and so its team, of what the unit attached too. */
export async function readAnswerEvidence(ctx: Ctx, answerId: string): Promise<{ name: string }> {
	const { answer, inspection } = await loadAnswer(ctx, answerId);
	return { name: `${inspection.cycle.number} ${answer.position}` };
}

export type AnswerPage = Awaited<ReturnType<typeof answerPage>>;

/** A question with both answers (for who only helps the unit's alone), its evidence and findings, and what this person may add. @throws NotFound */
export async function answerPage(ctx: Ctx, inspectionId: string, answerId: string) {
	const { answer, inspection, subject } = await loadAnswer(ctx, answerId);
	if (inspection.id !== inspectionId) throw new NotFound('inspection_not_found');
	const is = (event: InspectionEvent) => rowsFor(inspectionLifecycle, inspection.state, event).length > 0;
	const selfTime = is('self_assess') && !isSelfTimeOver(ctx, inspection);
	const unitSide = selfTime && may(ctx.actor, 'inspection.self_assess', subject);
	const teamSide = is('answer') && may(ctx.actor, 'inspection.answer', subject);
	const seesFindings = may(ctx.actor, 'finding.read_inspection', subject);
	const [unit, evidence, findings, documents, records, neighbours] = await Promise.all([
		unitNameOn(ctx, inspection.unitId, today(ctx)),
		evidenceOf(ctx, 'inspection_answer', [answer.id]),
		seesFindings ? findingsOf(ctx, { inspectionId: inspection.id }) : [],
		unitSide ? referenceOptions(ctx, inspection.unitId) : [],
		unitSide ? recordOptions(ctx, inspection.unitId) : [],
		ctx.db.inspectionAnswer.findMany({
			where: { inspectionId: inspection.id, position: { in: [answer.position - 1, answer.position + 1] } },
			orderBy: { position: 'asc' },
			select: { id: true, position: true }
		})
	]);
	const { question, ...said } = answer;
	const items = evidence.get(answer.id) ?? [];
	return {
		...said,
		...(may(ctx.actor, 'inspection.read_whole', subject) ? {} : teamUnsaid),
		question,
		inspection: { id: inspection.id, state: inspection.state, number: inspection.cycle.number, unit },
		items,
		/** What this person may take away: a head, while the unit still assesses itself, and not what they added. */
		removable: items
			.filter((item) => selfTime && may(ctx.actor, 'inspection.remove_evidence', { ...subject, authorIds: [item.addedById] }))
			.map(({ id }) => id),
		findings: findings.filter((finding) => finding.answerId === answer.id),
		before: neighbours.find(({ position }) => position < answer.position)?.id ?? null,
		after: neighbours.find(({ position }) => position > answer.position)?.id ?? null,
		may: { attach: unitSide || teamSide, find: teamSide },
		offeredDue: addDays(today(ctx), inspection.cycle.recommendationDays),
		today: today(ctx),
		choices: { documents, records }
	};
}

/** Records of the unit that somebody who assesses it may point to. */
async function recordOptions(ctx: Ctx, unitId: string) {
	const rows = await ctx.db.qualityRecord.findMany({
		where: { unitId, state: 'kept' },
		orderBy: { number: 'desc' },
		take: 300,
		select: {
			id: true,
			number: true,
			title: true,
			series: { select: { unitId: true, custodyUnitId: true, custodianId: true, readers: { select: { userId: true } } } }
		}
	});
	return rows
		.filter(({ series }) => may(ctx.actor, 'record.read', seriesSubject(series)))
		.map(({ id, number, title }) => ({ value: id, label: number, hint: title }));
}

/**
 * I2, I5: attaches files to an answer, or points to a document or record: the unit while it assesses itself, the team on site.
 * @throws NotFound, Forbidden, Conflict `illegal_transition`, `self_assessment_over`, Invalid `evidence`
 */
export function attachToAnswer(
	ctx: Ctx,
	input: { answerId: string; files?: readonly VersionFile[]; documentId?: string | null; recordId?: string | null }
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { answer, inspection, subject } = await loadAnswer(ctx, input.answerId);
		const bySelf = may(ctx.actor, 'inspection.self_assess', subject);
		await holdInState(ctx, inspection, bySelf ? 'self_assess' : 'answer');
		if (bySelf) requireSelfTime(ctx, inspection);
		const role = authorize(ctx, bySelf ? 'inspection.self_assess' : 'inspection.answer', subject);
		await addEvidence(ctx, {
			subjectType: 'inspection_answer',
			subjectId: answer.id,
			unitId: inspection.unitId,
			files: input.files ?? [],
			documentId: input.documentId ?? null,
			recordId: input.recordId ?? null,
			role,
			trail: { subjectType: 'inspection', subjectId: inspection.id, name: `${inspection.cycle.number}/${answer.position}` }
		});
	});
}

/** A head of the unit takes away what was attached by mistake, while the unit still assesses itself. @throws as `removeEvidence`; Conflict */
export function detachFromAnswer(ctx: Ctx, input: { answerId: string; evidenceId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { answer, inspection, subject } = await loadAnswer(ctx, input.answerId);
		await holdInState(ctx, inspection, 'self_assess');
		requireSelfTime(ctx, inspection);
		await removeEvidence(ctx, {
			evidenceId: input.evidenceId,
			subjectType: 'inspection_answer',
			subjectIds: [answer.id],
			reason: input.reason,
			by: { action: 'inspection.remove_evidence', subject },
			trail: { subjectType: 'inspection', subjectId: inspection.id, name: `${inspection.cycle.number}/${answer.position}` }
		});
	});
}

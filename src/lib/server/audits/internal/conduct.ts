import type { AuditFindingInput } from '#lib/domain/audits/audit-forms.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { membersAmong } from '#lib/server/corrective-actions/action-facts.ts';
import { changeFinding, raiseFinding } from '#lib/server/corrective-actions/findings.ts';
import { findFinding } from '#lib/server/corrective-actions/finding-facts.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { forgetAuditNotices, moveAudit, type AuditAct, type AuditMoved } from './act.ts';
import { independenceOf } from './independence.ts';
import { requireIndependent } from './team.ts';
import { areaSubject, loadAudit, requireRow, type LoadedAudit } from './facts.ts';

/**
 * A4: the lead begins with the opening meeting: who was there, what was said. Who has left the register, joined an area or written what is audited since the
 * plan was sent audits nothing: the head postpones (A10) and appoints anew.
 * @throws Conflict `not_independent_any_more` with `items`, `stale`, `illegal_transition`; Forbidden; Invalid `openingMeeting`
 */
export function startAudit(ctx: Ctx, input: AuditAct & { openingMeeting: string }): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		authorize(ctx, 'audit.lead', subject);
		const openingMeeting = tidy(input.openingMeeting);
		if (openingMeeting === '') throw new Invalid({ openingMeeting: 'required' });
		if (audit.state === 'notified') requireIndependent(await independenceOf(ctx, audit, audit.team), 'not_independent_any_more');
		const moved = await moveAudit(ctx, audit, 'start', subject, {
			rowVersion: input.rowVersion,
			data: { openingMeeting, startedAt: ctx.clock.now() },
			after: { openingMeeting: openingMeeting.slice(0, 500) }
		});
		await forgetAuditNotices(ctx, [audit.id], ['audit_notified']);
		return moved;
	});
}

/**
 * A6: somebody of the team raises a finding about one of their areas, or changes a draft. The grade of what another raised, and every grade
 * after a returned report, is changed by the lead alone. Recorded as `finding.raise` or `finding.change`.
 * @throws Forbidden (`separation_of_duties` in the own area); Conflict `illegal_transition`; Invalid by field
 */
export function saveAuditFinding(ctx: Ctx, input: AuditFindingInput & { auditId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { audit } = await loadAudit(ctx, input.auditId);
		const question = await questionOf(ctx, audit, input.questionId);
		const areaId = input.areaId ?? question?.areaId ?? null;
		const role = authorize(ctx, 'audit.answer', areaSubject(audit, areaId));
		// A question is spoken for by who audits its own area, also where what was found lies elsewhere.
		if (question) authorize(ctx, 'audit.answer', areaSubject(audit, question.areaId));
		await requireRow(ctx, audit.id, 'raise_finding');
		const fields = wrongFields(audit, { ...input, areaId });
		if (Object.keys(fields).length > 0) throw new Invalid(fields);
		const texts = {
			grade: input.grade,
			standardCode: audit.standardCode,
			clause: input.clause || (question?.clause ?? null),
			requirement: input.requirement,
			statement: input.statement,
			evidence: input.evidence || (question?.evidence ?? ''),
			repeatsId: input.repeats && areaId !== null ? await lastLike(ctx, audit, areaId, input.clause || question?.clause || null) : null
		};
		if (input.findingId === null)
			return raiseFinding(ctx, { ...texts, auditId: audit.id, unitId: audit.unitId, questionId: question?.id ?? null, areaId, role });
		const before = await findFinding(ctx, input.findingId);
		if (before.auditId !== audit.id) throw new NotFound('finding_not_found');
		await requireMayChange(ctx, audit, before, input.grade);
		await changeFinding(ctx, before.id, {
			...texts,
			repeatsId: texts.repeatsId ?? (input.repeats ? before.repeatsId : null),
			areaId,
			role,
			...(input.rowVersion === undefined ? {} : { rowVersion: input.rowVersion })
		});
		return { id: before.id };
	});
}

function wrongFields(audit: LoadedAudit, input: AuditFindingInput): Record<string, string> {
	const fields: Record<string, string> = {};
	if (input.areaId === null) fields.areaId = 'required';
	else if (!audit.areas.some(({ id }) => id === input.areaId)) fields.areaId = 'area_unknown';
	if (tidy(input.statement) === '') fields.statement = 'required';
	// What is not met is named: a clause of the edition, or a document or law (states.md A6).
	if (tidy(input.clause) === '' && tidy(input.requirement) === '' && input.questionId === null) fields.clause = 'clause_or_requirement';
	if (input.grade !== 'observation' && tidy(input.evidence) === '' && input.questionId === null) fields.evidence = 'evidence_required';
	return fields;
}

/** Findings of an area that the actor audits; grades of others' findings are the lead's, and so is every grade in a second round (A8). */
async function requireMayChange(
	ctx: Ctx,
	audit: LoadedAudit,
	before: { areaId: string | null; grade: string; raisedById: string },
	grade: string
): Promise<void> {
	authorize(ctx, 'audit.answer', areaSubject(audit, before.areaId));
	const lead = may(ctx.actor, 'audit.lead', areaSubject(audit, before.areaId));
	const own = before.raisedById === userIdOf(ctx.actor);
	if (!lead && before.grade !== grade && (!own || audit.reportRound > 0)) throw new Forbidden('grade_by_lead');
	if (!lead && !own) throw new Forbidden();
}

async function questionOf(ctx: Ctx, audit: LoadedAudit, questionId: string | null) {
	if (questionId === null || !isUuid(questionId)) return null;
	const question = await ctx.db.auditQuestion.findUnique({
		where: { id: questionId },
		select: { id: true, auditId: true, areaId: true, clause: true, evidence: true }
	});
	if (question?.auditId !== audit.id) throw new NotFound('question_not_found');
	return question;
}

/** The last finding of the same clause in the same area of an earlier audit: what a recurrence repeats. */
async function lastLike(ctx: Ctx, audit: LoadedAudit, areaId: string, clause: string | null): Promise<string | null> {
	if (clause === null) return null;
	const found = await ctx.db.finding.findFirst({
		where: { unitId: audit.unitId, areaId, clause, auditId: { not: audit.id }, state: { in: ['fixed', 'answered', 'closed'] } },
		orderBy: { raisedAt: 'desc' },
		select: { id: true }
	});
	return found?.id ?? null;
}

/**
 * Whoever leads the area confirms or disputes a finding about it, in words when they dispute it. Where nobody leads it, any of its people may;
 * where it has nobody, a head. Recorded as `finding.verdict`.
 * @throws Forbidden; Conflict `illegal_transition` when it is no draft of an audit in progress; Invalid `text`
 */
export function giveVerdict(
	ctx: Ctx,
	input: { auditId: string; findingId: string; verdict: 'confirmed' | 'disputed'; text?: string | null }
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { audit } = await loadAudit(ctx, input.auditId);
		const finding = await findFinding(ctx, input.findingId);
		if (finding.auditId !== audit.id) throw new NotFound('finding_not_found');
		const role = authorize(ctx, 'audit.verdict', await verdictSubject(ctx, audit, finding.areaId));
		await requireRow(ctx, audit.id, 'raise_finding');
		if (finding.state !== 'draft') throw new Conflict('illegal_transition', { state: finding.state, event: 'verdict' });
		const text = input.verdict === 'disputed' ? requireReason(input.text, 'text') : tidy(input.text);
		const { count } = await ctx.db.finding.updateMany({
			where: { id: finding.id, state: 'draft', rowVersion: finding.rowVersion },
			data: {
				verdict: input.verdict,
				verdictText: text || null,
				verdictById: requireUser(ctx),
				verdictAt: ctx.clock.now(),
				rowVersion: finding.rowVersion + 1
			}
		});
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'finding.verdict',
			subjectType: 'finding',
			subjectId: finding.id,
			unitId: finding.unitId,
			role,
			before: { verdict: finding.verdict },
			after: { number: finding.number, verdict: input.verdict },
			comment: text || null
		});
	});
}

/**
 * Who speaks for an area: who leads it, else its people, else the heads. Whoever left the unit speaks for nothing in it, and leaves their word to
 * the next of these.
 */
export async function verdictSubject(ctx: Ctx, audit: LoadedAudit, areaId: string | null) {
	const area = audit.areas.find(({ id }) => id === areaId);
	const here = new Set(
		await membersAmong(
			ctx,
			audit.unitId,
			(area?.people ?? []).map(({ userId }) => userId)
		)
	);
	const people = (area?.people ?? []).filter(({ userId }) => here.has(userId));
	const leader = people.find(({ why }) => why === 'leader');
	const speaking = leader ? [leader] : people;
	return {
		unitId: audit.unitId,
		auditeeIds: speaking.length > 0 ? speaking.map(({ userId }) => userId) : await headsOf(ctx, audit.unitId)
	};
}

import { leadCapacity, reportSentence, type GradeCounts } from '#lib/domain/audits/audit-sentences.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { fixFindings } from '#lib/server/corrective-actions/findings.ts';
import { signAct } from '#lib/server/corrective-actions/act-signatures.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { unitOn } from '#lib/server/documents/unit-facts.ts';
import { provePerson } from '#lib/server/identity/signing.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { forgetAuditNotices, moveAudit, tellOfAudit, type AuditAct, type AuditMoved } from './act.ts';
import { loadAudit, type LoadedAudit } from './facts.ts';
import { reportContent } from './report-content.ts';

/** What a report lacks (states.md A7). */
export type ReportGap =
	'unanswered' | 'not_applicable_without_reason' | 'conflicts' | 'nonconformity_without_finding' | 'verdict_missing' | 'conclusion_missing';
export type ReportGaps = { readonly gaps: readonly { readonly code: ReportGap; readonly count: number }[] };

/** As of now: the command asks it again in its own transaction. One statement. */
export async function reportGaps(ctx: Ctx, audit: Pick<LoadedAudit, 'id' | 'conclusion'>): Promise<ReportGaps> {
	const [row] = await ctx.db.$queryRaw<Record<Exclude<ReportGap, 'conclusion_missing'>, number>[]>`
		select
			(select count(*)::int from audit_question q where q.audit_id = ${audit.id}::uuid and q.result = 'unanswered') as unanswered,
			(select count(*)::int from audit_question q where q.audit_id = ${audit.id}::uuid and q.result = 'not_applicable'
				and btrim(q.note) = '' and btrim(q.evidence) = '') as not_applicable_without_reason,
			(select count(*)::int from answer_edit e join audit_question q on q.id = e.question_id
				where q.audit_id = ${audit.id}::uuid and e.outcome = 'conflict') as conflicts,
			(select count(*)::int from audit_question q where q.audit_id = ${audit.id}::uuid and q.result in ('minor', 'major')
				and not exists (select 1 from finding f where f.question_id = q.id and f.state <> 'void')) as nonconformity_without_finding,
			(select count(*)::int from finding f where f.audit_id = ${audit.id}::uuid and f.state = 'draft' and f.grade in ('major', 'minor')
				and f.verdict is null) as verdict_missing`;
	const counts: [ReportGap, number][] = [
		['unanswered', row?.unanswered ?? 0],
		['not_applicable_without_reason', row?.not_applicable_without_reason ?? 0],
		['conflicts', row?.conflicts ?? 0],
		['nonconformity_without_finding', row?.nonconformity_without_finding ?? 0],
		['verdict_missing', row?.verdict_missing ?? 0],
		['conclusion_missing', tidy(audit.conclusion) === '' ? 1 : 0]
	];
	return { gaps: counts.flatMap(([code, count]) => (count > 0 ? [{ code, count }] : [])) };
}

export type ReportTexts = { strengths: string; conclusion: string; proposals: string; closingMeeting: string };

/** The lead writes what the report says beside the findings, and the closing meeting. @throws Forbidden; Conflict; Invalid by field */
export function writeReport(ctx: Ctx, input: AuditAct & ReportTexts): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		const texts = {
			strengths: tidy(input.strengths),
			conclusion: tidy(input.conclusion),
			proposals: tidy(input.proposals),
			closingMeeting: tidy(input.closingMeeting)
		};
		const long = Object.entries(texts).filter(([, text]) => text.length > 4_000);
		if (long.length > 0) throw new Invalid(Object.fromEntries(long.map(([field]) => [field, 'too_long:4000'])));
		return moveAudit(ctx, audit, 'write_report', subject, {
			rowVersion: input.rowVersion,
			data: texts,
			before: shortened({
				strengths: audit.strengths,
				conclusion: audit.conclusion,
				proposals: audit.proposals,
				closingMeeting: audit.closingMeeting ?? ''
			}),
			after: shortened(texts)
		});
	});
}

function shortened(texts: ReportTexts): Record<string, string> {
	return Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text.slice(0, 500)]));
}

/** Draft and fixed findings by grade. */
export async function gradeCounts(ctx: Ctx, auditId: string): Promise<GradeCounts> {
	const groups = await ctx.db.finding.groupBy({ by: ['grade'], where: { auditId, state: { not: 'void' } }, _count: { _all: true } });
	const of = (grade: string) => groups.find((group) => group.grade === grade)?._count._all ?? 0;
	return { major: of('major'), minor: of('minor'), observation: of('observation') };
}

/**
 * A7: the lead signs the report. It is kept as signed, and its findings are fixed.
 * @throws Conflict `report_incomplete` with `gaps`, `signature_refused`, `stale`; Forbidden
 */
export async function reportAudit(ctx: Ctx, input: AuditAct & { password: string }): Promise<AuditMoved> {
	const shown = await loadAudit(ctx, input.auditId);
	authorize(ctx, 'audit.lead', shown.subject);
	const signer = await provePerson(ctx, input.password, { position: await leadPosition(ctx, shown.audit) });
	return transaction(ctx, async (ctx) => {
		// Nobody answers, and nobody gives a verdict, while the report is drawn up: they hold the row against this.
		await ctx.db.$queryRaw`select id from internal_audit where id = ${input.auditId}::uuid for no key update`;
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		if (audit.state === 'in_progress') {
			const { gaps } = await reportGaps(ctx, audit);
			if (gaps.length > 0) throw new Conflict('report_incomplete', { gaps, what: gaps.map(({ code }) => code).join(', ') });
		}
		const fixed = audit.state === 'in_progress' ? await fixFindings(ctx, { auditId: audit.id }) : 0;
		const report = await reportContent(ctx, audit);
		const { contentSha256 } = await signAct(ctx, {
			subjectType: 'audit',
			subjectId: audit.id,
			meaning: 'report_audit',
			meaningText: reportSentence(audit, await gradeCounts(ctx, audit.id)).vi,
			unitId: audit.unitId,
			signer,
			content: report
		});
		const moved = await moveAudit(ctx, audit, 'report', subject, {
			rowVersion: input.rowVersion ?? shown.audit.rowVersion,
			data: { report, reportedAt: ctx.clock.now(), reportRound: audit.reportRound + 1, stateReason: null },
			after: { round: audit.reportRound + 1, findings: fixed, contentSha256 }
		});
		await forgetAuditNotices(ctx, [audit.id], ['audit_returned']);
		await tellOfAudit(ctx, audit, 'audit_reported', await headsOf(ctx, audit.unitId));
		return moved;
	});
}

/** As what the lead signs: by their position at home, with the unit when it is another one. */
async function leadPosition(ctx: Ctx, audit: LoadedAudit): Promise<string> {
	const lead = audit.team.find(({ role }) => role === 'lead');
	const unitId = lead?.homeUnitId ?? audit.unitId;
	const position = membershipIn(ctx.actor, unitId)?.position ?? '';
	const unit = lead?.homeUnitId ? ((await unitOn(ctx, lead.homeUnitId, today(ctx)))?.name ?? '') : '';
	return leadCapacity(position, unit);
}

/** A head shows the report of a closed audit to the Department, or no longer. Recorded as `audit.share`. @throws Forbidden; Conflict */
export function shareReport(ctx: Ctx, input: AuditAct & { shared: boolean }): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		return moveAudit(ctx, audit, 'share', subject, {
			rowVersion: input.rowVersion,
			data: { sharedAt: input.shared ? ctx.clock.now() : null },
			before: { shared: audit.sharedAt !== null },
			after: { shared: input.shared }
		});
	});
}

/** That somebody read a shared report from outside is the unit's to know. */
export async function recordSharedReading(ctx: Ctx, audit: LoadedAudit, role: string): Promise<void> {
	await record(ctx, {
		event: 'audit.report_read',
		subjectType: 'audit',
		subjectId: audit.id,
		unitId: audit.unitId,
		role,
		after: { number: audit.number }
	});
}

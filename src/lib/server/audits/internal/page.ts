import { acceptSentence, appointSentence, reportSentence, type GradeCounts } from '#lib/domain/audits/audit-sentences.ts';
import { rowsFor } from '#lib/domain/documents/lifecycle.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import { addDays, fromDbDate } from '#lib/domain/shared/day.ts';
import { signaturesOf } from '#lib/server/corrective-actions/act-signatures.ts';
import { findingsOf } from '#lib/server/corrective-actions/findings.ts';
import { staffOptions } from '#lib/server/documents/work/options.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import type { AuditEvent } from '#lib/domain/audits/audit-lifecycle.ts';
import { linkedProcedures } from '../procedures-in-force.ts';
import { noticeDays } from './announce.ts';
import { unansweredFindings } from './decide.ts';
import { areaSubject, auditSubject, loadAudit, type LoadedAudit } from './facts.ts';
import { verdictSubject } from './conduct.ts';
import { auditMachine } from './machine.ts';
import { planGaps } from './missing.ts';
import { questionPreview } from './questions.ts';
import { gradeCounts, reportGaps } from './report.ts';
import { slotsOf } from './timetable.ts';
import { teamChoices } from './team-choices.ts';

/** Whether an event has a row in this state that the actor may take. */
function can(ctx: Ctx, audit: LoadedAudit, event: AuditEvent): boolean {
	return rowsFor(auditMachine.table, audit.state, event).some((row) => may(ctx.actor, row.permission, auditSubject(audit)));
}

/**
 * All that the page of an audit shows to this reader; an auditee the plan and what concerns their areas.
 * @throws NotFound `audit_not_found`
 */
export async function auditPage(ctx: Ctx, auditId: string) {
	const { audit, sight } = await loadAudit(ctx, auditId);
	const inSight = (areaId: string | null) => sight.all || (areaId !== null && sight.areaIds.includes(areaId));
	const areas = audit.areas.filter(({ id }) => inSight(id));
	const edits = can(ctx, audit, 'edit');
	const arranges = can(ctx, audit, 'arrange');
	const [slots, documents, findings, answered, signatures, gaps, sheets, names, text] = await Promise.all([
		slotsOf(ctx, audit.id),
		linkedProcedures(ctx, audit.unitId, audit.documentIds, audit.firstDay),
		findingsOf(ctx, { auditId: audit.id }),
		ctx.db.auditQuestion.groupBy({ by: ['areaId', 'result'], where: { auditId: audit.id }, _count: { _all: true } }),
		sight.all ? signaturesOf(ctx, 'audit', [audit.id]) : null,
		missing(ctx, audit),
		ctx.db.auditTeamMember.findMany({
			where: { auditId: audit.id, endedAt: null },
			select: { id: true, independence: true, signature: { select: { signerName: true, position: true, signedAt: true } } }
		}),
		unitNamesOn(ctx, [audit.unitId, ...audit.team.flatMap(({ homeUnitId }) => homeUnitId ?? [])], audit.firstDay),
		checklistOf(ctx, audit)
	]);
	const reader = membershipIn(ctx.actor, audit.unitId);
	const shownFindings = findings.filter(({ areaId }) => inSight(areaId));
	const verdictAreas = await areasToSpeakFor(
		ctx,
		audit,
		shownFindings.map(({ areaId }) => areaId)
	);
	const team = audit.team.map((member) => {
		const sheet = sheets.find(({ id }) => id === member.id);
		return {
			id: member.id,
			userId: member.userId,
			fullName: member.fullName,
			role: member.role,
			appointed: member.appointed,
			homeUnit: member.homeUnitId === null ? null : (names.get(member.homeUnitId)?.name ?? ''),
			areas: audit.areas.filter(({ id }) => member.areaIds.includes(id)).map(({ id, name }) => ({ id, name })),
			sheet: sight.all ? (sheet?.independence ?? null) : null,
			signature: sheet?.signature ?? null
		};
	});
	const accepting = can(ctx, audit, 'accept') ? await unansweredFindings(ctx, audit) : [];
	const counts = sight.all ? await gradeCounts(ctx, audit.id) : countsByGrade(shownFindings);
	// What is said of the audit as a whole is for those who see all of it; why it was put off or called off concerns everybody.
	const wholeText = (text: string) => (sight.all ? text : '');
	const signer = { fullName: ctx.actor.kind === 'user' ? ctx.actor.fullName : '', position: reader?.position ?? '' };
	const answering = audit.state === 'in_progress' && audit.areas.some(({ id }) => may(ctx.actor, 'audit.answer', areaSubject(audit, id)));
	return {
		id: audit.id,
		unitId: audit.unitId,
		unit: names.get(audit.unitId)?.name ?? '',
		number: audit.number,
		title: audit.title,
		state: audit.state,
		rowVersion: audit.rowVersion,
		all: sight.all,
		purpose: audit.purpose,
		clauses: audit.clauses,
		law: audit.law,
		place: audit.place,
		startsOn: audit.firstDay,
		endsOn: audit.lastDay,
		firstStartsOn: fromDbDate(audit.firstStartsOn),
		extraordinaryReason: audit.extraordinaryReason,
		programmeId: audit.programmeId,
		checklist: text,
		shortNoticeReason: audit.shortNoticeReason,
		stateReason: sight.all || audit.state === 'planned' || audit.state === 'cancelled' ? audit.stateReason : null,
		openingMeeting: audit.openingMeeting,
		closingMeeting: audit.closingMeeting ?? '',
		strengths: wholeText(audit.strengths),
		conclusion: wholeText(audit.conclusion),
		proposals: wholeText(audit.proposals),
		reportRound: audit.reportRound,
		shared: audit.sharedAt !== null,
		areas: areas.map((area) => ({
			id: area.id,
			name: area.name,
			people: area.people.map(({ userId, fullName, why }) => ({ userId, fullName, leads: why === 'leader' })),
			questions: countsOf(answered.filter(({ areaId }) => areaId === area.id)),
			mayAnswer: audit.state === 'in_progress' && may(ctx.actor, 'audit.answer', areaSubject(audit, area.id))
		})),
		general: countsOf(answered.filter(({ areaId }) => areaId === null)),
		documents: documents.map(({ documentId, code, title, label }) => ({ id: documentId, code, title, label })),
		team,
		slots: slots.filter((slot) => slot.areaId === null || inSight(slot.areaId)),
		findings: shownFindings.map((finding, at) => ({
			id: finding.id,
			number: finding.number,
			grade: finding.grade,
			state: finding.state,
			clause: finding.clause,
			requirement: finding.requirement,
			statement: finding.statement,
			evidence: finding.evidence,
			areaId: finding.areaId,
			area: finding.areaName,
			raisedBy: finding.raisedBy,
			verdict: finding.verdict,
			verdictText: finding.verdictText,
			repeats: finding.repeatsId !== null,
			actions: finding.actions,
			rowVersion: finding.rowVersion,
			mayVerdict: finding.state === 'draft' && finding.verdict === null && verdictAreas.has(shownFindings[at]?.areaId ?? null),
			mayChange:
				audit.state === 'in_progress' && finding.state === 'draft' && may(ctx.actor, 'audit.answer', areaSubject(audit, finding.areaId))
		})),
		counts,
		gaps,
		accepting: accepting.map(({ area, ...finding }) => ({ ...finding, area: area?.name ?? '' })),
		signatures: signatures?.get(audit.id) ?? [],
		signer,
		sentences: {
			appoint: appointSentence(audit, audit.team.length),
			report: reportSentence(audit, counts),
			accept: acceptSentence(audit, accepting.length)
		},
		choices: {
			team: can(ctx, audit, 'propose_team') ? await teamChoices(ctx, audit) : null,
			auditees: arranges ? await staffOptions(ctx, audit.unitId) : []
		},
		shortNotice: audit.firstDay < addDays(today(ctx), noticeDays),
		noticeDays,
		may: {
			edit: edits,
			propose: can(ctx, audit, 'propose_team'),
			appoint: can(ctx, audit, 'appoint') && audit.team.some(({ appointed }) => !appointed),
			arrange: arranges,
			notify: can(ctx, audit, 'notify'),
			start: can(ctx, audit, 'start'),
			answer: answering,
			find: answering,
			writeReport: can(ctx, audit, 'write_report'),
			report: can(ctx, audit, 'report'),
			return: can(ctx, audit, 'return'),
			accept: can(ctx, audit, 'accept'),
			share: can(ctx, audit, 'share'),
			postpone: can(ctx, audit, 'postpone'),
			cancel: can(ctx, audit, 'cancel'),
			stop: can(ctx, audit, 'stop'),
			papers: sight.all
		} satisfies Record<string, boolean>
	};
}

export type AuditPage = Awaited<ReturnType<typeof auditPage>>;

/** Of these areas those that the reader speaks for, while findings are spoken of; one look at each area. */
async function areasToSpeakFor(ctx: Ctx, audit: LoadedAudit, areaIds: readonly (string | null)[]): Promise<Set<string | null>> {
	const own = new Set<string | null>();
	if (audit.state !== 'in_progress') return own;
	for (const areaId of new Set(areaIds)) {
		if (may(ctx.actor, 'audit.verdict', await verdictSubject(ctx, audit, areaId))) own.add(areaId);
	}
	return own;
}

function countsByGrade(findings: readonly { grade: string; state: string }[]): GradeCounts {
	const of = (grade: string) => findings.filter((finding) => finding.grade === grade && finding.state !== 'void').length;
	return { major: of('major'), minor: of('minor'), observation: of('observation') };
}

function countsOf(groups: readonly { result: string; _count: { _all: number } }[]) {
	const total = groups.reduce((sum, { _count }) => sum + _count._all, 0);
	const open = groups.filter(({ result }) => result === 'unanswered').reduce((sum, { _count }) => sum + _count._all, 0);
	return { total, answered: total - open };
}

async function checklistOf(ctx: Ctx, audit: LoadedAudit) {
	if (audit.checklistVersionId === null) return null;
	const version = await ctx.db.checklistVersion.findUnique({
		where: { id: audit.checklistVersionId },
		select: { id: true, number: true, checklistId: true, checklist: { select: { title: true } } }
	});
	return version ? { id: version.id, checklistId: version.checklistId, title: version.checklist.title, number: version.number } : null;
}

/** What is missing before the next step, for those who take it. */
async function missing(ctx: Ctx, audit: LoadedAudit) {
	const subject = auditSubject(audit);
	const seen: Action[] = ['audit.prepare', 'audit.lead', 'audit.appoint'];
	if (!seen.some((action) => may(ctx.actor, action, subject))) return null;
	if (audit.state === 'planned') {
		const plan = await planGaps(ctx, audit);
		const { asked, returning } = await questionPreview(ctx, audit);
		const slots = new Map((await slotsOf(ctx, audit.id)).map((slot) => [slot.id, slot]));
		const nameOf = (userId: string | undefined) =>
			audit.team.find((member) => member.userId === userId)?.fullName ??
			audit.areas.flatMap(({ people }) => people).find((person) => person.userId === userId)?.fullName ??
			[...slots.values()].flatMap(({ people }) => people).find((person) => person.userId === userId)?.fullName ??
			null;
		return {
			for: 'notify' as const,
			plan: plan.gaps,
			problems: plan.problems,
			clashes: plan.clashes.map((clash) => ({
				code: clash.code,
				who: nameOf(clash.userId),
				area: audit.areas.find(({ id }) => id === clash.areaId)?.name ?? null,
				slots: clash.slotIds.flatMap((id) => {
					const slot = slots.get(id);
					return slot ? [{ id, day: slot.day, fromMinute: slot.fromMinute, topic: slot.topic }] : [];
				})
			})),
			questions: { asked: asked.length, returning: returning.length },
			report: []
		};
	}
	if (audit.state === 'in_progress')
		return {
			for: 'report' as const,
			plan: [],
			problems: [],
			clashes: [],
			questions: { asked: 0, returning: 0 },
			report: (await reportGaps(ctx, audit)).gaps
		};
	return null;
}

import { letterhead } from '#lib/domain/documents/decision-words.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { dayOf, isDay } from '#lib/domain/shared/day.ts';
import { formatDateTime, formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { signaturesOf, type ShownSignature } from '#lib/server/corrective-actions/act-signatures.ts';
import type { InternalAuditPaperData, PaperConfirmation, PaperPart, PaperSheet } from '#lib/server/pdf/internal-audit-data.ts';
import { renderInternalAuditPaper } from '#lib/server/pdf/render.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitHeading } from '#lib/server/units/units-on-day.ts';
import { findAudit, sightOf, type LoadedAudit } from './facts.ts';
import { planAsSent, type PrintedPlan } from './plan-content.ts';
import { recordSharedReading } from './report.ts';
import { reportAsSigned, type PrintedReport } from './report-content.ts';

export const auditPapers = ['decision', 'plan', 'minutes', 'findings', 'report'] as const;
export type AuditPaper = (typeof auditPapers)[number];

const vi = { locale: 'vi' } as const;
const names = {
	decision: m.audits_paper_decision,
	plan: m.audits_paper_plan,
	minutes: m.audits_paper_minutes,
	findings: m.audits_paper_findings,
	report: m.audits_paper_report
} as const;
const grades = {
	major: m.audits_grade_major,
	minor: m.audits_grade_minor,
	observation: m.audits_grade_observation,
	recommendation: m.audits_grade_recommendation
};
const roles = { lead: m.audits_role_lead, member: m.audits_role_member, guest: m.audits_role_guest };

/**
 * A paper of an audit as PDF, in Vietnamese: of the plan as it was sent and the report as it was signed, until then as they stand.
 * Noted in the access log.
 * @throws NotFound `audit_not_found`; `file_not_found` for a paper that does not exist yet
 */
export async function auditPaper(
	ctx: Ctx,
	auditId: string,
	paper: AuditPaper
): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	const audit = await audited(ctx, auditId, paper);
	const sheets = await sheetsOf(ctx, audit, paper);
	if (sheets.length === 0) throw new NotFound('file_not_found');
	const heading = await unitHeading(ctx, audit.unitId, today(ctx));
	const name = `${names[paper]({}, vi)} ${audit.number}`;
	const data: InternalAuditPaperData = {
		...letterhead({ name: heading.agency, above: heading.parentAgency ? [heading.parentAgency] : [] }),
		name,
		number: audit.number,
		printedAt: formatDateTime(ctx.clock.now()),
		sheets
	};
	const bytes = await renderInternalAuditPaper(data, { createdAt: ctx.clock.now() });
	logRead(ctx, { action: 'export', unitId: audit.unitId, detail: `audit ${audit.number} ${paper}` });
	return { bytes, fileName: `${name}.pdf`.replaceAll('/', '-'), contentType: 'application/pdf' };
}

/** The audit for whoever sees all of it; for inspectors of the unit the report alone, once a head shares it, and the unit sees that they read it. */
async function audited(ctx: Ctx, auditId: string, paper: AuditPaper): Promise<LoadedAudit> {
	const audit = await findAudit(ctx, auditId);
	const sight = sightOf(ctx, audit);
	if (sight.all) return audit;
	if (sight.areaIds.length > 0) throw new NotFound('file_not_found');
	const decision = decide(ctx.actor, 'audit.shared_report', { unitId: audit.unitId });
	if (paper !== 'report' || audit.sharedAt === null || !decision.allowed) throw new NotFound('audit_not_found');
	await transaction(ctx, (ctx) => recordSharedReading(ctx, audit, decision.role));
	return audit;
}

async function sheetsOf(ctx: Ctx, audit: LoadedAudit, paper: AuditPaper): Promise<PaperSheet[]> {
	const signatures = (await signaturesOf(ctx, 'audit', [audit.id])).get(audit.id) ?? [];
	const signed = (meaning: string) => signatures.filter((one) => one.meaning === meaning).at(-1) ?? null;
	const title = names[paper]({}, vi);
	const sheet = (more: Pick<PaperSheet, 'day' | 'parts' | 'confirmations'> & Partial<PaperSheet>): PaperSheet => ({
		title,
		about: audit.title,
		decides: false,
		...more
	});
	if (paper === 'decision' || paper === 'plan') {
		const appointment = signed('appoint_team');
		if (!appointment || audit.team.some(({ appointed }) => !appointed)) return [];
		const plan = await planAsSent(ctx, audit);
		const by = [confirmation(m.audits_duty_appoint({}, vi), appointment)];
		const day = dayOf(appointment.signedAt);
		if (paper === 'decision') return [sheet({ day, decides: true, parts: [scopePart(plan), teamPart(plan)], confirmations: by })];
		return [
			sheet({ day, parts: [scopePart(plan), teamPart(plan), slotsPart(plan)], confirmations: by }),
			sheet({ day, title: m.audits_sheet({}, vi), parts: plan.team.map(independencePart), confirmations: by })
		];
	}
	if (paper === 'minutes') {
		if (audit.openingMeeting === null) return [];
		const parts = [part(m.audits_slot_opening({}, vi), [audit.openingMeeting])];
		if (audit.closingMeeting) parts.push(part(m.audits_slot_closing({}, vi), [audit.closingMeeting]));
		return [sheet({ day: audit.firstDay, parts, confirmations: [byHand(m.audits_lead({}, vi)), byHand(m.audits_slot_auditees({}, vi))] })];
	}
	const report = await reportAsSigned(ctx, audit);
	if (paper === 'findings')
		return report.findings
			.filter(({ grade }) => grade !== 'observation')
			.map((finding) =>
				sheet({
					about: `${m.audits_finding_number({ number: finding.number }, vi)}, ${audit.title}`,
					day: today(ctx),
					parts: findingParts(finding),
					confirmations: [byHand(finding.raisedBy), byHand(finding.area)]
				})
			);
	const reporting = signed('report_audit');
	if (!reporting || (audit.state !== 'reported' && audit.state !== 'closed')) return [];
	const acceptance = signed('accept_report');
	return [
		sheet({
			day: dayOf(reporting.signedAt),
			parts: reportParts(report),
			confirmations: [
				confirmation(m.audits_role_lead({}, vi), reporting),
				acceptance ? confirmation(m.audits_accept({}, vi), acceptance) : byHand(m.audits_accept({}, vi))
			]
		})
	];
}

function part(heading: string, paragraphs: readonly string[], more: Partial<PaperPart> = {}): PaperPart {
	return { heading, paragraphs: paragraphs.filter(Boolean), items: [], table: null, ...more };
}

function facts(pairs: readonly (readonly [string, string])[]): string[] {
	return pairs.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
}

function range(from: string, to: string): string {
	const days = [...new Set([from, to])].filter(isDay).map((day) => formatDay(day));
	return days.join(' – ');
}

function scopePart(plan: PrintedPlan): PaperPart {
	return part(
		m.audits_criteria({}, vi),
		facts([
			[m.audits_purpose({}, vi), plan.purpose],
			[m.audits_days({}, vi), range(plan.from, plan.to)],
			[m.audits_place({}, vi), plan.place],
			[m.audits_areas({}, vi), plan.areas.map(({ name }) => name).join(', ')],
			[m.audits_clauses({}, vi), `${plan.standard}: ${plan.clauses.join(', ')}`],
			[m.audits_documents({}, vi), plan.documents.map(({ code, label }) => [code, label].filter(Boolean).join(' ')).join(', ')],
			[m.audits_law({}, vi), plan.law],
			[m.audits_checklist({}, vi), plan.checklist ? `${plan.checklist.title} (${plan.checklist.version})` : ''],
			[m.audits_extraordinary({}, vi), plan.extraordinaryReason ?? '']
		])
	);
}

function teamPart(plan: PrintedPlan): PaperPart {
	return part(m.audits_tab_team({}, vi), [], {
		table: {
			head: ['TT', m.audits_person({}, vi), m.audits_role({}, vi), m.audits_areas({}, vi)],
			rows: plan.team.map((member, at) => [
				String(at + 1),
				member.homeUnit ? `${member.name} (${member.homeUnit})` : member.name,
				roles[member.role]({}, vi),
				member.areas.join(', ')
			])
		}
	});
}

function slotsPart(plan: PrintedPlan): PaperPart {
	return part(m.audits_tab_timetable({}, vi), [], {
		table: {
			head: [m.audits_slot_day({}, vi), m.audits_slot_topic({}, vi), m.audits_slot_auditors({}, vi), m.audits_slot_auditees({}, vi)],
			rows: plan.slots.map((slot) => [
				`${formatDay(slot.day)}\n${slot.from}–${slot.to}`,
				[slot.topic, slot.clauses.join(', '), slot.place].filter(Boolean).join('\n'),
				slot.auditors.join('\n') || m.audits_slot_whole_team({}, vi),
				slot.auditees.join('\n')
			])
		}
	});
}

/** What was looked at for one member, as it was kept with the appointment. */
function independencePart(member: PrintedPlan['team'][number]): PaperPart {
	const sheet = member.independence;
	const of = (value: unknown, name: string): unknown =>
		typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
	const text = (value: unknown) => (typeof value === 'string' ? value : '');
	const list = (value: unknown, name?: string) =>
		(Array.isArray(value) ? value : []).map((one: unknown) => text(name ? of(one, name) : one)).join(', ') ||
		m.audits_sheet_nothing({}, vi);
	const validTo = text(of(of(sheet, 'register'), 'validTo'));
	return part(member.homeUnit ? `${member.name} (${member.homeUnit})` : member.name, [], {
		items: [
			m.audits_sheet_register(
				{
					unit: text(of(of(sheet, 'register'), 'unit')),
					number: text(of(of(sheet, 'register'), 'certificateNumber')) || m.audits_sheet_nothing({}, vi)
				},
				vi
			),
			...(isDay(validTo) ? [m.audits_sheet_valid_to({ day: formatDay(validTo) }, vi)] : []),
			m.audits_sheet_areas({ areas: list(of(sheet, 'areas'), 'name') }, vi),
			m.audits_sheet_documents({ documents: list(of(sheet, 'documents')) }, vi),
			m.audits_sheet_actions({ actions: list(of(sheet, 'actions')) }, vi)
		]
	});
}

type ReportFinding = PrintedReport['findings'][number];

function findingParts(finding: ReportFinding): PaperPart[] {
	const verdict =
		finding.verdict === 'confirmed'
			? m.audits_verdict_confirmed
			: finding.verdict === 'disputed'
				? m.audits_verdict_disputed
				: m.audits_verdict_none;
	return [
		part(
			'',
			facts([
				[m.audits_area({}, vi), finding.area],
				[m.audits_finding_grade({}, vi), grades[finding.grade]({}, vi)],
				[m.audits_finding_clause({}, vi), finding.clause ?? ''],
				[m.audits_finding_requirement({}, vi), finding.requirement]
			])
		),
		part(m.audits_finding_statement({}, vi), [finding.statement]),
		part(m.audits_finding_evidence({}, vi), [finding.evidence]),
		part(m.audits_verdict({}, vi), [[verdict({}, vi), finding.verdictText ?? ''].filter(Boolean).join(': ')])
	];
}

function reportParts(report: PrintedReport): PaperPart[] {
	const counted = (rows: PrintedReport['byArea'], label: string): PaperPart =>
		part('', [], {
			table: {
				head: [label, m.audits_grade_major({}, vi), m.audits_grade_minor({}, vi), m.audits_grade_observation({}, vi)],
				rows: rows.map(({ key, major, minor, observation }) => [key || '–', String(major), String(minor), String(observation)])
			}
		});
	const { actions } = report;
	return [
		part(
			m.audits_criteria({}, vi),
			facts([
				[m.audits_days({}, vi), range(report.from, report.to)],
				[m.audits_areas({}, vi), report.areas.join(', ')],
				[m.audits_clauses({}, vi), report.clauses.join(', ')],
				[m.audits_tab_team({}, vi), report.team.map(({ name, role }) => `${name} (${roles[role]({}, vi)})`).join(', ')]
			])
		),
		part(m.audits_findings({}, vi), [m.audits_counts(report.byGrade, vi)], {
			items: report.findings.map(
				(finding) =>
					`${m.audits_finding_number({ number: finding.number }, vi)}, ${grades[finding.grade]({}, vi)}, ${[finding.area, finding.clause].filter(Boolean).join(', ')}${finding.repeats ? ` (${m.audits_finding_recurring({}, vi)}: ${finding.repeats})` : ''}: ${finding.statement}`
			)
		}),
		counted(report.byClause, m.audits_finding_clause({}, vi)),
		counted(report.byArea, m.audits_area({}, vi)),
		part(m.audits_strengths({}, vi), [report.strengths || '–']),
		part(m.audits_actions_of({}, vi), [m.audits_paper_actions(actions, vi)]),
		part(m.audits_conclusion({}, vi), [report.conclusion]),
		part(m.audits_proposals({}, vi), [report.proposals || '–'])
	];
}

function confirmation(party: string, signature: ShownSignature): PaperConfirmation {
	return {
		party,
		name: signature.signerName,
		position: signature.position,
		when: formatDateTime(signature.signedAt),
		meaning: signature.meaningText,
		hash: signature.contentSha256
	};
}

function byHand(party: string): PaperConfirmation {
	return { party, name: '', position: '', when: '', meaning: '', hash: '' };
}

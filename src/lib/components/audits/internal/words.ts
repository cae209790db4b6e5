import type { clashCodes } from '#lib/domain/audits/timetable.ts';
import type { independenceProblems } from '#lib/domain/audits/independence.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { PlanGap } from '#lib/server/audits/internal/missing.ts';
import type { AuditPage } from '#lib/server/audits/internal/page.ts';
import type { ReportGap } from '#lib/server/audits/internal/report.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

export type Gaps = NonNullable<AuditPage['gaps']>;

export function dayRange({ startsOn, endsOn }: { startsOn: Day; endsOn: Day }): string {
	return startsOn === endsOn ? formatDay(startsOn) : `${formatDay(startsOn)} – ${formatDay(endsOn)}`;
}

export function countWords(counts: { major: number; minor: number; observation: number }): string {
	return counts.major + counts.minor + counts.observation === 0 ? '' : m.audits_counts(counts);
}

export const gradeWords = {
	major: m.audits_grade_major,
	minor: m.audits_grade_minor,
	observation: m.audits_grade_observation,
	recommendation: m.audits_grade_recommendation
} as const;

export const roleWords = { lead: m.audits_role_lead, member: m.audits_role_member, guest: m.audits_role_guest } as const;

export const slotWords = {
	opening: m.audits_slot_opening,
	session: m.audits_slot_session,
	team: m.audits_slot_team,
	closing: m.audits_slot_closing
} as const;

export const verdictWords = { confirmed: m.audits_verdict_confirmed, disputed: m.audits_verdict_disputed } as const;

/** Why somebody is not independent, as a clause after their name. */
export const problemWords = {
	not_on_register: () => m.audits_problem_not_on_register(),
	register_lapsed: () => m.audits_problem_register_lapsed(),
	belongs_to_area: m.audits_problem_belongs_to_area,
	reports_to_head: m.audits_problem_reports_to_head,
	document_author: m.audits_problem_document_author,
	document_reviewer: m.audits_problem_document_reviewer,
	document_approver: m.audits_problem_document_approver,
	action_doer: m.audits_problem_action_doer
} as const satisfies Record<(typeof independenceProblems)[number], (of: { item: string }) => string>;

type Clash = Gaps['clashes'][number];
const clashes = {
	no_opening: () => m.audits_clash_no_opening(),
	no_closing: () => m.audits_clash_no_closing(),
	outside_days: () => m.audits_clash_outside_days(),
	same_time: m.audits_clash_same_time,
	busy_elsewhere: m.audits_clash_busy_elsewhere,
	audits_own_area: m.audits_clash_audits_own_area,
	not_their_area: m.audits_clash_not_their_area,
	not_on_team: m.audits_clash_not_on_team,
	no_auditor: m.audits_clash_no_auditor,
	no_auditee: m.audits_clash_no_auditee,
	area_without_auditor: m.audits_clash_area_without_auditor,
	area_without_slot: m.audits_clash_area_without_slot,
	member_without_slot: m.audits_clash_member_without_slot
} as const satisfies Record<(typeof clashCodes)[number], (of: { who: string; area: string }) => string>;

export function clashWord(clash: Clash): string {
	return clashes[clash.code]({ who: clash.who ?? '', area: clash.area ?? '' });
}

export const planGapWords = {
	no_checklist: m.audits_gap_no_checklist,
	no_questions: m.audits_gap_no_questions,
	no_team: m.audits_gap_no_team,
	team_not_appointed: m.audits_gap_team_not_appointed,
	not_independent: m.audits_gap_not_independent,
	timetable: m.audits_gap_timetable
} as const satisfies Record<PlanGap, unknown>;

export const reportGapWords = {
	unanswered: m.audits_gap_unanswered,
	not_applicable_without_reason: m.audits_gap_not_applicable_without_reason,
	conflicts: m.audits_gap_conflicts,
	nonconformity_without_finding: m.audits_gap_nonconformity_without_finding,
	verdict_missing: m.audits_gap_verdict_missing,
	conclusion_missing: () => m.audits_gap_conclusion_missing()
} as const satisfies Record<ReportGap, (of: { count: number }) => string>;

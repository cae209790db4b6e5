import type { IconName } from '#lib/components/ui/icons.ts';
import type { ActionOutcome, ActionSource } from '#lib/domain/corrective-actions/action-lifecycle.ts';
import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import type { Gate } from '#lib/domain/corrective-actions/gates.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

const grades: Record<FindingGrade, () => string> = {
	major: m.actions_grade_major,
	minor: m.actions_grade_minor,
	observation: m.actions_grade_observation,
	recommendation: m.actions_grade_recommendation
};
export const gradeWord = (grade: FindingGrade): string => grades[grade]();
/** "KPH nhẹ"; an observation and a recommendation are none. */
export function gradeName(grade: FindingGrade): string {
	if (grade !== 'major' && grade !== 'minor') return gradeWord(grade);
	const name = m.actions_grade_of({ grade: gradeWord(grade).toLowerCase() });
	// In English the grade comes first.
	return name.charAt(0).toUpperCase() + name.slice(1);
}

const sources: Record<ActionSource, () => string> = {
	internal_audit: m.actions_source_internal_audit,
	inspection: m.actions_source_inspection,
	complaint: m.actions_source_complaint,
	late_dossier: m.actions_source_late_dossier,
	wrong_result: m.actions_source_wrong_result,
	self_found: m.actions_source_self_found,
	objective_missed: m.actions_source_objective_missed,
	management_review: m.actions_source_management_review,
	sister_check: m.actions_source_sister_check
};
export const sourceWord = (source: ActionSource): string => sources[source]();

const outcomes: Record<ActionOutcome, () => string> = {
	effective: m.actions_outcome_effective,
	ineffective: m.actions_outcome_ineffective,
	correction_only: m.actions_outcome_correction_only,
	void: m.actions_outcome_void,
	unit_ended: m.actions_outcome_unit_ended
};
export const outcomeWord = (outcome: ActionOutcome): string => outcomes[outcome]();

const gateWords: Record<Gate['name'], () => string> = {
	correction: m.actions_gate_correction,
	cause: m.actions_gate_cause,
	lines: m.actions_gate_lines,
	risk: m.actions_gate_risk,
	minor: m.actions_gate_minor,
	correction_done: m.actions_gate_correction_done,
	lines_ended: m.actions_gate_lines_ended,
	one_done: m.actions_gate_one_done
};
export const gateWord = (name: Gate['name']): string => gateWords[name]();

export function clauseWords(action: { standard: string | null; clause: string | null }): string | null {
	if (!action.clause) return null;
	return action.standard ? m.actions_clause_of({ standard: action.standard, clause: action.clause }) : action.clause;
}

type Details = { part: string | null; what: string | null; day: string | null; forTheUnit: boolean };
type Look = { icon: IconName; text: (about: { what: string; day: string }) => string };
const events: Record<string, Look> = {
	raise: { icon: 'flag', text: m.actions_act_raise },
	assign: { icon: 'user', text: m.actions_act_assign },
	reassign: { icon: 'swap', text: m.actions_act_reassign },
	ask_correction_only: { icon: 'chat', text: m.actions_act_ask_correction_only },
	submit: { icon: 'sign', text: m.actions_act_submit },
	approve: { icon: 'sign', text: m.actions_act_approve },
	accept_correction: { icon: 'sign', text: m.actions_act_accept_correction },
	return: { icon: 'undo', text: m.actions_act_return },
	report_line: { icon: 'check', text: m.actions_act_report_line },
	drop_line: { icon: 'x', text: m.actions_act_drop_line },
	extend: { icon: 'cal', text: m.actions_act_extend },
	ask_extension: { icon: 'cal', text: m.actions_act_ask_extension },
	refuse_extension: { icon: 'cal', text: m.actions_act_refuse_extension },
	complete: { icon: 'check', text: m.actions_act_complete },
	name_verifier: { icon: 'eye', text: m.actions_act_name_verifier },
	verify_effective: { icon: 'check', text: m.actions_act_verify_effective },
	verify_ineffective: { icon: 'x', text: m.actions_act_verify_ineffective },
	ask_void: { icon: 'chat', text: m.actions_act_ask_void },
	void: { icon: 'ban', text: m.actions_act_void },
	link_document: { icon: 'doc', text: m.actions_act_link_document },
	unlink_document: { icon: 'doc', text: m.actions_act_unlink_document },
	pass_on: { icon: 'swap', text: m.actions_act_pass_on },
	end_with_unit: { icon: 'org', text: m.actions_act_end_with_unit }
};
const parts: Record<string, Look> = {
	correction: { icon: 'pencil', text: m.actions_act_record_correction },
	cause: { icon: 'search', text: m.actions_act_record_cause },
	line: { icon: 'pencil', text: m.actions_act_record_line },
	line_out: { icon: 'pencil', text: m.actions_act_record_line_out }
};

/** An act of an action's history in words. */
export function actLook(event: string, details: Details): { icon: IconName; text: string } {
	const look = (event === 'record' ? parts[details.part ?? ''] : events[event]) ?? { icon: 'history' as const, text: () => event };
	const text = look.text({ what: details.what ?? '', day: details.day ? formatDay(details.day) : '–' });
	return { icon: look.icon, text: details.forTheUnit ? `${text} (${m.actions_act_for_unit()})` : text };
}

import type { HandOverKind, HandOverLine, StayReason } from '#lib/domain/hand-overs/duties.ts';
import { roles } from '#lib/domain/permissions/actor.ts';
import * as m from '#lib/paraglide/messages.js';
import { roleWords } from '#lib/role-names.ts';

type Locale = 'vi' | 'en';
type Word = (inputs?: object, options?: { locale?: Locale }) => string;

const kinds: Record<HandOverKind, Word> = {
	role: m.hand_overs_kind_role,
	draft: m.people_duty_draft,
	review: m.people_duty_review,
	batch: m.people_duty_batch,
	drafter: m.people_duty_drafter,
	owner: m.people_duty_owner,
	division_head: m.people_duty_division_head,
	guest_review: m.hand_overs_kind_guest_review,
	change_request: m.hand_overs_kind_change_request,
	external_check: m.hand_overs_kind_external_check,
	print: m.hand_overs_kind_print,
	series: m.hand_overs_kind_series,
	series_reader: m.hand_overs_kind_series_reader,
	action_owner: m.hand_overs_kind_action_owner,
	action_line: m.hand_overs_kind_action_line,
	action_verifier: m.hand_overs_kind_action_verifier,
	area_leader: m.hand_overs_kind_area_leader,
	area_member: m.hand_overs_kind_area_member,
	programme_line: m.hand_overs_kind_programme_line,
	audit_team: m.hand_overs_kind_audit_team,
	inspection_helper: m.hand_overs_kind_inspection_helper,
	roll_out_unit: m.hand_overs_kind_roll_out_unit,
	roll_out_item: m.hand_overs_kind_roll_out_item,
	plan_step: m.hand_overs_kind_plan_step,
	committee: m.hand_overs_kind_committee,
	review_chair: m.hand_overs_kind_review_chair,
	review_secretary: m.hand_overs_kind_review_secretary,
	review_member: m.hand_overs_kind_review_member,
	review_input: m.hand_overs_kind_review_input,
	review_decision: m.hand_overs_kind_review_decision,
	objective: m.hand_overs_kind_objective,
	objective_report: m.hand_overs_kind_objective_report,
	risk: m.hand_overs_kind_risk,
	risk_measure: m.hand_overs_kind_risk_measure,
	training_need: m.hand_overs_kind_training_need
};

const reasons: Record<StayReason, Word> = {
	appointed: m.hand_overs_stays_appointed,
	signed: m.hand_overs_stays_signed,
	considered: m.hand_overs_stays_considered,
	in_hand: m.hand_overs_stays_in_hand,
	department: m.hand_overs_stays_department,
	not_there: m.hand_overs_stays_not_there,
	role_missing: m.hand_overs_stays_role_missing,
	separation: m.hand_overs_stays_separation,
	has_it: m.hand_overs_stays_has_it
};

/** What is done instead, where no hand-over moves a duty: who names somebody else, and by what. */
const instead: Partial<Record<HandOverKind, Word>> = {
	role: m.hand_overs_next_role,
	guest_review: m.hand_overs_next_guest_review,
	print: m.hand_overs_next_print,
	programme_line: m.hand_overs_next_programme,
	audit_team: m.hand_overs_next_audit_team,
	inspection_helper: m.hand_overs_next_inspection_helper,
	committee: m.hand_overs_next_committee,
	review_chair: m.hand_overs_next_review,
	review_secretary: m.hand_overs_next_review,
	review_member: m.hand_overs_next_review,
	review_input: m.hand_overs_next_review,
	objective: m.hand_overs_next_objective
};

/** The reasons that lie in the duty, whoever would take it. */
const fixed: readonly StayReason[] = ['appointed', 'signed', 'in_hand', 'department'];

export function insteadWord({ kind, stays }: Pick<HandOverLine, 'kind' | 'stays'>, locale?: Locale): string {
	return stays !== null && fixed.includes(stays) ? (instead[kind]?.({}, { locale }) ?? '') : '';
}

export function dutyKindWord(kind: HandOverKind, locale?: Locale): string {
	return kinds[kind]({}, { locale });
}

export function stayWord(reason: StayReason, locale?: Locale): string {
	return reasons[reason]({}, { locale });
}

/** What a line is about, as people read it: roles are kept by their codes. */
export function lineLabel({ kind, label }: Pick<HandOverLine, 'kind' | 'label'>, locale?: Locale): string {
	if (kind !== 'role') return label;
	const codes = label.split(',');
	return roleWords(
		roles.filter((role) => codes.includes(role)),
		locale
	);
}

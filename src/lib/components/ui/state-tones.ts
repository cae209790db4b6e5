import type { DelegationStanding } from '#lib/domain/people/delegation.ts';
import type { ObjectiveState } from '#lib/domain/reviews/objectives/judge.ts';
import type { ProviderStanding } from '#lib/domain/reviews/providers/rating.ts';
import type { CertificateState, NeedState, TrainingState } from '#lib/domain/reviews/training/states.ts';
import * as m from '#lib/paraglide/messages.js';
import { look, type StateLook } from './state-look.ts';
import { versionLooks } from './version-looks.ts';

export type { StateLook, Tone } from './state-look.ts';

const batch = {
	draft: look(m.common_state_batch_draft, 'pencil', 'dashed'),
	issued: look(m.common_state_batch_issued, 'stamp', 'info'),
	discarded: look(m.common_state_batch_discarded, 'x', 'struck'),
	revoked: look(m.common_state_batch_revoked, 'undo', 'stop-outline')
};

const audit = {
	planned: look(m.common_state_audit_planned, 'pencil', 'dashed'),
	notified: look(m.common_state_audit_notified, 'bell', 'info'),
	in_progress: look(m.common_state_audit_in_progress, 'half', 'wait'),
	reported: look(m.common_state_audit_reported, 'doc', 'info'),
	closed: look(m.common_state_audit_closed, 'lock', 'grey'),
	cancelled: look(m.audits_state_cancelled, 'x', 'struck')
};

const managementReview = {
	planned: look(m.management_state_planned, 'pencil', 'dashed'),
	notified: look(m.management_state_notified, 'bell', 'info'),
	in_session: look(m.management_state_in_session, 'half', 'wait'),
	signing: look(m.management_state_signing, 'sign', 'wait'),
	closed: look(m.management_state_closed, 'check', 'ok'),
	cancelled: look(m.management_state_cancelled, 'x', 'struck')
};

const programme = {
	draft: look(m.programmes_state_draft, 'pencil', 'dashed'),
	approved: look(m.programmes_state_approved, 'check', 'ok'),
	closed: look(m.programmes_state_closed, 'lock', 'grey')
};

const announcement = {
	draft: look(m.announcements_state_draft, 'pencil', 'dashed'),
	upcoming: look(m.announcements_state_upcoming, 'cal', 'info'),
	in_force: look(m.announcements_state_in_force, 'seal', 'ok'),
	superseded: look(m.announcements_state_superseded, 'swap', 'grey'),
	unit_ended: look(m.announcements_state_unit_ended, 'lock', 'grey'),
	withdrawn: look(m.announcements_state_withdrawn, 'ban', 'stop-outline'),
	cancelled: look(m.announcements_state_cancelled, 'x', 'struck')
};

const confirmation = {
	draft: look(m.announcements_confirmation_draft, 'pencil', 'dashed'),
	signed: look(m.announcements_confirmation_signed, 'check', 'ok'),
	cancelled: look(m.announcements_confirmation_cancelled, 'x', 'struck')
};

const planned_audit = {
	done: look(m.programmes_outcome_done, 'ok', 'ok'),
	under_way: look(m.programmes_outcome_under_way, 'half', 'info'),
	no_audit: look(m.programmes_outcome_no_audit, 'dot', 'dashed'),
	cancelled: look(m.programmes_outcome_cancelled, 'x', 'stop-outline')
};

const risk = {
	low: look(m.programmes_risk_low, 'dn', 'grey'),
	medium: look(m.programmes_risk_medium, 'minus', 'info'),
	high: look(m.programmes_risk_high, 'up', 'wait')
};

const auditor = {
	upcoming: look(m.programmes_auditor_state_upcoming, 'cal', 'grey'),
	current: look(m.programmes_auditor_state_current, 'ok', 'ok'),
	ending: look(m.programmes_auditor_state_ending, 'clock', 'wait'),
	lapsed: look(m.programmes_auditor_state_lapsed, 'alert', 'stop'),
	ended: look(m.programmes_auditor_state_ended, 'x', 'struck')
};

const answer = {
	conform: look(m.common_state_answer_conform, 'ok', 'ok'),
	minor: look(m.common_state_answer_minor, 'flag', 'wait'),
	major: look(m.common_state_answer_major, 'alert', 'stop'),
	observation: look(m.common_state_answer_observation, 'eye', 'info'),
	not_applicable: look(m.common_state_answer_not_applicable, 'minus', 'grey'),
	unanswered: look(m.common_state_answer_unanswered, 'dot', 'dashed')
};

const inspection = {
	met: look(m.common_state_inspection_met, 'ok', 'ok'),
	partly: look(m.common_state_inspection_partly, 'half', 'wait'),
	not_met: look(m.common_state_inspection_not_met, 'x', 'stop'),
	not_applicable: look(m.common_state_inspection_not_applicable, 'minus', 'grey'),
	none_yet: look(m.inspections_self_none_yet, 'off', 'stop-outline'),
	unanswered: look(m.inspections_self_unanswered, 'dot', 'dashed')
};

/** How far an inspection is; `inspection` is what its questions are answered with. */
const visit = {
	scheduled: look(m.inspections_state_scheduled, 'cal', 'dashed'),
	notified: look(m.inspections_state_notified, 'bell', 'info'),
	handed_in: look(m.inspections_state_handed_in, 'check', 'info'),
	on_site: look(m.inspections_state_on_site, 'half', 'wait'),
	minutes: look(m.inspections_state_minutes, 'sign', 'wait'),
	closed: look(m.inspections_state_closed, 'lock', 'grey'),
	cancelled: look(m.inspections_state_cancelled, 'x', 'stop-outline')
};

const cycle = {
	draft: look(m.cycles_state_draft, 'pencil', 'dashed'),
	open: look(m.cycles_state_open, 'half', 'info'),
	closed: look(m.cycles_state_closed, 'lock', 'grey')
};

const action = {
	raised: look(m.common_state_action_raised, 'flag', 'dashed'),
	analysing: look(m.common_state_action_analysing, 'search', 'wait'),
	awaiting_plan_approval: look(m.common_state_action_awaiting_plan_approval, 'sign', 'wait'),
	in_progress: look(m.common_state_action_in_progress, 'half', 'info'),
	verifying: look(m.common_state_action_verifying, 'eye', 'wait'),
	closed: look(m.common_state_action_closed, 'lock', 'grey')
};

const unit_event = {
	coming: look(m.unitevents_state_coming, 'cal', 'info'),
	applied: look(m.unitevents_state_applied, 'check', 'ok'),
	called_off: look(m.unitevents_state_called_off, 'x', 'struck')
};

const roll_out_wave = {
	draft: look(m.rollout_state_draft, 'pencil', 'dashed'),
	open: look(m.rollout_state_open, 'half', 'info'),
	closed: look(m.rollout_state_closed, 'lock', 'grey')
};

const step = {
	done: look(m.common_state_step_done, 'check', 'ok'),
	claimed: look(m.common_state_step_claimed, 'hour', 'wait-dashed'),
	in_progress: look(m.common_state_step_in_progress, 'half', 'info'),
	not_started: look(m.common_state_step_not_started, 'dot', 'dashed'),
	proven: look(m.rollout_state_proven, 'check', 'ok'),
	waiver_asked: look(m.rollout_state_waiver_asked, 'hour', 'wait-dashed'),
	not_applicable: look(m.rollout_state_not_applicable, 'minus', 'grey')
};

const request = {
	proposed: look(m.common_state_request_proposed, 'chat', 'wait'),
	considered: look(m.common_state_request_considered, 'sign', 'wait'),
	accepted: look(m.common_state_request_accepted, 'half', 'info'),
	declined: look(m.common_state_request_declined, 'x', 'stop-outline'),
	cancelled: look(m.common_state_request_cancelled, 'x', 'struck'),
	done: look(m.common_state_request_done, 'check', 'ok')
};

const reading = {
	open: look(m.common_state_reading_open, 'book', 'wait'),
	confirmed: look(m.common_state_reading_confirmed, 'ok', 'ok'),
	confirmed_on_paper: look(m.common_state_reading_confirmed_on_paper, 'clip', 'ok'),
	confirmed_by_carrying: look(m.common_state_reading_confirmed_by_carrying, 'history', 'grey'),
	waived: look(m.common_state_reading_waived, 'minus', 'grey'),
	lapsed: look(m.common_state_reading_lapsed, 'x', 'struck')
};

const print = {
	held: look(m.copies_state_held, 'ok', 'ok'),
	recall_ahead: look(m.copies_state_recall_ahead, 'cal', 'info'),
	recalled: look(m.copies_state_recalled, 'undo', 'wait'),
	overdue: look(m.copies_state_overdue, 'alert', 'stop'),
	returned: look(m.copies_state_returned, 'check', 'grey'),
	destroyed: look(m.copies_state_destroyed, 'trash', 'struck'),
	lost: look(m.copies_state_lost, 'x', 'stop-outline')
};

const external = {
	in_force: look(m.common_state_external_in_force, 'ok', 'ok'),
	upcoming: look(m.common_state_external_upcoming, 'cal', 'info'),
	ending: look(m.common_state_external_ending, 'hour', 'wait'),
	expired: look(m.common_state_external_expired, 'x', 'grey'),
	repealed: look(m.common_state_external_repealed, 'ban', 'stop-outline')
};

const review = {
	late: look(m.common_state_review_late, 'alert', 'stop'),
	due: look(m.common_state_review_due, 'clock', 'wait'),
	planned: look(m.common_state_review_planned, 'cal', 'grey')
};

const keeping = {
	running: look(m.records_state_running, 'half', 'info'),
	kept: look(m.records_state_kept, 'lock', 'grey'),
	for_ever: look(m.records_state_for_ever, 'lock', 'grey'),
	due: look(m.records_state_due, 'clock', 'wait'),
	held: look(m.records_state_held, 'shield', 'info'),
	disposed: look(m.records_state_disposed, 'trash', 'struck')
};

const handOver = {
	open: look(m.hand_overs_state_open, 'clock', 'wait'),
	done: look(m.hand_overs_state_done, 'check', 'ok'),
	called_off: look(m.hand_overs_state_called_off, 'ban', 'struck'),
	expired: look(m.hand_overs_state_expired, 'clock', 'grey')
};

const report = {
	none: look(m.reports_state_none, 'minus', 'grey'),
	draft: look(m.reports_state_draft, 'pencil', 'dashed'),
	sent: look(m.reports_state_sent, 'up', 'info'),
	received: look(m.reports_state_received, 'check', 'ok'),
	cancelled: look(m.reports_state_cancelled, 'x', 'grey'),
	late: look(m.reports_state_late, 'alert', 'stop')
};

const evidencePack = {
	waiting: look(m.packs_state_waiting, 'clock', 'grey'),
	building: look(m.packs_state_building, 'half', 'wait'),
	ready: look(m.packs_state_ready, 'check', 'ok'),
	failed: look(m.packs_state_failed, 'alert', 'stop'),
	gone: look(m.packs_state_gone, 'minus', 'grey')
};

const disposal = {
	draft: look(m.records_state_disposal_draft, 'pencil', 'dashed'),
	proposed: look(m.records_state_disposal_proposed, 'sign', 'wait'),
	approved: look(m.records_state_disposal_approved, 'check', 'info'),
	carried_out: look(m.records_state_disposal_carried_out, 'trash', 'grey'),
	cancelled: look(m.records_state_disposal_cancelled, 'x', 'struck')
};

const person = {
	active: look(m.people_state_active, 'ok', 'ok'),
	invited: look(m.people_state_invited, 'hour', 'wait'),
	disabled: look(m.people_state_disabled, 'lock', 'stop-outline'),
	left: look(m.people_state_left, 'right', 'grey')
};

const access = {
	open: look(m.people_inspection_open, 'eye', 'info'),
	later: look(m.people_inspection_later, 'cal', 'grey'),
	over: look(m.people_inspection_over, 'lock', 'grey')
};

const mail = {
	queued: look(m.admin_mail_state_queued, 'hour', 'wait'),
	sent: look(m.admin_mail_state_sent, 'check', 'ok'),
	failed: look(m.admin_mail_state_failed, 'alert', 'stop'),
	kept: look(m.admin_mail_state_kept, 'lock', 'grey')
};

const adoption = {
	not_started: look(m.models_state_not_started, 'dot', 'dashed'),
	draft: look(m.models_state_draft, 'pencil', 'info'),
	as_is: look(m.models_state_as_is, 'check', 'ok'),
	local_change: look(m.models_state_local_change, 'diff', 'ok'),
	not_applicable: look(m.models_state_not_applicable, 'minus', 'grey'),
	behind: look(m.models_state_behind, 'clock', 'wait'),
	other_kind: look(m.models_state_other_kind, 'minus', 'grey')
};

const objectiveSet = {
	draft: look(m.objectives_set_draft, 'pencil', 'dashed'),
	approved: look(m.objectives_set_approved, 'check', 'ok'),
	closed: look(m.objectives_set_closed, 'lock', 'grey')
};

const objective: Record<ObjectiveState, StateLook> = {
	met: look(m.objectives_state_met, 'ok', 'ok'),
	missed: look(m.objectives_state_missed, 'alert', 'stop'),
	not_due: look(m.objectives_state_not_due, 'cal', 'grey'),
	missing: look(m.objectives_state_missing, 'clock', 'wait')
};

const registeredRisk = {
	open: look(m.risks_state_open, 'eye', 'info'),
	overdue: look(m.risks_state_overdue, 'clock', 'stop'),
	closed: look(m.risks_state_closed, 'lock', 'grey')
};

const provider: Record<ProviderStanding, StateLook> = {
	approved: look(m.providers_state_approved, 'ok', 'ok'),
	conditional: look(m.providers_state_conditional, 'half', 'wait'),
	rejected: look(m.providers_state_rejected, 'x', 'stop'),
	unrated: look(m.providers_state_unrated, 'dot', 'dashed'),
	ended: look(m.providers_state_ended, 'lock', 'struck')
};

const delegation: Record<DelegationStanding, StateLook> = {
	offered: look(m.delegations_state_offered, 'half', 'wait'),
	declined: look(m.delegations_state_declined, 'x', 'struck'),
	upcoming: look(m.delegations_state_upcoming, 'cal', 'info'),
	in_force: look(m.delegations_state_in_force, 'ok', 'ok'),
	over: look(m.delegations_state_over, 'lock', 'grey')
};

const training: Record<TrainingState, StateLook> = {
	planned: look(m.training_state_planned, 'cal', 'info'),
	to_fix: look(m.training_state_to_fix, 'clock', 'wait'),
	held: look(m.training_state_held, 'check', 'ok'),
	cancelled: look(m.training_state_cancelled, 'x', 'struck')
};

const trainingNeed: Record<NeedState, StateLook> = {
	open: look(m.training_need_open, 'cal', 'grey'),
	late: look(m.training_need_late, 'clock', 'stop'),
	met: look(m.training_need_met, 'check', 'ok'),
	dropped: look(m.training_need_dropped, 'x', 'struck')
};

const certificate: Record<CertificateState, StateLook> = {
	valid: look(m.training_certificate_valid, 'ok', 'ok'),
	ending: look(m.training_certificate_ending, 'clock', 'wait'),
	lapsed: look(m.training_certificate_lapsed, 'alert', 'stop'),
	ended: look(m.training_certificate_ended, 'x', 'struck')
};

const handedOver = {
	open: look(m.carryover_state_open, 'clock', 'wait'),
	taken: look(m.carryover_state_taken, 'check', 'ok'),
	declined: look(m.carryover_state_declined, 'x', 'struck'),
	gone: look(m.carryover_state_gone, 'minus', 'grey')
};

const note = {
	taken_on: look(m.common_state_note_taken_on, 'history', 'grey'),
	one_person: look(m.common_state_note_one_person, 'users', 'grey')
};

/** Every state that people see. A page never chooses a word, an icon or a colour for a state: it names the state here. */
export const stateLooks = {
	version: versionLooks,
	batch,
	audit,
	announcement,
	confirmation,
	programme,
	planned_audit,
	risk,
	auditor,
	answer,
	inspection,
	visit,
	cycle,
	action,
	step,
	unit_event,
	roll_out_wave,
	request,
	reading,
	keeping,
	disposal,
	evidencePack,
	report,
	print,
	external,
	review,
	person,
	access,
	mail,
	adoption,
	management_review: managementReview,
	objective_set: objectiveSet,
	objective,
	registered_risk: registeredRisk,
	provider,
	delegation,
	training,
	training_need: trainingNeed,
	certificate,
	handed_over: handedOver,
	hand_over: handOver,
	note
};

export type StateKind = keyof typeof stateLooks;
export type StateOf<Kind extends StateKind> = Extract<keyof (typeof stateLooks)[Kind], string>;

export function stateLook<Kind extends StateKind>(kind: Kind, state: StateOf<Kind>): StateLook {
	const looks: Record<string, StateLook> = stateLooks[kind];
	const found = looks[state];
	if (!found) throw new Error(`No look for the state ${kind}.${state}`);
	return found;
}

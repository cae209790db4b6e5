import { isDay } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/server/platform/context.ts';
import { inLanguage } from './each-language.ts';
import { isNoticeKind, type NoticeKind } from './notice-kinds.ts';
import type { Notification } from './notify.ts';

type Words = (values: NoticeValues, options: { locale: Locale }) => string;
type Title = (values: Record<string, never>, options: { locale: Locale }) => string;

/** Everything a notice may name; what a kind does not carry is empty. */
type NoticeValues = Record<
	'code' | 'title' | 'numbers' | 'number' | 'reason' | 'who' | 'day' | 'unit' | 'count' | 'what' | 'reading',
	string
>;

/** Per kind: what it is, without names (subjects of mails are read by the administrator), and what happened. */
const words: Record<NoticeKind, { readonly title: Title; readonly text: Words }> = {
	review_asked: { title: m.notices_review_asked_title, text: m.notices_review_asked },
	review_gone: { title: m.notices_review_gone_title, text: m.notices_review_gone },
	approval_asked: { title: m.notices_approval_asked_title, text: m.notices_approval_asked },
	approval_gone: { title: m.notices_approval_gone_title, text: m.notices_approval_gone },
	returned: { title: m.notices_returned_title, text: m.notices_returned },
	approved: { title: m.notices_approved_title, text: m.notices_approved },
	cancelled: { title: m.notices_cancelled_title, text: m.notices_cancelled },
	issued: { title: m.notices_issued_title, text: m.notices_issued },
	revoked: { title: m.notices_revoked_title, text: m.notices_revoked },
	withdrawn: { title: m.notices_withdrawn_title, text: m.notices_withdrawn },
	citing_changed: { title: m.notices_citing_changed_title, text: m.notices_citing_changed },
	citing_withdrawn: { title: m.notices_citing_withdrawn_title, text: m.notices_citing_withdrawn },
	citing_revoked: { title: m.notices_citing_revoked_title, text: m.notices_citing_revoked },
	drafter_named: { title: m.notices_drafter_named_title, text: m.notices_drafter_named },
	drafter_added: { title: m.notices_drafter_named_title, text: m.notices_drafter_named },
	code_changed: { title: m.notices_code_changed_title, text: m.notices_code_changed },
	abandoned: { title: m.notices_abandoned_title, text: m.notices_abandoned },
	version_begun: { title: m.notices_version_begun_title, text: m.notices_version_begun },
	batch_created: { title: m.notices_batch_created_title, text: m.notices_batch_created },
	take_on_ready: { title: m.notices_take_on_ready_title, text: m.notices_take_on_ready },
	correction_proposed: { title: m.notices_correction_proposed_title, text: m.notices_correction_proposed },
	correction_decided: { title: m.notices_correction_decided_title, text: m.notices_correction_decided },
	read_asked: { title: m.notices_read_asked_title, text: m.notices_read_asked },
	read_waived: { title: m.notices_read_waived_title, text: m.notices_read_waived },
	read_on_paper: { title: m.notices_read_on_paper_title, text: m.notices_read_on_paper },
	read_soon: { title: m.notices_read_soon_title, text: m.notices_read_soon },
	read_late: { title: m.notices_read_late_title, text: m.notices_read_late },
	print_issued: { title: m.notices_print_issued_title, text: m.notices_print_issued },
	print_recalled: { title: m.notices_print_recalled_title, text: m.notices_print_recalled },
	print_withdrawn: { title: m.notices_print_withdrawn_title, text: m.notices_print_withdrawn },
	print_asked_back: { title: m.notices_print_asked_back_title, text: m.notices_print_asked_back },
	print_called_off: { title: m.notices_print_called_off_title, text: m.notices_print_called_off },
	print_soon: { title: m.notices_print_soon_title, text: m.notices_print_soon },
	print_late: { title: m.notices_print_late_title, text: m.notices_print_late },
	print_reported: { title: m.notices_print_reported_title, text: m.notices_print_reported },
	print_closed: { title: m.notices_print_closed_title, text: m.notices_print_closed },
	external_repealed: { title: m.notices_external_repealed_title, text: m.notices_external_repealed },
	external_taken_back: { title: m.notices_external_taken_back_title, text: m.notices_external_taken_back },
	external_check_due: { title: m.notices_external_check_due_title, text: m.notices_external_check_due },
	review_due: { title: m.notices_review_due_title, text: m.notices_review_due },
	review_late: { title: m.notices_review_late_title, text: m.notices_review_late },
	review_unchanged: { title: m.notices_review_unchanged_title, text: m.notices_review_unchanged },
	review_amend: { title: m.notices_review_amend_title, text: m.notices_review_amend },
	review_withdraw: { title: m.notices_review_withdraw_title, text: m.notices_review_withdraw },
	request_proposed: { title: m.notices_request_proposed_title, text: m.notices_request_proposed },
	request_asked: { title: m.notices_request_asked_title, text: m.notices_request_asked },
	request_answered: { title: m.notices_request_answered_title, text: m.notices_request_answered },
	request_withdrawn: { title: m.notices_request_withdrawn_title, text: m.notices_request_withdrawn },
	request_considered: { title: m.notices_request_considered_title, text: m.notices_request_considered },
	request_declined: { title: m.notices_request_declined_title, text: m.notices_request_declined },
	request_accepted: { title: m.notices_request_accepted_title, text: m.notices_request_accepted },
	request_extended: { title: m.notices_request_extended_title, text: m.notices_request_extended },
	request_stopped: { title: m.notices_request_stopped_title, text: m.notices_request_stopped },
	request_done: { title: m.notices_request_done_title, text: m.notices_request_done },
	disposal_proposed: { title: m.notices_disposal_proposed_title, text: m.notices_disposal_proposed },
	disposal_returned: { title: m.notices_disposal_returned_title, text: m.notices_disposal_returned },
	disposal_approved: { title: m.notices_disposal_approved_title, text: m.notices_disposal_approved },
	model_issued: { title: m.notices_model_issued_title, text: m.notices_model_issued },
	model_soon: { title: m.notices_model_soon_title, text: m.notices_model_soon },
	model_late: { title: m.notices_model_late_title, text: m.notices_model_late },
	models_reminded: { title: m.notices_models_reminded_title, text: m.notices_models_reminded },
	exception_granted: { title: m.notices_exception_granted_title, text: m.notices_exception_granted },
	exception_ended: { title: m.notices_exception_ended_title, text: m.notices_exception_ended },
	guest_asked: { title: m.notices_guest_asked_title, text: m.notices_guest_asked },
	guest_appointed: { title: m.notices_guest_appointed_title, text: m.notices_guest_appointed },
	guest_sent: { title: m.notices_guest_sent_title, text: m.notices_guest_sent },
	guest_declined: { title: m.notices_guest_declined_title, text: m.notices_guest_declined },
	guest_ended: { title: m.notices_guest_ended_title, text: m.notices_guest_ended },
	confirmation_signed: { title: m.notices_confirmation_signed_title, text: m.notices_confirmation_signed },
	announcement_submitted: { title: m.notices_announcement_submitted_title, text: m.notices_announcement_submitted },
	announcement_returned: { title: m.notices_announcement_returned_title, text: m.notices_announcement_returned },
	announcement_signed: { title: m.notices_announcement_signed_title, text: m.notices_announcement_signed },
	announcement_withdrawn: { title: m.notices_announcement_withdrawn_title, text: m.notices_announcement_withdrawn },
	announcement_corrected: { title: m.notices_announcement_corrected_title, text: m.notices_announcement_corrected },
	announcement_sent: { title: m.notices_announcement_sent_title, text: m.notices_announcement_sent },
	announcement_received: { title: m.notices_announcement_received_title, text: m.notices_announcement_received },
	announcement_given_back: { title: m.notices_announcement_given_back_title, text: m.notices_announcement_given_back },
	programme_submitted: { title: m.notices_programme_submitted_title, text: m.notices_programme_submitted },
	programme_returned: { title: m.notices_programme_returned_title, text: m.notices_programme_returned },
	programme_approved: { title: m.notices_programme_approved_title, text: m.notices_programme_approved },
	audit_team_appointed: { title: m.notices_audit_team_appointed_title, text: m.notices_audit_team_appointed },
	audit_notified: { title: m.notices_audit_notified_title, text: m.notices_audit_notified },
	audit_reported: { title: m.notices_audit_reported_title, text: m.notices_audit_reported },
	audit_returned: { title: m.notices_audit_returned_title, text: m.notices_audit_returned },
	audit_accepted: { title: m.notices_audit_accepted_title, text: m.notices_audit_accepted },
	audit_postponed: { title: m.notices_audit_postponed_title, text: m.notices_audit_postponed },
	audit_cancelled: { title: m.notices_audit_cancelled_title, text: m.notices_audit_cancelled },
	audit_stopped: { title: m.notices_audit_stopped_title, text: m.notices_audit_stopped },
	auditor_registered: { title: m.notices_auditor_registered_title, text: m.notices_auditor_registered },
	management_review_notified: { title: m.notices_management_review_notified_title, text: m.notices_management_review_notified },
	management_review_postponed: { title: m.notices_management_review_postponed_title, text: m.notices_management_review_postponed },
	management_review_cancelled: { title: m.notices_management_review_cancelled_title, text: m.notices_management_review_cancelled },
	management_review_to_sign: { title: m.notices_management_review_to_sign_title, text: m.notices_management_review_to_sign },
	management_review_returned: { title: m.notices_management_review_returned_title, text: m.notices_management_review_returned },
	management_review_closed: { title: m.notices_management_review_closed_title, text: m.notices_management_review_closed },
	management_review_notice_due: { title: m.notices_management_review_notice_due_title, text: m.notices_management_review_notice_due },
	management_review_report_due: { title: m.notices_management_review_report_due_title, text: m.notices_management_review_report_due },
	management_review_step_late: { title: m.notices_management_review_step_late_title, text: m.notices_management_review_step_late },
	objectives_submitted: { title: m.notices_objectives_submitted_title, text: m.notices_objectives_submitted },
	objectives_returned: { title: m.notices_objectives_returned_title, text: m.notices_objectives_returned },
	objectives_approved: { title: m.notices_objectives_approved_title, text: m.notices_objectives_approved },
	objective_result_due: { title: m.notices_objective_result_due_title, text: m.notices_objective_result_due },
	year_due: { title: m.notices_year_due_title, text: m.notices_year_due },
	year_late: { title: m.notices_year_late_title, text: m.notices_year_late },
	objective_missed: { title: m.notices_objective_missed_title, text: m.notices_objective_missed },
	risk_owner_named: { title: m.notices_risk_owner_named_title, text: m.notices_risk_owner_named },
	risk_measure_named: { title: m.notices_risk_measure_named_title, text: m.notices_risk_measure_named },
	risk_review_due: { title: m.notices_risk_review_due_title, text: m.notices_risk_review_due },
	risk_measure_late: { title: m.notices_risk_measure_late_title, text: m.notices_risk_measure_late },
	provider_rating_due: { title: m.notices_provider_rating_due_title, text: m.notices_provider_rating_due },
	training_called: { title: m.notices_training_called_title, text: m.notices_training_called },
	training_need_late: { title: m.notices_training_need_late_title, text: m.notices_training_need_late },
	certificate_ending: { title: m.notices_certificate_ending_title, text: m.notices_certificate_ending },
	auditor_ending: { title: m.notices_auditor_ending_title, text: m.notices_auditor_ending },
	roll_out_opened: { title: m.notices_roll_out_opened_title, text: m.notices_roll_out_opened },
	roll_out_returned: { title: m.notices_roll_out_returned_title, text: m.notices_roll_out_returned },
	roll_out_accepted: { title: m.notices_roll_out_accepted_title, text: m.notices_roll_out_accepted },
	roll_out_soon: { title: m.notices_roll_out_soon_title, text: m.notices_roll_out_soon },
	roll_out_late: { title: m.notices_roll_out_late_title, text: m.notices_roll_out_late },
	roll_out_asked: { title: m.notices_roll_out_asked_title, text: m.notices_roll_out_asked },
	roll_out_late_province: { title: m.notices_roll_out_late_province_title, text: m.notices_roll_out_late_province },
	cycle_opened: { title: m.notices_cycle_opened_title, text: m.notices_cycle_opened },
	inspection_notified: { title: m.notices_inspection_notified_title, text: m.notices_inspection_notified },
	inspection_helper: { title: m.notices_inspection_helper_title, text: m.notices_inspection_helper },
	inspection_self_extended: { title: m.notices_inspection_self_extended_title, text: m.notices_inspection_self_extended },
	inspection_self_due: { title: m.notices_inspection_self_due_title, text: m.notices_inspection_self_due },
	inspection_handed_in: { title: m.notices_inspection_handed_in_title, text: m.notices_inspection_handed_in },
	inspection_started: { title: m.notices_inspection_started_title, text: m.notices_inspection_started },
	inspection_minutes: { title: m.notices_inspection_minutes_title, text: m.notices_inspection_minutes },
	inspection_closed: { title: m.notices_inspection_closed_title, text: m.notices_inspection_closed },
	inspection_returned: { title: m.notices_inspection_returned_title, text: m.notices_inspection_returned },
	inspection_reminded: { title: m.notices_inspection_reminded_title, text: m.notices_inspection_reminded },
	inspection_unsigned_asked: { title: m.notices_inspection_unsigned_asked_title, text: m.notices_inspection_unsigned_asked },
	inspection_unsigned: { title: m.notices_inspection_unsigned_title, text: m.notices_inspection_unsigned },
	inspection_postponed: { title: m.notices_inspection_postponed_title, text: m.notices_inspection_postponed },
	inspection_cancelled: { title: m.notices_inspection_cancelled_title, text: m.notices_inspection_cancelled },
	action_raised: { title: m.notices_action_raised_title, text: m.notices_action_raised },
	action_assigned: { title: m.notices_action_assigned_title, text: m.notices_action_assigned },
	action_correction_asked: { title: m.notices_action_correction_asked_title, text: m.notices_action_correction_asked },
	action_plan_asked: { title: m.notices_action_plan_asked_title, text: m.notices_action_plan_asked },
	action_plan_approved: { title: m.notices_action_plan_approved_title, text: m.notices_action_plan_approved },
	action_plan_returned: { title: m.notices_action_plan_returned_title, text: m.notices_action_plan_returned },
	action_correction_accepted: { title: m.notices_action_correction_accepted_title, text: m.notices_action_correction_accepted },
	action_line_done: { title: m.notices_action_line_done_title, text: m.notices_action_line_done },
	action_void_asked: { title: m.notices_action_void_asked_title, text: m.notices_action_void_asked },
	action_void: { title: m.notices_action_void_title, text: m.notices_action_void },
	finding_void_asked: { title: m.notices_finding_void_asked_title, text: m.notices_finding_void_asked },
	fault_reported: { title: m.notices_fault_reported_title, text: m.notices_fault_reported },
	fault_confirmed: { title: m.notices_fault_confirmed_title, text: m.notices_fault_confirmed },
	action_extension_asked: { title: m.notices_action_extension_asked_title, text: m.notices_action_extension_asked },
	action_extension_granted: { title: m.notices_action_extension_granted_title, text: m.notices_action_extension_granted },
	action_extension_refused: { title: m.notices_action_extension_refused_title, text: m.notices_action_extension_refused },
	action_extended: { title: m.notices_action_extended_title, text: m.notices_action_extended },
	action_verifier_named: { title: m.notices_action_verifier_named_title, text: m.notices_action_verifier_named },
	action_check_due: { title: m.notices_action_check_due_title, text: m.notices_action_check_due },
	action_check_unnamed: { title: m.notices_action_check_unnamed_title, text: m.notices_action_check_unnamed },
	action_verified: { title: m.notices_action_verified_title, text: m.notices_action_verified },
	action_failed: { title: m.notices_action_failed_title, text: m.notices_action_failed },
	action_failed_owner: { title: m.notices_action_failed_title, text: m.notices_action_failed_owner },
	action_soon: { title: m.notices_action_soon_title, text: m.notices_action_soon },
	action_late: { title: m.notices_action_late_title, text: m.notices_action_late },
	action_late_head: { title: m.notices_action_late_title, text: m.notices_action_late_head },
	action_late_province: { title: m.notices_action_late_province_title, text: m.notices_action_late_province },
	sister_asked: { title: m.notices_sister_asked_title, text: m.notices_sister_asked },
	sister_late: { title: m.notices_sister_late_title, text: m.notices_sister_late },
	sister_answered: { title: m.notices_sister_answered_title, text: m.notices_sister_answered },
	fault_declined: { title: m.notices_fault_declined_title, text: m.notices_fault_declined },
	unit_ends: { title: m.notices_unit_ends_title, text: m.notices_unit_ends },
	unit_closed: { title: m.notices_unit_closed_title, text: m.notices_unit_closed },
	handed_over: { title: m.notices_handed_over_title, text: m.notices_handed_over },
	carry_over_ends: { title: m.notices_carry_over_ends_title, text: m.notices_carry_over_ends },
	unit_event_entered: { title: m.notices_unit_event_entered_title, text: m.notices_unit_event_entered },
	unit_event_called_off: { title: m.notices_unit_event_called_off_title, text: m.notices_unit_event_called_off },
	service_changed: { title: m.notices_service_changed_title, text: m.notices_service_changed },
	reset_started: { title: m.notices_reset_started_title, text: m.notices_reset_started },
	reset_done: { title: m.notices_reset_done_title, text: m.notices_reset_done },
	heads_changed: { title: m.notices_heads_changed_title, text: m.notices_heads_changed },
	appointed: { title: m.notices_appointed_title, text: m.notices_appointed },
	offer_made: { title: m.notices_offer_made_title, text: m.notices_offer_made },
	offer_accepted: { title: m.notices_offer_accepted_title, text: m.notices_offer_accepted },
	delegation_offered: { title: m.notices_delegation_offered_title, text: m.notices_delegation_offered },
	delegation_made_for_you: { title: m.notices_delegation_made_for_you_title, text: m.notices_delegation_made_for_you },
	delegation_accepted: { title: m.notices_delegation_accepted_title, text: m.notices_delegation_accepted },
	delegation_declined: { title: m.notices_delegation_declined_title, text: m.notices_delegation_declined },
	delegation_ended: { title: m.notices_delegation_ended_title, text: m.notices_delegation_ended },
	offer_declined: { title: m.notices_offer_declined_title, text: m.notices_offer_declined },
	duties_open: { title: m.notices_duties_open_title, text: m.notices_duties_open },
	duty_received: { title: m.notices_duty_received_title, text: m.notices_duty_received },
	hand_over_asked: { title: m.notices_hand_over_asked_title, text: m.notices_hand_over_asked },
	hand_over_confirmed: { title: m.notices_hand_over_confirmed_title, text: m.notices_hand_over_confirmed },
	hand_over_changed: { title: m.notices_hand_over_changed_title, text: m.notices_hand_over_changed },
	hand_over_done: { title: m.notices_hand_over_done_title, text: m.notices_hand_over_done },
	hand_over_called_off: { title: m.notices_hand_over_called_off_title, text: m.notices_hand_over_called_off },
	hand_over_expired: { title: m.notices_hand_over_expired_title, text: m.notices_hand_over_expired },
	export_made: { title: m.notices_export_made_title, text: m.notices_export_made },
	report_sent: { title: m.notices_report_sent_title, text: m.notices_report_sent },
	report_received: { title: m.notices_report_received_title, text: m.notices_report_received },
	report_returned: { title: m.notices_report_returned_title, text: m.notices_report_returned },
	report_due: { title: m.notices_report_due_title, text: m.notices_report_due },
	report_late: { title: m.notices_report_late_title, text: m.notices_report_late },
	pack_ready: { title: m.notices_pack_ready_title, text: m.notices_pack_ready },
	pack_failed: { title: m.notices_pack_failed_title, text: m.notices_pack_failed }
};

/** A row of `notice`, as far as words and link need it. */
export type NoticeRow = { readonly kind: string; readonly subjectType: string; readonly subjectId: string; readonly params: unknown };

/** "Tài liệu chờ bạn soát xét": no code, no title, no name. Null for a kind that this release does not know. */
export function noticeTitle(kind: string, locale: Locale): string | null {
	return isNoticeKind(kind) ? words[kind].title({}, { locale }) : null;
}

/** The whole sentence, for Home and the body of mails. */
export function noticeText(notice: NoticeRow, locale: Locale): string | null {
	if (!isNoticeKind(notice.kind)) return null;
	// Who may not read the words of a thing is told its number alone: what stood around them goes with them.
	const text = words[notice.kind].text(valuesOf(notice.params, locale), { locale }).replace(/ \(\)/g, '').replace(/ {2,}/g, ' ').trim();
	const absent = inPlaceOf(notice.params);
	return absent === null ? text : m.notices_in_place({ who: absent, text }, { locale });
}

/** In whose place somebody is asked. */
function inPlaceOf(params: unknown): string | null {
	const given: Record<string, unknown> = typeof params === 'object' && params !== null ? { ...params } : {};
	return typeof given.inPlaceOf === 'string' ? given.inPlaceOf : null;
}

function valuesOf(params: unknown, locale: Locale): NoticeValues {
	const given: Record<string, unknown> = typeof params === 'object' && params !== null ? { ...params } : {};
	const text = (name: keyof NoticeValues) => {
		const value = given[name];
		return typeof value === 'string' || typeof value === 'number' ? String(value) : (inLanguage(value, locale) ?? '');
	};
	const day = text('day');
	return {
		// Several documents of one batch may be named by the batch alone.
		code: text('code') || text('number'),
		title: text('title'),
		numbers: text('numbers'),
		number: text('number'),
		reason: text('reason'),
		who: text('who'),
		day: isDay(day) ? formatDay(day) : day,
		unit: text('unit'),
		count: text('count'),
		// What was written before the words were kept names its documents.
		what: text('what') || text('code'),
		reading: text('reading') || m.notices_issued_invite({}, { locale })
	};
}

/** Where a notice about a unit leads, when not to the unit. */
const ofUnit: Readonly<Record<string, string | undefined>> = {
	export_made: '/trail',
	report_due: '/reports',
	report_late: '/reports',
	models_reminded: '/models/adoption',
	read_asked: '/reading',
	external_check_due: '/external-documents?check=due',
	...Object.fromEntries(
		['print_issued', 'print_recalled', 'print_withdrawn', 'print_asked_back', 'print_called_off', 'print_soon', 'print_late'].map(
			(kind) => [kind, '/documents/copies?view=mine']
		)
	)
};

const places: Record<Notification['subjectType'], (id: string, kind: string) => string> = {
	version: (id) => `/versions/${id}`,
	document: (id, kind) => (kind === 'review_due' || kind === 'review_late' ? `/documents/${id}/review` : `/documents/${id}`),
	external_document: (id) => `/external-documents/${id}`,
	// What a batch changes for its readers they find in the list of its documents; the batch itself is the unit's officers' and heads' page.
	issue_batch: (id, kind) => (['issued', 'withdrawn', 'revoked'].includes(kind) ? `/documents?batch=${id}` : `/issue-batches/${id}`),
	take_on: (id) => `/documents/take-on/${id}`,
	person: (id, kind) => (kind === 'reset_started' ? '/account/confirmations' : `/people/${id}`),
	unit: (id, kind) => ofUnit[kind] ?? (kind === 'handed_over' || kind === 'carry_over_ends' ? `/units/${id}/handed-over` : `/units/${id}`),
	unit_event: (id) => `/units/events/${id}`,
	exception: () => '/settings/exceptions',
	admin_service: (id) => `/admin-services/catalogue/${id}`,
	record_disposal: (id) => `/records/disposals/${id}`,
	guest_review: (id) => `/guest-reviews/${id}`,
	change_request: (id) => `/change-requests/${id}`,
	corrective_action: (id) => `/corrective-actions/${id}`,
	finding: (id) => `/findings/${id}`,
	fault_report: (id) => `/corrective-actions/reports/${id}`,
	sister_check: (id) => `/sister-checks/${id}`,
	audit: (id) => `/audits/${id}`,
	auditor: (id) => `/audits/auditors/${id}`,
	announcement: (id) => `/announcements/${id}`,
	system_confirmation: (id) => `/announcements/confirmations/${id}`,
	audit_programme: (id) => `/audits/programmes/${id}`,
	management_review: (id) => `/management-reviews/${id}`,
	objective_set: (id) => `/objectives/${id}`,
	risk: (id) => `/risks/${id}`,
	external_provider: (id) => `/providers/${id}`,
	training: (id) => `/training/${id}`,
	training_need: () => '/training?view=needs',
	unit_year: () => '/year',
	person_certificate: () => '/training?view=certificates',
	audit_cycle: (id) => `/audit-cycles/${id}`,
	inspection: (id) => `/inspections/${id}`,
	roll_out_wave: () => '/roll-out',
	roll_out_item: (id) => `/roll-out/items/${id}`,
	numbered_print: (id) => `/documents/copies/${id}`,
	evidence_pack: () => '/evidence-packs',
	periodic_report: (id) => `/reports/${id}`,
	delegation: (id) => `/delegations/${id}`,
	hand_over: (id) => `/people/hand-overs/${id}`,
	model: (id) => `/models/${id}`,
	// Who is asked decides on their own page; the unit reads the answer among its people.
	membership_offer: (id, kind) => (kind === 'offer_made' ? '/account#offers' : '/people')
};

/** Where the thing is that a notice is about. */
export function noticePath(notice: NoticeRow): string {
	const place = Object.entries(places).find(([type]) => type === notice.subjectType)?.[1];
	return place ? place(notice.subjectId, notice.kind) : '/';
}

import type { DelegableRole } from '#lib/domain/people/delegation.ts';

/**
 * How somebody hears of something, as the column "Told" of states.md has it: H at once in Home, D in the daily digest, M by mail at
 * once. `(M)`: only where something changes in substance.
 */
export type Told = 'H' | 'D' | 'H D' | 'H D (M)' | 'H M';

/**
 * Which rows of states.md a kind comes from; other rules of design.md in words.
 * `asks`: holders of these roles are asked for an act that who acts for them may do. Not what only tells, nor what asks for something of one's own.
 */
type Kind = { readonly row: string; readonly told: Told; readonly asks?: readonly DelegableRole[] };

/** Every kind of notice. Each has its words in messages/<locale>/notices.json; two people who are told in different ways need two kinds. */
export const noticeTable = {
	// §1 Document
	drafter_named: { row: '§1 create', told: 'H D' },
	drafter_added: { row: '§1 set drafters', told: 'H' },
	code_changed: { row: '§1 change code', told: 'D' },
	abandoned: { row: '§1 abandon', told: 'D' },
	// §2 Version
	version_begun: { row: 'V1', told: 'D' },
	review_asked: { row: 'V3', told: 'H D', asks: ['reviewer'] },
	review_gone: { row: 'V4', told: 'H' },
	approval_asked: { row: 'V5', told: 'H D', asks: ['head'] },
	approval_gone: { row: 'V6', told: 'H' },
	returned: { row: 'V7 V8 V10', told: 'H D' },
	approved: { row: 'V9', told: 'H D' },
	cancelled: { row: 'V11', told: 'D' },
	withdrawn: { row: 'V14 audience', told: 'H M' },
	citing_withdrawn: { row: 'V14 officers of citing documents', told: 'H' },
	// §3 Issue batch
	batch_created: { row: 'B1', told: 'H', asks: ['head'] },
	// Says as well what of it is to be read, and until when; or that the confirmation counts on.
	issued: { row: 'B3 audience; §4 ask, carry at B3', told: 'H D (M)' },
	citing_changed: { row: 'B3 officers of citing documents', told: 'D' },
	revoked: { row: 'B5 audience', told: 'H D (M)' },
	citing_revoked: { row: 'B5 officers of citing documents', told: 'D' },
	take_on_ready: { row: 'B7 the heads who sign', told: 'H', asks: ['head'] },
	correction_proposed: { row: 'B6 the head who signs', told: 'H', asks: ['head'] },
	correction_decided: { row: 'B6 officer', told: 'D' },
	// §4 Reading
	read_asked: { row: '§4 ask at joining, at a grown audience', told: 'H D' },
	read_waived: { row: '§4 waive', told: 'D' },
	read_on_paper: { row: '§4 confirm on paper', told: 'D' },
	read_soon: { row: '§4 reminder', told: 'D' },
	read_late: { row: '§4 reminder', told: 'D' },
	// §5 Numbered print
	print_issued: { row: 'print: issue, the holder', told: 'H D' },
	print_recalled: { row: 'B3 holders of prints; close of unit', told: 'D' },
	print_withdrawn: { row: 'V14 holders of prints', told: 'H M' },
	print_asked_back: { row: 'print: recall by an officer, holder of what was taken back', told: 'H D' },
	print_called_off: { row: 'B5 holders of prints', told: 'D' },
	print_soon: { row: 'print: reminder', told: 'D' },
	print_late: { row: 'print: reminder', told: 'H D' },
	print_reported: { row: 'print: the word of its holder, officers', told: 'H', asks: ['officer'] },
	print_closed: { row: 'print: closed, holder; lost, officers', told: 'D' },
	// External documents (domain.md §2.6) and periodic review
	external_repealed: { row: 'law repealed', told: 'H D', asks: ['officer'] },
	external_taken_back: { row: 'law repealed', told: 'H D', asks: ['officer'] },
	external_check_due: { row: 'external check', told: 'H D' },
	review_due: { row: 'periodic review', told: 'H D', asks: ['officer'] },
	review_late: { row: 'periodic review', told: 'H D', asks: ['officer'] },
	review_unchanged: { row: 'periodic review', told: 'D' },
	review_amend: { row: 'periodic review', told: 'H D', asks: ['officer'] },
	review_withdraw: { row: 'periodic review', told: 'H D', asks: ['officer'] },
	// §6 Change request
	request_proposed: { row: '§6 propose', told: 'H D', asks: ['officer'] },
	request_asked: { row: '§6 ask back, the proposer', told: 'H' },
	request_answered: { row: '§6 answer, who asked', told: 'H', asks: ['officer'] },
	request_withdrawn: { row: '§6 withdraw request', told: 'D' },
	request_considered: { row: '§6 consider', told: 'H D', asks: ['head'] },
	request_declined: { row: '§6 decline', told: 'H D' },
	request_accepted: { row: '§6 accept', told: 'H D' },
	request_extended: { row: '§6 extend', told: 'D' },
	request_stopped: { row: '§6 stop', told: 'D' },
	request_done: { row: '§6 finish', told: 'H D' },
	// Models (states.md B3, adopting units; §13)
	model_issued: { row: 'models: adopting units at B3', told: 'H D', asks: ['officer'] },
	model_soon: { row: 'models: due', told: 'H D', asks: ['officer'] },
	model_late: { row: 'models: due', told: 'H D', asks: ['officer'] },
	models_reminded: { row: 'models: reminder', told: 'H D', asks: ['officer'] },
	// Separation of duties (design.md §7)
	exception_granted: { row: 'exception', told: 'H D' },
	exception_ended: { row: 'exception', told: 'H D' },
	guest_asked: { row: 'guest', told: 'H D', asks: ['officer', 'head'] },
	guest_appointed: { row: 'guest', told: 'H D' },
	guest_sent: { row: 'guest', told: 'H D' },
	guest_declined: { row: 'guest', told: 'H D' },
	guest_ended: { row: 'guest', told: 'H D' },
	// Records (design.md §5.4): listed, signed, carried out
	disposal_proposed: { row: 'disposal', told: 'H D', asks: ['head'] },
	disposal_returned: { row: 'disposal', told: 'H D', asks: ['officer'] },
	disposal_approved: { row: 'disposal', told: 'H D', asks: ['officer'] },
	// §7 Internal audits
	audit_team_appointed: { row: 'A2 team', told: 'H M' },
	audit_notified: { row: 'A3 auditees, heads of areas', told: 'H M' },
	audit_reported: { row: 'A7 head', told: 'H M', asks: ['head'] },
	audit_returned: { row: 'A8 lead', told: 'H' },
	audit_accepted: { row: 'A9 team, areas', told: 'D' },
	audit_postponed: { row: 'A10 team, auditees', told: 'H M' },
	audit_cancelled: { row: 'A10 team, auditees', told: 'H M' },
	audit_stopped: { row: 'A11 team', told: 'H' },
	// §7 Programme of a year, and the register of auditors
	programme_submitted: { row: 'programme: the heads who sign', told: 'H D', asks: ['head'] },
	programme_returned: { row: 'programme: return, officer', told: 'H D', asks: ['officer'] },
	programme_approved: { row: 'programme: signed, officer and leads', told: 'H D' },
	auditor_registered: { row: 'auditor: the person', told: 'D' },
	auditor_ending: { row: 'auditor: reminder, the person and officers', told: 'H D', asks: ['officer'] },
	// Announcements (domain.md §1.4 steps 5, 6, 8, 9)
	confirmation_signed: { row: 'confirmation: signed, officer', told: 'H D' },
	announcement_submitted: { row: 'announcement: the heads who sign', told: 'H D', asks: ['head'] },
	announcement_returned: { row: 'announcement: return, officer', told: 'H D', asks: ['officer'] },
	announcement_signed: { row: 'announcement: signed, officer', told: 'H D', asks: ['officer'] },
	announcement_withdrawn: { row: 'announcement: withdrawn, officer and coordinators', told: 'H D' },
	announcement_corrected: { row: 'announcement: corrected, officer and coordinators', told: 'D' },
	announcement_sent: { row: 'announcement: sent, coordinators', told: 'D' },
	announcement_received: { row: 'announcement: received, officer', told: 'D' },
	announcement_given_back: { row: 'announcement: given back, officer and heads', told: 'H D', asks: ['officer'] },
	// §8 Audit cycles and inspections
	cycle_opened: { row: '§8 open, teams', told: 'H D' },
	inspection_notified: { row: 'I1 unit', told: 'H M' },
	inspection_helper: { row: 'I2 persons named', told: 'H D' },
	inspection_self_extended: { row: 'I2 extension by lead', told: 'H D' },
	inspection_self_due: { row: 'I2 reminder', told: 'H D', asks: ['officer', 'head'] },
	inspection_handed_in: { row: 'I3 lead', told: 'H D' },
	inspection_started: { row: 'I4 head', told: 'H M' },
	inspection_minutes: { row: 'I6 head', told: 'H M', asks: ['head'] },
	inspection_closed: { row: 'I7 coordinator, unit', told: 'H M' },
	inspection_returned: { row: 'I8 lead', told: 'H' },
	inspection_reminded: { row: 'I9 reminder, heads', told: 'H M', asks: ['head'] },
	inspection_unsigned_asked: { row: 'I9 the other of lead and coordinator', told: 'H' },
	inspection_unsigned: { row: 'I9 unit', told: 'H M' },
	inspection_postponed: { row: 'I10 unit, team', told: 'H M' },
	inspection_cancelled: { row: 'I10 unit, team', told: 'H M' },
	// §9 Finding, §10 Corrective action
	action_raised: { row: 'C1', told: 'H D', asks: ['officer', 'head'] },
	action_assigned: { row: 'C2', told: 'H M' },
	action_correction_asked: { row: 'C4', told: 'H', asks: ['head'] },
	action_plan_asked: { row: 'C5', told: 'H D', asks: ['head'] },
	action_plan_approved: { row: 'C6 approve', told: 'H D' },
	action_plan_returned: { row: 'C6 return', told: 'H D' },
	action_correction_accepted: { row: 'C6 correction only', told: 'H D' },
	action_line_done: { row: 'C7', told: 'D' },
	action_extension_asked: { row: 'C8 ask', told: 'H D', asks: ['head'] },
	action_extension_granted: { row: 'C8 owner', told: 'H D' },
	action_extension_refused: { row: 'C8 refuse', told: 'H D' },
	action_extended: { row: 'C8 coordinator', told: 'D' },
	action_verifier_named: { row: 'C10 the verifier', told: 'H D' },
	action_check_due: { row: 'C9 verifier on the day', told: 'H' },
	action_check_unnamed: { row: 'C9 nobody is named', told: 'H D', asks: ['officer', 'head'] },
	action_verified: { row: 'C10', told: 'D' },
	action_failed: { row: 'C11 head', told: 'H M' },
	action_failed_owner: { row: 'C11 owner, officer', told: 'H D' },
	action_soon: { row: '§10 ladder, owner', told: 'H D' },
	action_late: { row: '§10 ladder, owner and officer', told: 'H D', asks: ['officer'] },
	action_late_head: { row: '§10 ladder, head', told: 'H D', asks: ['head'] },
	action_late_province: { row: '§10 ladder, coordinator', told: 'H D' },
	// Roll-out (design.md §7)
	roll_out_opened: { row: 'roll-out: wave opened, officers and heads', told: 'H D' },
	roll_out_returned: { row: 'roll-out: returned, reopened', told: 'H D', asks: ['officer', 'head'] },
	roll_out_accepted: { row: 'roll-out: accepted', told: 'D' },
	roll_out_soon: { row: 'roll-out: reminder, officer', told: 'H D', asks: ['officer', 'head'] },
	roll_out_late: { row: 'roll-out: reminder, officer and head', told: 'H D', asks: ['officer', 'head'] },
	roll_out_asked: { row: 'roll-out: a coordinator reminds, officer and head', told: 'H D', asks: ['officer', 'head'] },
	roll_out_late_province: { row: 'roll-out: reminder, coordinator', told: 'D' },
	sister_asked: { row: 'sister units: officers and heads', told: 'H D', asks: ['officer', 'head'] },
	sister_late: { row: 'sister units: not answered', told: 'H D', asks: ['officer', 'head'] },
	sister_answered: { row: 'sister units: who shared it', told: 'D' },
	action_void_asked: { row: 'C12 ask', told: 'H', asks: ['head'] },
	action_void: { row: 'C12', told: 'H D' },
	finding_void_asked: { row: '§9 ask', told: 'H', asks: ['head'] },
	fault_reported: { row: 'C1 fault: officers', told: 'H D', asks: ['officer'] },
	fault_confirmed: { row: 'C1 fault: the reporter', told: 'H D' },
	fault_declined: { row: 'C1 fault: the reporter', told: 'H D' },
	// Management reviews (domain.md §1.5, §3.2)
	management_review_notified: { row: 'management review: members', told: 'H M' },
	management_review_postponed: { row: 'management review: put off, members', told: 'H M' },
	management_review_cancelled: { row: 'management review: called off, members', told: 'H D' },
	management_review_to_sign: { row: 'management review: the chair', told: 'H D' },
	management_review_returned: { row: 'management review: given back, secretary', told: 'H D' },
	management_review_closed: { row: 'management review: signed, members and who answers for decisions', told: 'H D' },
	management_review_notice_due: { row: 'management review: reminder, officers', told: 'H D', asks: ['officer'] },
	management_review_report_due: { row: 'management review: reminder, who reports', told: 'H D' },
	management_review_step_late: { row: 'management review: reminder, who answers for a step', told: 'H D' },
	// Objectives, risks, providers, training and certificates (domain.md §3.2–3.4)
	objectives_submitted: { row: 'objectives: the heads who sign', told: 'H D', asks: ['head'] },
	objectives_returned: { row: 'objectives: return, officer', told: 'H D', asks: ['officer'] },
	objectives_approved: { row: 'objectives: signed, officer and owners', told: 'H D' },
	objective_result_due: { row: 'objectives: reminder, owner', told: 'H D' },
	objective_missed: { row: 'objectives: missed, officers and heads', told: 'H D', asks: ['officer', 'head'] },
	risk_owner_named: { row: 'risk: the owner', told: 'H D' },
	risk_measure_named: { row: 'risk: who does a measure', told: 'H D' },
	risk_review_due: { row: 'risk: reminder, owner and officers', told: 'H D', asks: ['officer'] },
	risk_measure_late: { row: 'risk: reminder, who does a measure', told: 'H D' },
	provider_rating_due: { row: 'provider: reminder, officers', told: 'H D', asks: ['officer'] },
	training_called: { row: 'training: who takes part', told: 'H D' },
	training_need_late: { row: 'training: reminder, officers', told: 'H D', asks: ['officer'] },
	certificate_ending: { row: 'certificate: reminder, the person and officers', told: 'H D', asks: ['officer'] },
	// The turn of the year (domain.md §1.5)
	year_due: { row: 'year: reminder from December on, officers', told: 'H D', asks: ['officer'] },
	year_late: { row: 'year: late after the middle of January, officers', told: 'H D', asks: ['officer'] },
	// §11 End of a unit
	unit_ends: { row: '§11 heads of both', told: 'H D' },
	unit_closed: { row: '§11 heads of both', told: 'H D' },
	handed_over: { row: '§11 officers and heads of the successor', told: 'H D', asks: ['officer', 'head'] },
	carry_over_ends: { row: '§11 reminder: officers and heads of the successor', told: 'H D', asks: ['officer', 'head'] },
	unit_event_entered: { row: '§11 heads and officers of all units of an event', told: 'H D' },
	unit_event_called_off: { row: '§11 heads and officers of all units of an event', told: 'H D' },
	// Administrative services
	service_changed: { row: 'catalogue of services: officers of the units that handle one', told: 'H D' },
	// People and accounts: what somebody could abuse goes out at once
	reset_started: { row: 'reset', told: 'H M' },
	reset_done: { row: 'reset', told: 'H M' },
	heads_changed: { row: 'change of heads', told: 'H M' },
	appointed: { row: 'membership', told: 'H D' },
	offer_made: { row: 'membership', told: 'H M' },
	offer_accepted: { row: 'membership', told: 'H D' },
	offer_declined: { row: 'membership', told: 'H D' },
	delegation_offered: { row: 'absence: who is asked to act', told: 'H M' },
	delegation_made_for_you: { row: 'absence: who is away, where somebody else made it', told: 'H D' },
	delegation_accepted: { row: 'absence: who is away and who made it', told: 'H D' },
	delegation_declined: { row: 'absence: who is away and who made it', told: 'H D' },
	delegation_ended: { row: 'absence: both', told: 'H D' },
	duties_open: { row: 'leaving', told: 'H D' },
	duty_received: { row: 'leaving', told: 'H D' },
	hand_over_asked: { row: 'hand-over: both; for who is gone, officers and heads', told: 'H D' },
	hand_over_confirmed: { row: 'hand-over: the other side confirmed', told: 'H D' },
	hand_over_changed: { row: 'hand-over: the other side confirmed another list', told: 'H D' },
	hand_over_done: { row: 'hand-over: both, officers and heads', told: 'H D' },
	hand_over_called_off: { row: 'hand-over: both, officers and heads', told: 'H D' },
	hand_over_expired: { row: 'hand-over: both, officers and heads', told: 'H D' },
	export_made: { row: '§13 exports', told: 'H D' },
	report_sent: { row: 'report: coordinators', told: 'H D' },
	report_received: { row: 'report: the unit’s officers and heads', told: 'H D' },
	report_returned: { row: 'report: given back, officers and heads', told: 'H D', asks: ['officer', 'head'] },
	report_due: { row: 'report: reminder, officers and heads', told: 'H D', asks: ['officer', 'head'] },
	report_late: { row: 'report: overdue, officers and heads', told: 'H D', asks: ['officer', 'head'] },
	pack_ready: { row: 'evidence pack: who asked', told: 'H' },
	pack_failed: { row: 'evidence pack: who asked', told: 'H' }
} as const satisfies Record<string, Kind>;

export type NoticeKind = keyof typeof noticeTable;

export function isNoticeKind(text: string): text is NoticeKind {
	return Object.hasOwn(noticeTable, text);
}

export const noticeKinds: readonly NoticeKind[] = Object.keys(noticeTable).filter(isNoticeKind);

export const homeKinds = noticeKinds.filter((kind) => noticeTable[kind].told.includes('H'));
export const digestKinds = noticeKinds.filter((kind) => noticeTable[kind].told.includes('D'));

/** Whether a notice is mailed at once. @param substantive whether it tells of a change in substance; asked only where the table says (M) */
export function isMailed(kind: NoticeKind, substantive: boolean): boolean {
	const { told }: Kind = noticeTable[kind];
	return told === 'H M' || (told === 'H D (M)' && substantive);
}

/** What somebody could abuse goes out at once whatever its receiver chose: who hears of it a day later hears too late. */
const neverWaits = ['reset_started', 'reset_done', 'heads_changed', 'offer_made'] as const satisfies readonly NoticeKind[];

export function mayWait(kind: NoticeKind): boolean {
	return !neverWaits.some((one) => one === kind);
}

/** Mailed at once to most people: they are in the digest of whoever wants no mail between. */
export const waitingKinds = noticeKinds.filter((kind) => isMailed(kind, true) && !digestKinds.includes(kind) && mayWait(kind));

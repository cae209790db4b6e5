/** What the programme of a year asks: a signature of the heads, the officer's next word after it came back. */
export type ProgrammeDuty = 'programme_sign' | 'programme_returned';

/** What announcements ask: a signature, the next word after one came back, the way to the Department and its answer. */
export type AnnouncementDuty = 'announcement_sign' | 'announcement_returned' | 'announcement_send' | 'announcement_receive';

/** What an inspection asks: of the unit its answers, its handing in and its signature; of the team notice, visit, answers and minutes. */
export type InspectionDuty =
	| 'inspection_self'
	| 'inspection_hand_in'
	| 'inspection_sign'
	| 'inspection_notify'
	| 'inspection_visit'
	| 'inspection_answer'
	| 'inspection_draw_up'
	| 'inspection_unsigned';

/** What an internal audit asks: a plan, its team and report signed, its questions answered, a word of the area on a finding. */
export type AuditDuty = 'audit_plan' | 'audit_appoint' | 'audit_start' | 'audit_answer' | 'audit_verdict' | 'audit_report' | 'audit_accept';

/** What corrective actions ask: reports to decide, actions to assign, to assign anew, to analyse, to approve, to carry out and to complete. */
export type ActionDuty =
	| 'fault_decide'
	| 'action_assign'
	| 'action_reassign'
	| 'action_analyse'
	| 'action_approve'
	| 'action_approve_for_unit'
	| 'action_do'
	| 'action_complete';

/** What a check asks: to decide on more time, to verify, to name who verifies, to answer what sister units are asked. */
export type CheckDuty = 'action_extension' | 'action_verify' | 'action_name_verifier' | 'sister_answer';

/** What the roll-out asks: of a coordinator what units claim, of a unit its next step. */
export type RollOutDuty = 'roll_out_accept' | 'roll_out_next';

/** What a management review asks: a notice, what is reported, the session, its minutes and their signature, a step that was decided. */
export type ManagementReviewDuty = 'review_notify' | 'review_report' | 'review_hold' | 'review_minutes' | 'review_sign' | 'review_step';

/** What a unit that ended hands over: people to confirm, drafts and external documents to take or decline. */
export type HandedOverDuty = 'handed_over_people' | 'handed_over_things';

/** What the registers of a unit ask: objectives to sign or mend, results, risks to assess, measures to do, providers to rate, trainings to fix. */
export type RegisterDuty =
	'objectives_sign' | 'objectives_returned' | 'objective_result' | 'risk_review' | 'risk_measure' | 'provider_rate' | 'training_fix';

/** What the turn of the year asks: the parts that have not begun. */
export type YearDuty = 'year_late';

/** What reports ask: a signature on what has its number, another word after one came back, the Department's answer. */
export type ReportDuty = 'report_sign' | 'report_returned' | 'report_receive';

/** What a hand-over of duties asks: a word from each side. */
export type HandOverDuty = 'hand_over_confirm';

/** Work that waits for a person beyond documents. Each has its words and its page in `home-work/`. */
export type LaterDuty =
	| ActionDuty
	| AuditDuty
	| CheckDuty
	| InspectionDuty
	| AnnouncementDuty
	| ProgrammeDuty
	| RollOutDuty
	| ManagementReviewDuty
	| HandedOverDuty
	| HandOverDuty
	| RegisterDuty
	| YearDuty
	| ReportDuty;

/**
 * What the trail's rows are about, and by which rule somebody beyond the unit's officer and heads may see them (design.md §8:
 * "acts on what it may see"). A test holds every `subjectType` recorded anywhere against this table.
 */
export type SubjectGroup =
	/** A version: whoever may read it. */
	| 'version'
	/** A document: whoever may read one of its versions. */
	| 'document'
	/** An issue batch: once issued, whoever may read one of its versions. */
	| 'batch'
	/** A correction of a batch's decision: with its batch. */
	| 'correction'
	/** Lists of what was in force on paper: officer and heads of the unit. */
	| 'take_on'
	/** Units and divisions: open to every person. */
	| 'structure'
	/** People, memberships, appointments: the lists of people of that unit. */
	| 'account'
	/** Memberships offered to people who have not agreed: the unit's own business. */
	| 'offer'
	/** Exceptions to the separation of duties. */
	| 'exception'
	/** Reviewers asked for from elsewhere. */
	| 'guest'
	/** Who was asked to read and who did: the unit's own business. */
	| 'reading'
	/** Who holds which print: the unit's own business. */
	| 'print'
	/** Change requests: officer and heads of the unit. */
	| 'change_request'
	/** Internal audits, their areas, auditors and programmes: the unit's own business. */
	| 'audit'
	/** Management reviews, objectives, risks, providers, figures and training: the unit's own business. */
	| 'register'
	/** Inspections by the Department: the coordinator sees all of them. */
	| 'inspection'
	/** Findings, corrective actions and reported faults: the unit's own business. */
	| 'action'
	/** Waves of the roll-out and how far units are: the coordinator sees all of them. */
	| 'roll_out'
	/** Lists of external documents: those of the province are open to every person. */
	| 'external'
	/** Periodic reviews: the unit's own business. */
	| 'review'
	/** Records, their list and their disposal: the unit's own business. */
	| 'record'
	/** Checklists, sets of criteria and scores: those of the province are the coordinator's too. */
	| 'checklist'
	/** Confirmations and announcements: the unit's own business; the public has the register. */
	| 'announcement'
	/** Settings, keys, mail, logs of the installation. */
	| 'installation'
	/** Reading and exporting the trail itself: the unit's own business. */
	| 'trail';

export const subjectGroups: Readonly<Record<string, SubjectGroup>> = {
	version: 'version',
	document: 'document',
	issue_batch: 'batch',
	batch_correction: 'correction',
	take_on: 'take_on',
	handed_over: 'take_on',
	unit: 'structure',
	// A set of models is open to every unit, as the models in it are.
	model_set: 'structure',
	unit_event: 'structure',
	division: 'structure',
	unit_tree: 'structure',
	unit_standard: 'structure',
	steering_committee: 'structure',
	committee_member: 'structure',
	iso_plan_step: 'structure',
	admin_service: 'structure',
	// Names documents that only the unit may know.
	admin_service_link: 'trail',
	person: 'account',
	membership: 'account',
	membership_offer: 'offer',
	delegation: 'account',
	import: 'account',
	exception: 'exception',
	guest_review: 'guest',
	reading: 'reading',
	reading_briefing: 'reading',
	numbered_print: 'print',
	change_request: 'change_request',
	change_rule: 'change_request',
	audit: 'audit',
	audit_area: 'audit',
	auditor: 'audit',
	audit_programme: 'audit',
	management_review: 'register',
	objective_set: 'register',
	risk: 'register',
	risk_scale: 'register',
	external_provider: 'register',
	service_figure: 'register',
	training: 'register',
	training_need: 'register',
	// The turn of a unit's year; its id is the unit's.
	unit_year: 'register',
	person_certificate: 'register',
	inspection: 'inspection',
	audit_cycle: 'inspection',
	calendar_feed: 'account',
	finding: 'action',
	corrective_action: 'action',
	action_extension: 'action',
	shared_finding: 'action',
	sister_check: 'action',
	fault_report: 'action',
	roll_out_wave: 'roll_out',
	roll_out_step: 'roll_out',
	roll_out_unit: 'roll_out',
	roll_out_item: 'roll_out',
	external_document: 'external',
	periodic_review: 'review',
	record: 'record',
	record_series: 'record',
	record_year: 'record',
	record_disposal: 'record',
	checklist: 'checklist',
	criteria_set: 'checklist',
	criteria_score: 'checklist',
	announcement: 'announcement',
	system_confirmation: 'announcement',
	installation: 'installation',
	setting: 'installation',
	job: 'installation',
	mail: 'installation',
	signing_key: 'installation',
	trust_list: 'installation',
	access_log: 'installation',
	trail: 'trail',
	evidence_pack: 'trail',
	periodic_report: 'trail',
	hand_over: 'trail'
};

export function subjectTypesOf(...groups: readonly SubjectGroup[]): string[] {
	return Object.entries(subjectGroups)
		.filter(([, group]) => groups.includes(group))
		.map(([type]) => type);
}

/**
 * Acts of which somebody outside the unit sees that they were done, with the version, and not what they say: reasons of a return and the
 * texts of drafts stay inside the unit.
 */
export const insideEvents = [
	'version.create',
	'version.edit',
	'version.convert',
	'version.submit',
	'version.recall',
	'version.pass',
	'version.return',
	'version.cancel',
	// How many were asked to read, and whose names left in a file: others see the share alone (design.md §8).
	'version.ask_to_read',
	'version.reading_lapsed',
	'reading.export'
] as const;

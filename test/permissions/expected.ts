import type { Action, Phase, Visibility } from '#lib/domain/permissions/policy.ts';
import { castRoles, type CastRole, type HeirRole } from '#test/support/permission-cast.ts';

/*
 * What design.md §8 and states.md §1 to §3 say, written down from there and not from the policy: an edit of the policy that was not
 * meant fails against these tables.
 */

const staff: readonly CastRole[] = ['reader', 'drafter', 'drafter_named', 'author', 'reviewer', 'officer', 'head', 'internal_auditor'];
const signedIn = castRoles.filter((role) => role !== 'nobody');

type Act = Exclude<Action, 'version.read'>;

/** Who may do what to a thing of the own unit, where its state allows it. */
export const acts: Record<Act, readonly CastRole[]> = {
	'version.evidence': ['officer', 'reviewer', 'head', 'coordinator', 'inspector'],
	'document.create': ['officer', 'head'],
	'document.manage': ['officer'],
	'version.create': ['officer', 'drafter_named'],
	'version.edit': ['officer', 'author', 'drafter_named'],
	'version.submit': ['officer', 'author'],
	'version.pass': ['reviewer', 'guest'],
	'version.return_review': ['reviewer', 'guest'],
	'version.approve': ['head'],
	'version.return_approval': ['head'],
	'version.return_approved': ['head', 'officer'],
	'version.cancel': ['officer', 'author'],
	'version.withdraw': ['head'],
	'batch.read': ['officer', 'head', 'reviewer'],
	'batch.manage': ['officer', 'head'],
	// B4: creator, who is the author of the batch.
	'batch.discard': ['author', 'officer', 'head'],
	'batch.sign': ['head'],
	'batch.attach': ['officer', 'head'],
	'batch.correct': ['officer'],
	'handed_over.read': ['officer', 'head', 'coordinator'],
	'handed_over.take': ['officer', 'head'],
	'handed_over.appoint': ['head', 'coordinator'],
	'take_on.keep': ['officer', 'head'],
	'take_on.sign': ['head'],
	// The cast's subject is no request of anybody's: whose it is may confirm (reading.test.ts).
	'reading.confirm': [],
	'reading.list': ['officer', 'head'],
	'reading.share': ['officer', 'head', 'coordinator', 'inspector'],
	'reading.waive': ['head'],
	'reading.brief': ['officer'],
	// The cast's subject is held by nobody: holders see and confirm their own (numbered-prints.test.ts).
	'print.read': ['officer', 'head'],
	'print.manage': ['officer'],
	'print.write_off': ['head'],
	'print.confirm': [],
	'model.read': ['officer', 'reviewer', 'head', 'coordinator'],
	'model.manage': ['officer', 'head', 'coordinator'],
	'model.appoint_unit': ['coordinator'],
	'model.adopt': ['officer'],
	'model.remind': ['coordinator'],
	'external.read_province': signedIn.filter((role) => role !== 'administrator'),
	'external.keep_province': ['coordinator'],
	'upkeep.province': ['coordinator'],
	'external.read': [...staff, 'coordinator', 'inspector'],
	'external.keep': ['officer', 'head'],
	// The cast's subject has no checker and no owner: who is named may, too (external.test.ts, periodic-review.test.ts).
	'external.check': ['officer', 'head'],
	'review.list': ['officer', 'reviewer', 'head'],
	'review.sign': ['head'],
	'review.note': ['officer', 'head'],
	'change_request.read': ['officer', 'reviewer', 'head', 'author', 'drafter_named'],
	'change_request.propose': staff,
	'change_request.withdraw': ['author'],
	'change_request.consider': ['officer'],
	'change_request.consider_own': ['officer'],
	'change_request.decline': ['officer', 'head'],
	'change_request.accept': ['head'],
	'change_request.link': ['officer'],
	'change_request.direct': ['head'],
	'counts.change_requests': ['officer', 'reviewer', 'head', 'coordinator'],
	'area.read': ['officer', 'reviewer', 'head', 'internal_auditor'],
	'area.manage': ['officer', 'head'],
	'auditor.read': ['officer', 'reviewer', 'head', 'internal_auditor', 'coordinator'],
	'auditor.manage': ['officer', 'head'],
	'auditor.remove_evidence': ['head'],
	'programme.read': ['officer', 'reviewer', 'head', 'internal_auditor'],
	'programme.manage': ['officer'],
	'programme.sign': ['head'],
	'counts.programmes': ['officer', 'reviewer', 'head', 'coordinator'],
	'exception.read': ['officer', 'head', 'reviewer', 'coordinator', 'inspector'],
	'exception.grant': ['head'],
	'exception.end': ['head', 'coordinator', 'inspector'],
	'guest_review.ask': ['officer'],
	'guest_review.appoint': ['officer', 'head', 'coordinator'],
	'unit.read': signedIn,
	'unit.manage': ['coordinator'],
	'unit_event.read': [...staff, 'coordinator'],
	'division.manage': ['officer', 'head', 'coordinator'],
	'unit.settings': ['officer', 'head'],
	'quality_system.read': [...staff, 'coordinator', 'inspector'],
	'quality_system.manage': ['officer', 'head'],
	'admin_service.read': signedIn.filter((role) => role !== 'administrator'),
	'admin_service.manage': ['coordinator'],
	'admin_service.coverage': [...staff, 'coordinator', 'inspector'],
	'admin_service.choose': ['officer', 'head'],
	'person.list': [...staff, 'coordinator', 'administrator'],
	'person.appoint_staff': ['officer', 'head'],
	'person.appoint_lead': ['head', 'coordinator'],
	'person.appoint_province': ['administrator'],
	'person.disable': ['administrator'],
	'person.start_reset': ['officer', 'administrator'],
	'person.confirm_reset': ['officer', 'head'],
	'person.hand_over': ['officer', 'head', 'administrator'],
	// The cast's subject is of nobody among them: the two people of a delegation are tried in delegations.test.ts.
	'delegation.read': ['officer', 'head', 'coordinator', 'administrator'],
	'delegation.make': ['head', 'coordinator', 'administrator'],
	'delegation.answer': [],
	'delegation.end': ['head', 'coordinator', 'administrator'],
	'delegation.read_acts': ['officer', 'head'],
	'hand_over.read': ['officer', 'head', 'administrator'],
	'hand_over.arrange': ['officer', 'head', 'administrator'],
	'hand_over.confirm': [],
	'hand_over.confirm_in_place': ['head', 'administrator'],
	'person.grant_inspection': ['coordinator'],
	// The cast's subject has no custodian and nobody named to it: who is, may read and file (records.test.ts).
	'record.read': ['officer', 'head'],
	'record.file': ['officer', 'head'],
	'record.manage': ['officer'],
	'record.hold': ['officer', 'head'],
	'record.release': ['head'],
	'record.remove_evidence': ['head'],
	'record.approve_disposal': ['head'],
	'record.list_disposals': ['officer', 'head'],
	// Nor is it in a team of a cycle, or anybody's calendar: cycles.test.ts.
	'cycle.list': ['coordinator', 'inspector', 'inspector_elsewhere'],
	'cycle.read': ['coordinator'],
	'cycle.manage': ['coordinator'],
	'calendar.own': [],
	// The cast's subject has no team, no helper and no owner: theirs is tried in inspections.test.ts.
	'inspection.read': ['officer', 'head', 'coordinator'],
	'inspection.read_whole': ['officer', 'head', 'coordinator'],
	'inspection.result': ['officer', 'head', 'parent_officer', 'parent_head', 'coordinator'],
	'inspection.notify': ['coordinator'],
	'inspection.name_helpers': ['officer', 'head'],
	'inspection.self_assess': ['officer'],
	'inspection.hand_in': ['head'],
	'inspection.lead': [],
	'inspection.answer': [],
	'inspection.sign': ['head'],
	'inspection.close_unsigned': ['coordinator'],
	'inspection.remove_evidence': ['head'],
	'inspection.direct': ['coordinator'],
	// The cast's subject has no team, no lead and no auditee: theirs is tried in internal-audit.test.ts.
	'audit.read': ['officer', 'head'],
	'audit.read_area': [],
	'audit.plan': ['officer'],
	'audit.prepare': ['officer'],
	'audit.appoint': ['head'],
	'audit.lead': [],
	'audit.answer': [],
	'audit.verdict': [],
	'audit.decide': ['head'],
	'audit.direct': ['head'],
	'audit.share': ['head'],
	'audit.shared_report': ['inspector'],
	'counts.audits': ['officer', 'head', 'coordinator'],
	'checklist.read': ['officer', 'reviewer', 'head', 'internal_auditor'],
	'checklist.manage': ['officer'],
	'checklist.read_province': signedIn.filter((role) => role !== 'administrator'),
	'checklist.manage_province': ['coordinator'],
	// The cast's subject has no team, lead, auditee, owner, doer or verifier: theirs is tried in corrective-actions.test.ts.
	'finding.read': ['officer', 'head'],
	'finding.read_inspection': ['officer', 'head', 'coordinator'],
	'finding.void': ['head', 'coordinator'],
	'action.read': ['author', 'officer', 'head'],
	'action.read_inspection': ['officer', 'head', 'coordinator'],
	'action.outline': ['officer', 'head', 'coordinator', 'inspector'],
	'action.raise': ['officer', 'head', 'internal_auditor'],
	'action.assign': ['officer', 'head'],
	'action.record': [],
	'action.plan': [],
	'action.approve': ['head'],
	'action.approve_for_unit': ['coordinator'],
	'action.report_line': [],
	'action.grant_extension': ['head'],
	'action.grant_extension_inspection': ['coordinator'],
	'action.name_verifier': ['officer', 'head'],
	'action.name_inspector': ['coordinator'],
	'action.link_document': ['officer', 'head'],
	'sister.share': ['officer', 'head'],
	'sister.share_inspection': ['coordinator'],
	'sister.overview': ['officer', 'head', 'coordinator'],
	'sister.answer': ['officer', 'head'],
	'action.verify': [],
	'action.void': ['author', 'head', 'coordinator'],
	'action.remove_evidence': ['head'],
	'objective.read': staff,
	'objective.manage': ['officer'],
	'objective.sign': ['head'],
	'objective.report': ['officer', 'head'],
	'objective.remove_evidence': ['head'],
	'risk.read': staff,
	'risk.manage': ['officer', 'head'],
	'risk.assess': ['officer', 'head'],
	'risk.report_measure': ['officer', 'head'],
	'provider.read': staff,
	'provider.manage': ['officer', 'head'],
	'provider.remove_evidence': ['head'],
	'figure.read': staff,
	'figure.manage': ['officer', 'head'],
	'training.read': staff,
	'training.manage': ['officer', 'head'],
	'training.remove_evidence': ['head'],
	'training.read_person': ['officer', 'head'],
	'year.read': ['officer', 'head'],
	'year.roll_over': ['officer'],
	'year.state': ['officer', 'head', 'coordinator'],
	'management_review.read': ['officer', 'head'],
	'management_review.read_minutes': staff,
	'management_review.dates': ['officer', 'head', 'coordinator'],
	'management_review.plan': ['officer', 'head'],
	'management_review.report': ['officer', 'head'],
	'management_review.conduct': ['officer', 'head'],
	'management_review.hand_over': [],
	'management_review.sign': ['head'],
	'management_review.direct': ['head'],
	'management_review.share': ['head'],
	'management_review.report_step': ['officer', 'head'],
	'fault.report': staff,
	'fault.read': ['author', 'officer', 'head'],
	'fault.decide': ['officer'],
	'criteria.read': signedIn.filter((role) => role !== 'administrator'),
	'criteria.manage': ['coordinator'],
	'score.read': ['officer', 'reviewer', 'head', 'coordinator', 'inspector', 'parent_officer', 'parent_head'],
	'roll_out.read': ['officer', 'head', 'parent_officer', 'parent_head', 'coordinator', 'inspector', 'inspector_elsewhere'],
	'roll_out.read_waves': ['coordinator', 'inspector', 'inspector_elsewhere'],
	'roll_out.claim': ['officer', 'head'],
	'roll_out.remove_evidence': ['officer', 'head'],
	'roll_out.accept': ['coordinator'],
	'roll_out.manage': ['coordinator'],
	'announcement.read': ['officer', 'head', 'coordinator', 'inspector', 'parent_officer', 'parent_head'],
	'announcement.read_draft': ['officer', 'head'],
	'announcement.manage': ['officer', 'head'],
	'announcement.sign': ['head'],
	'announcement.receive': ['coordinator'],
	'trail.read': ['officer', 'head'],
	'trail.read_visible': ['coordinator', 'inspector'],
	'trail.read_accounts': ['administrator'],
	'trail.verify': ['officer', 'head', 'coordinator', 'inspector', 'inspector_elsewhere', 'administrator'],
	'report.read': ['officer', 'head'],
	'report.write': ['officer', 'head'],
	'report.send': ['head'],
	'report.read_sent': ['parent_officer', 'parent_head', 'coordinator', 'inspector', 'inspector_elsewhere'],
	'report.receive': ['coordinator'],
	'report.read_province': ['coordinator', 'inspector', 'inspector_elsewhere'],
	'report.consolidate': ['coordinator'],
	'report.rule': ['coordinator'],
	'pack.make': ['officer', 'head'],
	'pack.make_inspection': ['officer', 'head', 'coordinator'],
	'access_log.read': ['officer', 'head'],
	'mail.list': ['administrator'],
	'mail.send_again': ['administrator'],
	'job.manage': ['administrator'],
	'settings.manage': ['administrator'],
	'trust.manage': ['administrator'],
	'counts.open_versions': ['officer', 'reviewer', 'head', 'coordinator']
};

/**
 * What somebody of a successor may do beside what anybody of another unit may (states.md §11: what is closed stays readable): the keepers read
 * decisions and signed files, and nobody changes anything.
 */
export const heirActs: Partial<Record<Act, readonly HeirRole[]>> = {
	// Of a thing without a phase, which never was in force: what was, the reviewer too.
	'version.evidence': ['heir_officer', 'heir_head'],
	'batch.read': ['heir_officer', 'heir_head'],
	'audit.read': ['heir_officer', 'heir_head'],
	'finding.read': ['heir_officer', 'heir_head'],
	'finding.read_inspection': ['heir_officer', 'heir_head'],
	'action.read': ['heir_officer', 'heir_head'],
	'action.read_inspection': ['heir_officer', 'heir_head'],
	'action.outline': ['heir_officer', 'heir_head'],
	'programme.read': ['heir_officer', 'heir_head'],
	'objective.read': ['heir_officer', 'heir_head'],
	'risk.read': ['heir_officer', 'heir_head'],
	'provider.read': ['heir_officer', 'heir_head'],
	'management_review.read': ['heir_officer', 'heir_head'],
	'announcement.read': ['heir_officer', 'heir_head'],
	'report.read': ['heir_officer', 'heir_head']
};

/** As which cast role of another unit somebody of a successor is seen where nothing is said of them. */
export const asElsewhere: Record<HeirRole, CastRole> = {
	heir_reader: 'other_officer',
	heir_drafter: 'other_officer',
	heir_reviewer: 'other_officer',
	heir_officer: 'other_officer',
	heir_head: 'other_head',
	heir_internal_auditor: 'other_officer'
};

/** What was in force once, as the same role read it; what never was, officers and heads alone. */
export function heirMaySee(role: HeirRole, phase: Phase, visibility: Visibility, inAudience = false): boolean {
	const leads = role === 'heir_officer' || role === 'heir_head';
	if (phase === 'open' || phase === 'cancelled') return leads;
	if (phase !== 'past') return visibility === 'province' || visibility === 'public';
	return leads || role === 'heir_reviewer' || visibility !== 'restricted' || inAudience;
}

/** Acts that separation of duties takes from everybody who wrote the text; and from everybody where it is about themselves. */
export const neverByAuthor: readonly Act[] = [
	'version.pass',
	'version.return_review',
	'version.approve',
	'inspection.remove_evidence',
	'record.remove_evidence',
	'record.approve_disposal',
	'action.remove_evidence',
	'auditor.remove_evidence',
	'objective.remove_evidence',
	'provider.remove_evidence',
	'training.remove_evidence',
	'roll_out.remove_evidence'
];
export const neverAboutOneself: readonly Act[] = [
	'hand_over.confirm_in_place',
	'person.appoint_staff',
	'person.appoint_lead',
	'person.appoint_province',
	'person.disable',
	'person.start_reset',
	'person.confirm_reset',
	'person.grant_inspection'
];

/** Who keeps or writes the text: always, whatever its state. */
const workers: readonly CastRole[] = ['author', 'drafter_named', 'officer', 'reviewer', 'head'];
/** The others of the unit. */
const readers: readonly CastRole[] = ['reader', 'drafter', 'internal_auditor'];
const parent: readonly CastRole[] = ['parent_officer', 'parent_head'];

/** The first six rows of the table of design.md §8. A guest sees the version for which they are appointed, which is an open one. */
export function maySee(role: CastRole, phase: Phase, visibility: Visibility, inAudience = false): boolean {
	if (workers.includes(role)) return true;
	if (phase === 'open') return role === 'guest';
	if (phase === 'cancelled') return false;
	const isCurrent = phase === 'upcoming' || phase === 'in_force';
	if (isCurrent && visibility === 'public') return true;
	if (role === 'nobody' || role === 'administrator') return false;
	if (readers.includes(role)) return visibility !== 'restricted' || inAudience;
	if (role === 'coordinator' || role === 'inspector') return true;
	if (parent.includes(role) && phase === 'in_force') return true;
	return isCurrent && visibility === 'province';
}

export const matrixStates = [
	'draft',
	'in_review',
	'in_approval',
	'approved',
	'upcoming',
	'in_force',
	'superseded',
	'withdrawn',
	'cancelled'
] as const;
export type MatrixState = (typeof matrixStates)[number];

export const phaseOfState: Record<MatrixState, Phase> = {
	draft: 'open',
	in_review: 'open',
	in_approval: 'open',
	approved: 'open',
	upcoming: 'upcoming',
	in_force: 'in_force',
	superseded: 'past',
	withdrawn: 'past',
	cancelled: 'cancelled'
};

export const matrixEvents = ['submit', 'recall', 'pass', 'return', 'approve', 'cancel', 'withdraw'] as const;
export type MatrixEvent = (typeof matrixEvents)[number];

/**
 * The rows V3 to V14: who may do it in which state. A state that is not there refuses everybody. The author submitted, the reviewer
 * passed, no exception runs.
 */
export const versionRows: Record<MatrixEvent, Partial<Record<MatrixState, readonly CastRole[]>>> = {
	submit: { draft: ['author', 'officer'] },
	recall: { in_review: ['author', 'officer'], in_approval: ['reviewer', 'officer'] },
	pass: { in_review: ['reviewer', 'guest'] },
	return: { in_review: ['reviewer', 'guest'], in_approval: ['head'], approved: ['head', 'officer'] },
	approve: { in_approval: ['head'] },
	cancel: { draft: ['author', 'officer'], in_review: ['officer'], in_approval: ['officer'], approved: ['officer'] },
	withdraw: { in_force: ['head'] }
};

export const matrixBatches = ['draft', 'issued', 'in_effect'] as const;
export type MatrixBatch = (typeof matrixBatches)[number];

/** The rows B3 to B5. Reviewers read batches of their unit; nobody of another unit does. */
export const batchReaders: readonly CastRole[] = ['officer', 'head', 'reviewer'];
export const batchRows: Record<'issue' | 'discard' | 'revoke', Partial<Record<MatrixBatch, readonly CastRole[]>>> = {
	issue: { draft: ['officer', 'head'] },
	discard: { draft: ['officer', 'head'] },
	revoke: { issued: ['head'] }
};

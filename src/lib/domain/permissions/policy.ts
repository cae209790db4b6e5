import type { ProvinceRole, Role } from './actor.ts';

/**
 * The one permission table (design.md §8). Two interpreters read it: `decide` for one subject and `visible` as a Prisma `where`;
 * a property test makes them agree. A grant says who (role), over whose things (scope), in which phases, and who is excluded.
 *
 * Scopes: everywhere · unitTree (units below one's own) · ownUnit · predecessor (closed units of which one's own is a successor, by one
 * event or several: the role there gives what the same role gave here, to read) · inspected (units opened to an inspector) · author (acts: of
 * this round; reading: of any round) · drafter (named to the document) · reviewer (asked in this round), these three only while a
 * member of the unit · guest (appointed for this version) · assigned (custodian of a
 * record or named to it, while a member of the unit) · divisionHead (of a division of the unit that the thing concerns) · team and
 * lead (appointed to the audit or inspection, guests and inspectors too) · auditee (leads or works in an audited area), owner and doer (of
 * a corrective action), these three while a member of the unit · verifier (named to an action, guests and inspectors too) · self.
 */
export const scopes = [
	'everywhere',
	'unitTree',
	'ownUnit',
	'predecessor',
	'inspected',
	'author',
	'drafter',
	'reviewer',
	'guest',
	'assigned',
	'divisionHead',
	'team',
	'lead',
	'auditee',
	'owner',
	'doer',
	'verifier',
	'self'
] as const;
export type Scope = (typeof scopes)[number];

/** `any` is every signed-in person, `public` also nobody signed in. */
export type GrantRole = Role | ProvinceRole | 'any' | 'public' | 'system';

/** What a version is to a reader, computed from state and range on a day. */
export const phases = ['open', 'cancelled', 'upcoming', 'in_force', 'past'] as const;
export type Phase = (typeof phases)[number];

export const visibilities = ['restricted', 'unit', 'province', 'public'] as const;
export type Visibility = (typeof visibilities)[number];

export type Exclusion = 'author' | 'passer' | 'auditee' | 'owner' | 'doer' | 'self';

export type Grant = {
	readonly role: GrantRole;
	readonly scope: Scope;
	/** Versions only: in which phases. Absent: all. */
	readonly phases?: readonly Phase[];
	/** Versions and documents only: at least this visibility. */
	readonly visibility?: readonly Visibility[];
	/** Restricted documents: only who is in the audience. */
	readonly audienceOnly?: boolean;
	readonly notBy?: readonly Exclusion[];
	/** Never in the place of somebody absent: what decides who holds power in a unit. */
	readonly inPerson?: true;
};

const unitStaff: readonly Role[] = ['reader', 'drafter', 'officer', 'reviewer', 'head', 'internal_auditor'];
const keepers: readonly Role[] = ['officer', 'reviewer', 'head'];
const issued: readonly Phase[] = ['upcoming', 'in_force', 'past'];
/** All that there is of a unit that is no more. */
const past: readonly Phase[] = ['past'];
const current: readonly Phase[] = ['upcoming', 'in_force'];

const each = (list: readonly GrantRole[], grant: Omit<Grant, 'role'>): Grant[] => list.map((role) => ({ role, ...grant }));

export const policy = {
	// Versions: reading
	'version.read': [
		...each(unitStaff, { scope: 'ownUnit', phases: issued, visibility: ['unit', 'province', 'public'] }),
		...each(unitStaff, { scope: 'ownUnit', phases: issued, visibility: ['restricted'], audienceOnly: true }),
		...each(keepers, { scope: 'ownUnit' }),
		...each(unitStaff, { scope: 'predecessor', phases: past, visibility: ['unit', 'province', 'public'] }),
		...each(unitStaff, { scope: 'predecessor', phases: past, visibility: ['restricted'], audienceOnly: true }),
		{ role: 'reviewer', scope: 'predecessor', phases: past },
		// Also what never came into force: it is theirs to take on.
		...each(['officer', 'head'], { scope: 'predecessor', phases: ['past', 'open', 'cancelled'] }),
		{ role: 'any', scope: 'author' },
		{ role: 'any', scope: 'drafter' },
		{ role: 'any', scope: 'guest' },
		// What is in the scope of an audit, for its team and guests.
		{ role: 'any', scope: 'team', phases: issued },
		{ role: 'coordinator', scope: 'everywhere', phases: issued },
		{ role: 'inspector', scope: 'inspected', phases: issued },
		...each(['officer', 'head'], { scope: 'unitTree', phases: ['in_force'] }),
		{ role: 'any', scope: 'everywhere', phases: current, visibility: ['province', 'public'] },
		{ role: 'public', scope: 'everywhere', phases: current, visibility: ['public'] }
	],

	/** The file that was signed, to be held against its signature: bytes without a control mark, so not for readers of the unit. */
	'version.evidence': [
		...each(keepers, { scope: 'ownUnit' }),
		{ role: 'reviewer', scope: 'predecessor', phases: past },
		...each(['officer', 'head'], { scope: 'predecessor' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' }
	],

	// Documents: acts on the identity
	'document.create': each(['officer', 'head'], { scope: 'ownUnit' }),
	'document.manage': [{ role: 'officer', scope: 'ownUnit' }],

	// Versions: acts (states.md §2). States are the lifecycle's; here is only who.
	'version.create': [
		{ role: 'officer', scope: 'ownUnit' },
		{ role: 'any', scope: 'drafter' }
	],
	'version.edit': [
		{ role: 'officer', scope: 'ownUnit' },
		{ role: 'any', scope: 'author' },
		{ role: 'any', scope: 'drafter' }
	],
	'version.submit': [
		{ role: 'officer', scope: 'ownUnit' },
		{ role: 'any', scope: 'author' }
	],
	'version.pass': [
		{ role: 'any', scope: 'reviewer', notBy: ['author'] },
		{ role: 'any', scope: 'guest', notBy: ['author'] }
	],
	'version.return_review': [
		{ role: 'any', scope: 'reviewer', notBy: ['author'] },
		{ role: 'any', scope: 'guest', notBy: ['author'] }
	],
	'version.approve': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],
	'version.return_approval': [{ role: 'head', scope: 'ownUnit' }],
	'version.return_approved': each(['head', 'officer'], { scope: 'ownUnit' }),
	'version.cancel': [
		{ role: 'officer', scope: 'ownUnit' },
		{ role: 'any', scope: 'author' }
	],
	'version.withdraw': [{ role: 'head', scope: 'ownUnit' }],

	// Issue batches (states.md §3)
	'batch.read': [...each(keepers, { scope: 'ownUnit' }), ...each(['officer', 'head'], { scope: 'predecessor' })],
	'batch.manage': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** Also who made it. */
	'batch.discard': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'author' }],
	'batch.sign': [{ role: 'head', scope: 'ownUnit' }],
	/** The decision as it was signed outside eISO, once it is issued. */
	'batch.attach': each(['officer', 'head'], { scope: 'ownUnit' }),
	'batch.correct': [{ role: 'officer', scope: 'ownUnit' }],

	// What was in force before eISO (states.md B7)
	'take_on.keep': each(['officer', 'head'], { scope: 'ownUnit' }),
	'take_on.sign': [{ role: 'head', scope: 'ownUnit' }],

	// What a unit that ended hands over (states.md §11)
	/** Its drafts, external documents and lists, as they come to the successor. */
	'handed_over.read': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],
	'handed_over.take': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** The people of the old unit, with the roles that they had. */
	'handed_over.appoint': [
		{ role: 'head', scope: 'ownUnit', inPerson: true },
		{ role: 'coordinator', scope: 'everywhere' }
	],

	// Reading (states.md §4)
	/** What somebody was asked to read, by themself. */
	'reading.confirm': [{ role: 'any', scope: 'self' }],
	/** Who has read and who has not, by name. */
	'reading.list': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'divisionHead' }],
	/** How much of the audience has read a document; no names. */
	'reading.share': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' }
	],
	'reading.waive': [{ role: 'head', scope: 'ownUnit', notBy: ['self'] }],
	/** Records a briefing on paper. */
	'reading.brief': [{ role: 'officer', scope: 'ownUnit' }],

	// Numbered prints (states.md §5)
	/** Who holds which print; holders their own. */
	'print.read': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'self' }],
	/** To issue, print, recall and take back. */
	'print.manage': [{ role: 'officer', scope: 'ownUnit' }],
	/** That one is lost. */
	'print.write_off': [{ role: 'head', scope: 'ownUnit' }],
	/** That they have it, or what they did with it. */
	'print.confirm': [{ role: 'any', scope: 'self' }],

	// Models (states.md §13)
	/** The models, their sets, and how the own unit stands to them; the Department: how every unit does. */
	'model.read': [...each(keepers, { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],
	/** Asked of the Department's own unit, whose documents models are. */
	'model.manage': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],
	/** Which unit publishes them. */
	'model.appoint_unit': [{ role: 'coordinator', scope: 'everywhere' }],
	'model.adopt': [{ role: 'officer', scope: 'ownUnit' }],
	'model.remind': [{ role: 'coordinator', scope: 'everywhere' }],

	// Change requests (states.md §6). Author: who proposed; drafter: who was named to write.
	'change_request.read': [...each(keepers, { scope: 'ownUnit' }), { role: 'any', scope: 'author' }, { role: 'any', scope: 'drafter' }],
	'change_request.propose': [...each(unitStaff, { scope: 'ownUnit' }), { role: 'system', scope: 'everywhere' }],
	/** Also to answer what was asked. */
	'change_request.withdraw': [{ role: 'any', scope: 'author' }],
	'change_request.consider': [{ role: 'officer', scope: 'ownUnit', notBy: ['author'] }],
	/** To ask back; and to consider what they proposed themself, for the only officer of a unit. */
	'change_request.consider_own': [{ role: 'officer', scope: 'ownUnit' }],
	'change_request.decline': each(['officer', 'head'], { scope: 'ownUnit' }),
	'change_request.accept': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],
	'change_request.link': [{ role: 'officer', scope: 'ownUnit' }],
	/** To extend and to stop. */
	'change_request.direct': [{ role: 'head', scope: 'ownUnit' }],
	'counts.change_requests': [...each(keepers, { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],

	// External documents (domain.md §2.6): one list of the province, and what each unit has of it and beside it
	'external.read_province': [{ role: 'any', scope: 'everywhere' }],
	'external.keep_province': [{ role: 'coordinator', scope: 'everywhere' }],
	'external.read': [
		...each(unitStaff, { scope: 'ownUnit' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' }
	],
	'external.keep': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** Also who is named to check it. */
	'external.check': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'self' }],

	/** The days and intervals that hold in every unit without its own. */
	'upkeep.province': [{ role: 'coordinator', scope: 'everywhere' }],

	// Periodic review
	'review.list': each(keepers, { scope: 'ownUnit' }),
	/** That a document stays as it is. */
	'review.sign': [{ role: 'head', scope: 'ownUnit' }],
	/** That it must be amended or withdrawn; also its owner. */
	'review.note': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'self' }],

	// Separation of duties
	'exception.read': [
		...each(['officer', 'head', 'reviewer'], { scope: 'ownUnit' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' }
	],
	'exception.grant': [{ role: 'head', scope: 'ownUnit', inPerson: true }],
	'exception.end': [
		{ role: 'head', scope: 'ownUnit' },
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' }
	],
	'guest_review.ask': [{ role: 'officer', scope: 'ownUnit' }],
	'guest_review.appoint': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],

	// Units and divisions
	'unit.read': [
		{ role: 'any', scope: 'everywhere' },
		{ role: 'administrator', scope: 'everywhere' }
	],
	/** Also the operator of the machine, before any coordinator exists: the first list of units comes in by the command line. */
	'unit.manage': [
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'system', scope: 'everywhere' }
	],
	'division.manage': [
		{ role: 'officer', scope: 'ownUnit' },
		{ role: 'head', scope: 'ownUnit' },
		{ role: 'coordinator', scope: 'everywhere' }
	],
	/** Events to come, and those that were called off; what has come about is known to everybody. */
	'unit_event.read': [...each(unitStaff, { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],
	'unit.settings': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** Edition, steering committee and yearly plan of a unit. */
	'quality_system.read': [
		...each(unitStaff, { scope: 'ownUnit' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' }
	],
	'quality_system.manage': each(['officer', 'head'], { scope: 'ownUnit' }),

	// Administrative services
	/** The catalogue was published to everybody. */
	'admin_service.read': [{ role: 'any', scope: 'everywhere' }],
	'admin_service.manage': [{ role: 'coordinator', scope: 'everywhere' }],
	/** What a unit does about them; which procedures are named there is the policy of versions. */
	'admin_service.coverage': [
		...each(unitStaff, { scope: 'ownUnit' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' }
	],
	'admin_service.choose': each(['officer', 'head'], { scope: 'ownUnit' }),

	// People
	'person.list': [
		...each(unitStaff, { scope: 'ownUnit' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'administrator', scope: 'everywhere' }
	],
	/** Reader, drafter, reviewer, internal auditor. */
	'person.appoint_staff': each(['officer', 'head'], { scope: 'ownUnit', notBy: ['self'] }),
	/** Officer and head. */
	'person.appoint_lead': [
		{ role: 'head', scope: 'ownUnit', notBy: ['self'], inPerson: true },
		{ role: 'coordinator', scope: 'everywhere', notBy: ['self'] }
	],
	'person.appoint_province': [{ role: 'administrator', scope: 'everywhere', notBy: ['self'] }],
	'person.disable': [{ role: 'administrator', scope: 'everywhere', notBy: ['self'] }],
	'person.start_reset': [
		{ role: 'officer', scope: 'ownUnit', notBy: ['self'] },
		{ role: 'administrator', scope: 'everywhere', notBy: ['self'] }
	],
	'person.confirm_reset': each(['officer', 'head'], { scope: 'ownUnit', notBy: ['self'] }),
	'person.hand_over': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'administrator', scope: 'everywhere' }],
	/** The hand-over of somebody's duties in a unit, by themselves or by who leads the unit; both people of it are `assigned`. */
	'hand_over.read': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		{ role: 'any', scope: 'assigned' },
		{ role: 'administrator', scope: 'everywhere' }
	],
	/** To begin it, to choose of each line, to call it off. The one whose duties go is `assigned`. */
	'hand_over.arrange': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		{ role: 'any', scope: 'assigned' },
		{ role: 'administrator', scope: 'everywhere' }
	],
	/** The one side or the other, for itself. */
	'hand_over.confirm': [{ role: 'any', scope: 'assigned' }],
	/** For somebody who is no longer there; never by who takes the duties. */
	'hand_over.confirm_in_place': [
		{ role: 'head', scope: 'ownUnit', notBy: ['self'] },
		{ role: 'administrator', scope: 'everywhere', notBy: ['self'] }
	],
	'person.grant_inspection': [{ role: 'coordinator', scope: 'everywhere', notBy: ['self'] }],

	// Absence: roles that somebody hands to another person of the unit for some days
	'delegation.read': [
		{ role: 'any', scope: 'self' },
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['coordinator', 'administrator'], { scope: 'everywhere' })
	],
	/** One's own roles, or those of somebody who is away already; what was received cannot be handed on. */
	'delegation.make': [
		{ role: 'any', scope: 'self', inPerson: true },
		{ role: 'head', scope: 'ownUnit', inPerson: true },
		...each(['coordinator', 'administrator'], { scope: 'everywhere' })
	],
	/** To take it or not: who is asked. */
	'delegation.answer': [{ role: 'any', scope: 'self' }],
	/** Either of the two, and who could have made it. */
	'delegation.end': [
		{ role: 'any', scope: 'self' },
		{ role: 'head', scope: 'ownUnit', inPerson: true },
		...each(['coordinator', 'administrator'], { scope: 'everywhere' })
	],
	/** What was done under it, act by act: both persons, and who reads the unit's trail. */
	'delegation.read_acts': [{ role: 'any', scope: 'self' }, ...each(['officer', 'head'], { scope: 'ownUnit' })],

	// Records (design.md §8: custodian, officer, head, persons named)
	'record.read': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'assigned' }],
	'record.file': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'assigned' }],
	/** The list of records, and disposals: listed, proposed and carried out. */
	'record.manage': [{ role: 'officer', scope: 'ownUnit' }],
	'record.hold': each(['officer', 'head'], { scope: 'ownUnit' }),
	'record.release': [{ role: 'head', scope: 'ownUnit' }],
	/** Evidence that was filed by mistake; not who added it. */
	'record.remove_evidence': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],
	/** Not who listed them. */
	'record.approve_disposal': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],
	'record.list_disposals': each(['officer', 'head'], { scope: 'ownUnit' }),

	// Audit cycles of the Department (states.md §8)
	/** The list of them, with those that one may see. */
	'cycle.list': each(['coordinator', 'inspector'], { scope: 'everywhere' }),
	/** Inspectors: of the cycles in whose teams they are; which of its inspections they see is asked one by one. */
	'cycle.read': [
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'team' }
	],
	/** To draft, open and close one, its teams and its units; also the settings of inspections. */
	'cycle.manage': [{ role: 'coordinator', scope: 'everywhere' }],
	/** The address of the own calendar. */
	'calendar.own': [{ role: 'any', scope: 'self' }],

	// Inspections by the Department (states.md §8). Team and lead: appointed to it, while they are inspectors; assigned: named by the unit to help
	// with its self-assessment, while that goes on; owner: of an action that came of it.
	/** Days, team, questions and what the unit says of itself: all that somebody who helps needs. */
	'inspection.read': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		{ role: 'any', scope: 'assigned' },
		{ role: 'any', scope: 'owner' },
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'team' }
	],
	/** Also what the team says: its answers, minutes and papers, what was done in it, and the inspection before. */
	'inspection.read_whole': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		{ role: 'any', scope: 'owner' },
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'team' }
	],
	/** Result and score, without an answer or a finding. */
	'inspection.result': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'unitTree' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'team' }
	],
	'inspection.notify': [
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'lead' }
	],
	'inspection.name_helpers': each(['officer', 'head'], { scope: 'ownUnit' }),
	'inspection.self_assess': [
		{ role: 'officer', scope: 'ownUnit' },
		{ role: 'any', scope: 'assigned' }
	],
	'inspection.hand_in': [{ role: 'head', scope: 'ownUnit' }],
	/** To start the visit, to extend the self-assessment, to draw up the minutes. */
	'inspection.lead': [{ role: 'inspector', scope: 'lead' }],
	/** Answers, points, findings and recommendations on site. */
	'inspection.answer': [{ role: 'inspector', scope: 'team' }],
	/** Minutes: to sign them, also with an own opinion, or to return them for an error of fact. */
	'inspection.sign': [{ role: 'head', scope: 'ownUnit' }],
	/** Lead and coordinator together; also to remind the unit. */
	'inspection.close_unsigned': [
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'lead' }
	],
	/** What the unit attached by mistake; not who added it. */
	'inspection.remove_evidence': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],
	/** To postpone and to cancel. */
	'inspection.direct': [{ role: 'coordinator', scope: 'everywhere' }],

	// Internal audit: areas, auditors and the programme of a year (states.md §7)
	'area.read': each([...keepers, 'internal_auditor'], { scope: 'ownUnit' }),
	'area.manage': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** Also the own entry. */
	'auditor.read': [
		...each([...keepers, 'internal_auditor'], { scope: 'ownUnit' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'any', scope: 'self' }
	],
	'auditor.manage': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** A certificate that was added by mistake; not who added it. */
	'auditor.remove_evidence': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],
	'programme.read': [
		...each([...keepers, 'internal_auditor'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'predecessor' })
	],
	/** To draft it, to prepare a change, to hand it in, to close it. */
	'programme.manage': [{ role: 'officer', scope: 'ownUnit' }],
	/** To approve it and its changes, or to give them back. */
	'programme.sign': [{ role: 'head', scope: 'ownUnit' }],
	/** Year, state, and how many audits were planned and done; no text. */
	'counts.programmes': [...each(keepers, { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],

	// Internal audits (states.md §7). Team and lead: appointed and not ended, a guest until the audit is closed; auditee: whoever leads or
	// works in the area that it is about. What a team member may answer is asked area by area.
	'audit.read': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'predecessor' }),
		{ role: 'any', scope: 'team' }
	],
	/** Of an audit no more than the plan and what concerns the own area. */
	'audit.read_area': [{ role: 'any', scope: 'auditee' }],
	/** To plan it, set its scope and propose the team. */
	'audit.plan': [{ role: 'officer', scope: 'ownUnit' }],
	/** To make the timetable and send the plan. */
	'audit.prepare': [
		{ role: 'officer', scope: 'ownUnit' },
		{ role: 'any', scope: 'lead' }
	],
	'audit.appoint': [{ role: 'head', scope: 'ownUnit' }],
	/** To start it and to report. */
	'audit.lead': [{ role: 'any', scope: 'lead' }],
	/** To answer questions and to raise findings. */
	'audit.answer': [{ role: 'any', scope: 'team', notBy: ['auditee'] }],
	/** To confirm or dispute a finding, by whoever leads its area. */
	'audit.verdict': [{ role: 'any', scope: 'auditee' }],
	/** To accept or return the report. */
	'audit.decide': [{ role: 'head', scope: 'ownUnit' }],
	/** To postpone, to cancel and to stop. */
	'audit.direct': [{ role: 'head', scope: 'ownUnit' }],
	'audit.share': [{ role: 'head', scope: 'ownUnit' }],
	/** The report alone, once a head shares it. */
	'audit.shared_report': [{ role: 'inspector', scope: 'inspected' }],
	/** Dates, state, counts by grade and clause; no text. */
	'counts.audits': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],

	// Checklists (domain.md §1.7): those of a unit are its own; the published ones of the province are open to every person
	'checklist.read': each([...keepers, 'internal_auditor'], { scope: 'ownUnit' }),
	'checklist.manage': [{ role: 'officer', scope: 'ownUnit' }],
	'checklist.read_province': [{ role: 'any', scope: 'everywhere' }],
	'checklist.manage_province': [{ role: 'coordinator', scope: 'everywhere' }],

	// Findings (states.md §9) of internal audits. Team and lead as of the audit; auditee: of the finding's own area.
	'finding.read': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'predecessor' }),
		{ role: 'any', scope: 'team' },
		{ role: 'any', scope: 'auditee' }
	],
	/** Those of inspections; owner: of an action that came of it. */
	'finding.read_inspection': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'predecessor' }),
		{ role: 'any', scope: 'owner' },
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'team' }
	],
	/** One of the two who together say that it was raised in error; asked only of what the person may read, or of its outline. */
	'finding.void': [
		{ role: 'head', scope: 'ownUnit' },
		{ role: 'any', scope: 'lead' },
		{ role: 'coordinator', scope: 'everywhere' }
	],

	// Corrective actions (states.md §10). Author: who raised it; owner, doer and verifier: named to it; lead: of the audit it came from.
	'action.read': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'predecessor' }),
		...(['owner', 'doer', 'verifier', 'author', 'lead'] as const).map((scope) => ({ role: 'any' as const, scope }))
	],
	/** Those that came from an inspection. */
	'action.read_inspection': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'predecessor' }),
		...(['owner', 'doer', 'verifier'] as const).map((scope) => ({ role: 'any' as const, scope })),
		{ role: 'inspector', scope: 'team' },
		{ role: 'coordinator', scope: 'everywhere' }
	],
	/** Number, grade, clause, state, dates, days late; no text. */
	'action.outline': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'predecessor' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' }
	],
	'action.raise': each(['officer', 'head', 'internal_auditor'], { scope: 'ownUnit' }),
	/** To name the owner and the first due date, and another owner later. */
	'action.assign': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** Correction, consequences, cause and plan. */
	'action.record': [
		{ role: 'any', scope: 'owner' },
		{ role: 'any', scope: 'doer' }
	],
	/** To hand the plan in, to drop a line, to ask for more time, to say that all is done. */
	'action.plan': [{ role: 'any', scope: 'owner' }],
	'action.approve': [{ role: 'head', scope: 'ownUnit', notBy: ['owner', 'doer'] }],
	/** Asked only where no head of the unit is left who may. */
	'action.approve_for_unit': [{ role: 'coordinator', scope: 'everywhere', notBy: ['owner', 'doer'] }],
	'action.report_line': [{ role: 'any', scope: 'doer' }],
	'action.grant_extension': [{ role: 'head', scope: 'ownUnit', notBy: ['owner'] }],
	'action.grant_extension_inspection': [{ role: 'coordinator', scope: 'everywhere' }],
	'action.name_verifier': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** The inspector who verifies what an inspection found. */
	'action.name_inspector': [
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'any', scope: 'lead' }
	],
	/** To name documents that the action amends, and to begin a change request from it. */
	'action.link_document': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'owner' }],
	'action.verify': [{ role: 'any', scope: 'verifier', notBy: ['owner', 'doer'] }],
	/** One of the two who together say that there is nothing to do: a head, and who raised it (or the lead, or the coordinator). */
	'action.void': [
		{ role: 'head', scope: 'ownUnit' },
		{ role: 'any', scope: 'author' },
		{ role: 'any', scope: 'lead' },
		{ role: 'coordinator', scope: 'everywhere' }
	],
	/** A file or pointer that was added by mistake; not who added it. */
	'action.remove_evidence': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],

	// "Same finding elsewhere": from a finding of an inspection, or in words that the unit chose to share
	'sister.share': each(['officer', 'head'], { scope: 'ownUnit' }),
	'sister.share_inspection': [{ role: 'coordinator', scope: 'everywhere' }],
	/** What the sister units answered; asked of the unit that shared it. */
	'sister.overview': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],
	/** To read what is asked and to answer; asked of the unit that is to check itself. */
	'sister.answer': each(['officer', 'head'], { scope: 'ownUnit' }),

	// "Báo sai sót"
	'fault.report': each(unitStaff, { scope: 'ownUnit' }),
	'fault.read': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'author' }],
	'fault.decide': [{ role: 'officer', scope: 'ownUnit' }],

	// Criteria and scores (domain.md §1.8)
	/** The published sets. */
	'criteria.read': [{ role: 'any', scope: 'everywhere' }],
	/** Also to give points by hand and to fix scores. */
	'criteria.manage': [{ role: 'coordinator', scope: 'everywhere' }],
	'score.read': [
		...each(keepers, { scope: 'ownUnit' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' },
		...each(['officer', 'head'], { scope: 'unitTree' })
	],

	// Roll-out over the province (design.md §8): a unit's own row, and that of the units below it
	'roll_out.read': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'unitTree' }),
		...each(['coordinator', 'inspector'], { scope: 'everywhere' })
	],
	/** The waves with all their units. */
	'roll_out.read_waves': each(['coordinator', 'inspector'], { scope: 'everywhere' }),
	/** To say that a step is done or cannot be, to show it and to name who answers for it. */
	'roll_out.claim': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** What the unit attached to a step by mistake; not who added it. */
	'roll_out.remove_evidence': each(['officer', 'head'], { scope: 'ownUnit', notBy: ['author'] }),
	/** To accept or return what a unit claims; not who claimed it. */
	'roll_out.accept': [{ role: 'coordinator', scope: 'everywhere', notBy: ['author'] }],
	/** Waves, their plans and units. */
	'roll_out.manage': [{ role: 'coordinator', scope: 'everywhere' }],

	// Objectives, risks, external providers, figures and training of a unit. Owner and doer: named to the objective, the risk or the measure.
	'objective.read': [...each(unitStaff, { scope: 'ownUnit' }), ...each(['officer', 'head'], { scope: 'predecessor' })],
	/** To draft, to hand in, to change, to say what is done about a missed one, to close the year. */
	'objective.manage': [{ role: 'officer', scope: 'ownUnit' }],
	'objective.sign': [{ role: 'head', scope: 'ownUnit' }],
	/** To give the result of a period. */
	'objective.report': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'owner' }],
	/** What was added to results by mistake; not who added it. */
	'objective.remove_evidence': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],
	'risk.read': [...each(unitStaff, { scope: 'ownUnit' }), ...each(['officer', 'head'], { scope: 'predecessor' })],
	'risk.manage': each(['officer', 'head'], { scope: 'ownUnit' }),
	'risk.assess': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'owner' }],
	'risk.report_measure': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'doer' }],
	'provider.read': [...each(unitStaff, { scope: 'ownUnit' }), ...each(['officer', 'head'], { scope: 'predecessor' })],
	'provider.manage': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** What was added to ratings by mistake; not who added it. */
	'provider.remove_evidence': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],
	'figure.read': each(unitStaff, { scope: 'ownUnit' }),
	'figure.manage': each(['officer', 'head'], { scope: 'ownUnit' }),
	'training.read': each(unitStaff, { scope: 'ownUnit' }),
	'training.manage': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** What was added to a training or a certificate by mistake; not who added it. */
	'training.remove_evidence': [{ role: 'head', scope: 'ownUnit', notBy: ['author'] }],
	/** What of a year has begun, what the one before leaves open. */
	'year.read': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** To begin the drafts of a year; each is made by the act of its own kind as well. */
	'year.roll_over': [{ role: 'officer', scope: 'ownUnit' }],
	/** Which parts of a year have begun and in which state; no text. */
	'year.state': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],
	/** Who took part with which result, and certificates: by name. */
	'training.read_person': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'self' }],

	// Management reviews. Team: the members while of the unit; lead: the secretary; doer: who reports an input or answers for a step.
	'management_review.read': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'predecessor' }),
		{ role: 'any', scope: 'team' }
	],
	/** The signed minutes, once a head shows them to all staff. */
	'management_review.read_minutes': each(unitStaff, { scope: 'ownUnit' }),
	/** Dates and state; no text. */
	'management_review.dates': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],
	'management_review.plan': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** To say what there is of an input. */
	'management_review.report': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		{ role: 'any', scope: 'doer' },
		{ role: 'any', scope: 'lead' }
	],
	/** To begin, to say who came, to write discussions, conclusions and decisions. */
	'management_review.conduct': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'lead' }],
	/** The secretary's signature; the chair's is asked of the one head who chairs. */
	'management_review.hand_over': [{ role: 'any', scope: 'lead' }],
	'management_review.sign': [{ role: 'head', scope: 'ownUnit' }],
	/** To put off and to call off. */
	'management_review.direct': [{ role: 'head', scope: 'ownUnit' }],
	'management_review.share': [{ role: 'head', scope: 'ownUnit' }],
	/** To say that a step was done. */
	'management_review.report_step': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'any', scope: 'doer' }],

	// Confirmations that a system is in effect, and announcements of conformity (design.md §8); the public has the register
	'announcement.read': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['officer', 'head'], { scope: 'predecessor' }),
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' },
		...each(['officer', 'head'], { scope: 'unitTree' })
	],
	/** What is not signed yet stays inside the unit. */
	'announcement.read_draft': each(['officer', 'head'], { scope: 'ownUnit' }),
	'announcement.manage': each(['officer', 'head'], { scope: 'ownUnit' }),
	'announcement.sign': [{ role: 'head', scope: 'ownUnit' }],
	/** To say that the Department received one or gives it back; the province's grounds and days; all units at a glance. */
	'announcement.receive': [{ role: 'coordinator', scope: 'everywhere' }],

	// Trail, log, installation
	/** Everything in the unit's chain. */
	'trail.read': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** Acts on what the actor may see: issued versions, batches, accounts, units (audit-trail/scope.ts). */
	'trail.read_visible': [
		{ role: 'coordinator', scope: 'everywhere' },
		{ role: 'inspector', scope: 'inspected' }
	],
	/** Acts on accounts and on the installation in the province's chain. */
	'trail.read_accounts': [{ role: 'administrator', scope: 'everywhere' }],
	/** Says whole or broken and compares a paper; shows no act. */
	'trail.verify': [
		...each(['officer', 'head'], { scope: 'ownUnit' }),
		...each(['coordinator', 'inspector', 'administrator', 'system'], { scope: 'everywhere' })
	],
	// Periodic reports (design.md §8: roll-out, announcements, reports sent)
	'report.read': [...each(['officer', 'head'], { scope: 'ownUnit' }), ...each(['officer', 'head'], { scope: 'predecessor' })],
	'report.write': each(['officer', 'head'], { scope: 'ownUnit' }),
	'report.send': [{ role: 'head', scope: 'ownUnit' }],
	/** Once it was sent. */
	'report.read_sent': [...each(['officer', 'head'], { scope: 'unitTree' }), ...each(['coordinator', 'inspector'], { scope: 'everywhere' })],
	'report.receive': [{ role: 'coordinator', scope: 'everywhere' }],
	/** Which units have reported, the sums, and the report over the province. */
	'report.read_province': each(['coordinator', 'inspector'], { scope: 'everywhere' }),
	'report.consolidate': [{ role: 'coordinator', scope: 'everywhere' }],
	'report.rule': [{ role: 'coordinator', scope: 'everywhere' }],

	// Evidence packs: they hold names, receipts and the whole trail of the unit
	'pack.make': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** Of a closed inspection, of which the Department sees all. */
	'pack.make_inspection': [...each(['officer', 'head'], { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }],

	'access_log.read': each(['officer', 'head'], { scope: 'ownUnit' }),
	/** Subject, addressee, state and error; never a body. */
	'mail.list': [{ role: 'administrator', scope: 'everywhere' }],
	'mail.send_again': [{ role: 'administrator', scope: 'everywhere' }],
	'job.manage': [{ role: 'administrator', scope: 'everywhere' }],
	'settings.manage': [{ role: 'administrator', scope: 'everywhere' }],
	/** Whose signatures made outside eISO are believed. */
	'trust.manage': [{ role: 'administrator', scope: 'everywhere' }],
	'counts.open_versions': [...each(keepers, { scope: 'ownUnit' }), { role: 'coordinator', scope: 'everywhere' }]
} as const satisfies Record<string, readonly Grant[]>;

export type Action = keyof typeof policy;

export const actions = Object.keys(policy) as Action[];

export function grantsFor(action: Action): readonly Grant[] {
	return policy[action];
}

import { actingAs, predecessorIdsWith, receivedBy, roles, type Actor, type ReceivedBy, type UserActor } from './actor.ts';
import { grantsFor, type Action, type Exclusion, type Grant, type Phase, type Visibility } from './policy.ts';

/**
 * What a decision is about: plain facts, loaded by the caller. Facts that do not apply to the kind of thing stay out.
 */
export type Subject = {
	readonly unitId?: string | null;
	readonly phase?: Phase;
	readonly visibility?: Visibility;
	/** Whether the actor is in the document's audience. */
	readonly inAudience?: boolean;
	/** For acts: the authors of the current round. For reading: of any round. */
	readonly authorIds?: readonly string[];
	readonly drafterIds?: readonly string[];
	/** Those asked to review in this round: the named reviewer, else every reviewer who was told. */
	readonly reviewerIds?: readonly string[];
	readonly guestIds?: readonly string[];
	/** Custodian of a record and persons named to it. */
	readonly assignedIds?: readonly string[];
	/** Heads of the divisions whose people the thing is about. */
	readonly divisionHeadIds?: readonly string[];
	/** Appointed to the audit or inspection and not ended; those of them who lead it. */
	readonly teamIds?: readonly string[];
	readonly leadIds?: readonly string[];
	/** Who leads or works in an audited area. */
	readonly auditeeIds?: readonly string[];
	/** Of a corrective action: its owner, those who do the lines of its plan, who verifies it. */
	readonly ownerIds?: readonly string[];
	readonly doerIds?: readonly string[];
	readonly verifierIds?: readonly string[];
	/** Who passed in this round. */
	readonly passerIds?: readonly string[];
	/** The person the thing is about. */
	readonly personId?: string | null;
};

export type Decision =
	| { readonly allowed: true; readonly role: string; readonly grant: Grant; readonly delegation: ReceivedBy | null }
	| { readonly allowed: false; readonly reason: 'forbidden' | 'separation_of_duties' };

/**
 * Whether the actor may do the action to the subject, and by which role. When only an exclusion stood in the way, the reason is
 * `separation_of_duties`. States are the lifecycle's business, not this table's. Own rights go first; where they do not reach, what somebody
 * absent has delegated is asked, and then an exclusion holds for both persons.
 */
export function decide(actor: Actor, action: Action, subject: Subject = {}): Decision {
	const received = receivedBy(actor);
	if (actor.kind !== 'user' || received.length === 0) return decideAs(actor, action, subject, null);
	const own = decideAs(actingAs(actor, null), action, subject, null);
	if (own.allowed) return own;
	let reason = own.reason;
	for (const delegation of received) {
		const inTheirPlace = decideAs(actingAs(actor, delegation), action, subject, delegation);
		if (inTheirPlace.allowed) return inTheirPlace;
		if (inTheirPlace.reason === 'separation_of_duties') reason = inTheirPlace.reason;
	}
	return { allowed: false, reason };
}

function decideAs(actor: Actor, action: Action, subject: Subject, delegation: ReceivedBy | null): Decision {
	const persons = actor.kind === 'user' ? [actor.userId, ...(delegation ? [delegation.ofUserId] : [])] : [];
	let excluded = false;
	for (const grant of grantsFor(action)) {
		if (delegation && grant.inPerson) continue;
		if (!matches(actor, grant, subject)) continue;
		if (isExcluded(persons, grant.notBy ?? [], subject)) {
			excluded = true;
			continue;
		}
		return { allowed: true, role: roleName(grant), grant, delegation };
	}
	return { allowed: false, reason: excluded ? 'separation_of_duties' : 'forbidden' };
}

export function may(actor: Actor, action: Action, subject: Subject = {}): boolean {
	return decide(actor, action, subject).allowed;
}

/** The abilities that go to a page: the same rule, asked once per action. */
export function abilities<A extends Action>(actor: Actor, subject: Subject, wanted: readonly A[]): Record<A, boolean> {
	return Object.fromEntries(wanted.map((action) => [action, may(actor, action, subject)])) as Record<A, boolean>;
}

function roleName(grant: Grant): string {
	return grant.role === 'any' ? grant.scope : grant.role;
}

function matches(actor: Actor, grant: Grant, subject: Subject): boolean {
	if (grant.phases && (subject.phase === undefined || !grant.phases.includes(subject.phase))) return false;
	if (grant.visibility && (subject.visibility === undefined || !grant.visibility.includes(subject.visibility))) return false;
	if (grant.audienceOnly && subject.inAudience !== true) return false;
	if (grant.role === 'public') return grant.scope === 'everywhere';
	if (actor.kind === 'system') return grant.role === 'system';
	if (actor.kind === 'public') return false;
	return inScope(actor, grant, subject);
}

function inScope(actor: UserActor, grant: Grant, subject: Subject): boolean {
	const listed = (ids: readonly string[] | undefined) => ids?.includes(actor.userId) ?? false;
	switch (grant.scope) {
		case 'everywhere':
			return holds(actor, grant);
		case 'ownUnit':
			return actor.memberships.some((m) => m.unitId === subject.unitId && m.roles.some((role) => role === grant.role));
		case 'predecessor':
			return (
				subject.unitId != null &&
				predecessorIdsWith(
					actor,
					roles.filter((role) => role === grant.role)
				).includes(subject.unitId)
			);
		case 'unitTree':
			return subject.unitId != null && actor.childUnitIds.includes(subject.unitId) && holdsAnywhere(actor, grant);
		case 'inspected':
			return subject.unitId != null && actor.inspectedUnitIds.includes(subject.unitId) && holds(actor, grant);
		case 'author':
			return isMember(actor, subject) && listed(subject.authorIds);
		case 'drafter':
			return isMember(actor, subject) && listed(subject.drafterIds);
		case 'reviewer':
			return isMember(actor, subject) && (listed(subject.reviewerIds) || reviewsForAnother(actor, subject));
		case 'guest':
			return isPerson(actor) && listed(subject.guestIds);
		case 'assigned':
			return isMember(actor, subject) && listed(subject.assignedIds);
		case 'divisionHead':
			return isMember(actor, subject) && listed(subject.divisionHeadIds);
		case 'team':
			return isPerson(actor) && listed(subject.teamIds) && stillHolds(actor, grant);
		case 'lead':
			return isPerson(actor) && listed(subject.leadIds) && stillHolds(actor, grant);
		case 'auditee':
			return isMember(actor, subject) && listed(subject.auditeeIds);
		case 'owner':
			return isMember(actor, subject) && listed(subject.ownerIds);
		case 'doer':
			return isMember(actor, subject) && listed(subject.doerIds);
		case 'verifier':
			return isPerson(actor) && listed(subject.verifierIds);
		case 'self':
			return subject.personId === actor.userId;
	}
}

/** Who was asked to review is away, and has delegated the role of reviewer in this unit. */
function reviewsForAnother(actor: UserActor, subject: Subject): boolean {
	return actor.memberships.some(
		(m) =>
			m.delegation && m.unitId === subject.unitId && m.roles.includes('reviewer') && subject.reviewerIds?.includes(m.delegation.ofUserId)
	);
}

/** Who left the unit keeps no right from having been an author or drafter there. */
function isMember(actor: UserActor, subject: Subject): boolean {
	return isPerson(actor) && actor.memberships.some((m) => m.unitId === subject.unitId);
}

/** An administrator sees no draft, finding or answer, whatever list their name is on. */
function isPerson(actor: UserActor): boolean {
	return !actor.province.includes('administrator');
}

function holds(actor: UserActor, grant: Grant): boolean {
	if (grant.role === 'any') return isPerson(actor);
	return actor.province.some((role) => role === grant.role);
}

/** A place in a team gives nothing to an inspector whose appointment has ended. */
function stillHolds(actor: UserActor, grant: Grant): boolean {
	return grant.role === 'any' || holds(actor, grant);
}

function holdsAnywhere(actor: UserActor, grant: Grant): boolean {
	return actor.memberships.some((m) => m.roles.some((role) => role === grant.role));
}

function isExcluded(persons: readonly string[], exclusions: readonly Exclusion[], subject: Subject): boolean {
	const among = (ids: readonly string[] | undefined) => ids?.some((id) => persons.includes(id)) ?? false;
	return exclusions.some((exclusion) => {
		if (exclusion === 'author') return among(subject.authorIds);
		if (exclusion === 'passer') return among(subject.passerIds);
		if (exclusion === 'auditee') return among(subject.auditeeIds);
		if (exclusion === 'owner') return among(subject.ownerIds);
		if (exclusion === 'doer') return among(subject.doerIds);
		return subject.personId != null && persons.includes(subject.personId);
	});
}

import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { predecessorIdsWith, roles, withPredecessors, type Actor, type UserActor } from '#lib/domain/permissions/actor.ts';
import { grantsFor, type Action, type Grant, type Phase } from '#lib/domain/permissions/policy.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';

/** The version actions that a list can be asked for. */
export type VersionAction = Extract<Action, 'version.read'>;

const nothing: Prisma.VersionWhereInput = { id: { in: [] } };

/**
 * The policy's grants as a Prisma `where` over versions: the second interpreter beside `decide` (a property test makes them
 * agree). `day` is the day of the phases: today, except for the master list of another day, where the caller adds its own range.
 */
export function visibleVersions(actor: Actor, action: VersionAction, day: Day): Prisma.VersionWhereInput {
	const clauses = grantsFor(action)
		.map((grant) => grantWhere(actor, grant, day))
		.filter((where): where is Prisma.VersionWhereInput => where !== null);
	return clauses.length === 0 ? nothing : { OR: merge(clauses) };
}

/** Equal clauses of several roles become one, so that the database sees each condition once. */
function merge(clauses: Prisma.VersionWhereInput[]): Prisma.VersionWhereInput[] {
	return [...new Map(clauses.map((clause) => [JSON.stringify(clause), clause])).values()];
}

function grantWhere(actor: Actor, grant: Grant, day: Day): Prisma.VersionWhereInput | null {
	const scope = scopeWhere(actor, grant);
	if (scope === null) return null;
	const and: Prisma.VersionWhereInput[] = [scope];
	if (grant.phases) and.push({ OR: grant.phases.map((phase) => phaseWhere(phase, day)) });
	if (grant.visibility) and.push({ document: { visibility: { in: [...grant.visibility] } } });
	if (grant.audienceOnly) {
		const audience = actor.kind === 'user' ? audienceWhere(actor) : null;
		if (audience === null) return null;
		and.push({ document: { audience: { some: audience } } });
	}
	return { AND: and };
}

function scopeWhere(actor: Actor, grant: Grant): Prisma.VersionWhereInput | null {
	if (grant.role === 'public') return {};
	if (actor.kind !== 'user') return null;
	const person = !actor.province.includes('administrator');
	const member: Prisma.VersionWhereInput = { unitId: { in: [...new Set(actor.memberships.map((m) => m.unitId))].sort() } };
	switch (grant.scope) {
		case 'everywhere':
			return (grant.role === 'any' ? person : actor.province.some((role) => role === grant.role)) ? {} : null;
		case 'ownUnit': {
			const units = actor.memberships.filter((m) => m.roles.some((role) => role === grant.role)).map((m) => m.unitId);
			return units.length > 0 ? { unitId: { in: [...new Set(units)].sort() } } : null;
		}
		case 'predecessor': {
			const units = predecessorIdsWith(
				actor,
				roles.filter((role) => role === grant.role)
			);
			return units.length > 0 ? { unitId: { in: units.sort() } } : null;
		}
		case 'unitTree':
			return actor.childUnitIds.length > 0 && actor.memberships.some((m) => m.roles.some((role) => role === grant.role))
				? { unitId: { in: [...actor.childUnitIds] } }
				: null;
		case 'inspected':
			return actor.inspectedUnitIds.length > 0 && actor.province.some((role) => role === grant.role)
				? { unitId: { in: [...actor.inspectedUnitIds] } }
				: null;
		case 'author':
			// Of any round: whoever wrote a text may go on reading it. Acts ask for the authors of the current round (actSubject).
			return person ? { AND: [member, { authors: { some: { userId: actor.userId } } }] } : null;
		case 'drafter':
			return person ? { AND: [member, { document: { drafters: { some: { userId: actor.userId } } } }] } : null;
		case 'guest':
			return person ? { guests: { some: { guestId: actor.userId, state: 'appointed' } } } : null;
		case 'team':
			return person && actor.auditedDocumentIds.length > 0 ? { documentId: { in: [...actor.auditedDocumentIds] } } : null;
		case 'reviewer':
		case 'assigned':
		case 'divisionHead':
		case 'lead':
		case 'auditee':
		case 'owner':
		case 'doer':
		case 'verifier':
		case 'self':
			return null;
	}
}

/** The lines of an audience that include this person. */
export function audienceWhere(actor: UserActor): Prisma.DocumentAudienceWhereInput {
	const divisions = actor.memberships.flatMap((m) => (m.divisionId ? [m.divisionId] : []));
	return {
		OR: [
			{ kind: 'unit', document: { unitId: { in: actor.memberships.flatMap((m) => withPredecessors(actor, m.unitId)) } } },
			{ kind: 'division', divisionId: { in: divisions } },
			{ kind: 'person', userId: actor.userId },
			...actor.memberships.map((m): Prisma.DocumentAudienceWhereInput => ({
				kind: 'role',
				role: { in: [...m.roles] },
				document: { unitId: { in: withPredecessors(actor, m.unitId) } }
			}))
		]
	};
}

export function phaseWhere(phase: Phase, day: Day): Prisma.VersionWhereInput {
	const date = toDbDate(day);
	switch (phase) {
		case 'open':
			return { state: { in: ['draft', 'in_review', 'in_approval', 'approved'] } };
		case 'cancelled':
			return { state: 'cancelled' };
		case 'upcoming':
			return { effectiveFrom: { gt: date } };
		case 'in_force':
			return inForceOn(day);
		case 'past':
			return { effectiveFrom: { lte: date }, effectiveTo: { lte: date } };
	}
}

/** In force on a day: `asOf` of lists and files. Empty ranges never match. */
export function inForceOn(day: Day): Prisma.VersionWhereInput {
	const date = toDbDate(day);
	return { effectiveFrom: { lte: date }, OR: [{ effectiveTo: null }, { effectiveTo: { gt: date } }] };
}

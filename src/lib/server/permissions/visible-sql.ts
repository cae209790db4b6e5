import { Prisma } from '#lib/server/platform/generated/client.ts';
import { predecessorIdsWith, roles, withPredecessors, type Actor, type UserActor } from '#lib/domain/permissions/actor.ts';
import { grantsFor, type Grant, type Phase } from '#lib/domain/permissions/policy.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { VersionAction } from './visible.ts';

/**
 * The same grants as `visibleVersions`, as SQL over rows that a query calls `version` and `document` (its aliases): lists and
 * search need one statement where the ORM would need several. A test makes the two agree on every kind of actor.
 */
export type VersionAliases = {
	readonly version: string;
	readonly document: string;
	/** The phase that the query holds the version to already, today: then it is not asked for again. */
	readonly phase?: Phase;
};

export function visibleVersionsSql(actor: Actor, action: VersionAction, day: Day, aliases: VersionAliases): Prisma.Sql {
	const clauses = grantsFor(action)
		.map((grant) => grantSql(actor, grant, day, aliases))
		.filter((clause): clause is Prisma.Sql => clause !== null);
	// Who may read all of them is asked nothing more.
	if (clauses.some((clause) => clause.sql === '(true)')) return Prisma.sql`true`;
	return anyOf(distinct(clauses));
}

/** Documents that a person sees before any version of them is visible: who keeps the unit's documents, and drafters named. */
export function keptDocumentsSql(actor: Actor, document: string): Prisma.Sql {
	if (actor.kind !== 'user') return Prisma.sql`false`;
	const keeping = grantsFor('batch.read').map((grant) =>
		grant.scope === 'predecessor' ? unitsBefore(actor, grant) : unitsHeld(actor, grant)
	);
	const units = [...new Set(keeping.flat())].sort();
	const clauses: Prisma.Sql[] = units.length > 0 ? [Prisma.sql`${column(document, 'unit_id')} = any(${units}::uuid[])`] : [];
	const drafter = drafterSql(actor, document);
	if (drafter) clauses.push(drafter);
	return anyOf(clauses);
}

/** In force on a day, as `inForceOn`: empty ranges never match. */
export function inForceOnSql(version: string, day: Day): Prisma.Sql {
	const from = column(version, 'effective_from');
	const to = column(version, 'effective_to');
	return Prisma.sql`(${from} <= ${day}::date and (${to} is null or ${to} > ${day}::date))`;
}

/** A column of an alias. Both are our own words, never a person's. */
export function column(alias: string, name: string): Prisma.Sql {
	return Prisma.raw(`${alias}.${name}`);
}

function anyOf(clauses: readonly Prisma.Sql[]): Prisma.Sql {
	return clauses.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join([...clauses], ' or ')})`;
}

/** Grants of several roles often give the same condition: it is sent once. What asks another table comes last. */
function distinct(clauses: readonly Prisma.Sql[]): Prisma.Sql[] {
	const once = [...new Map(clauses.map((clause) => [`${clause.sql}\n${JSON.stringify(clause.values)}`, clause])).values()];
	const isCostly = (clause: Prisma.Sql) => clause.sql.includes('exists (');
	return [...once.filter((clause) => !isCostly(clause)), ...once.filter(isCostly)];
}

function grantSql(actor: Actor, grant: Grant, day: Day, { version, document, phase }: VersionAliases): Prisma.Sql | null {
	if (phase && grant.phases && !grant.phases.includes(phase)) return null;
	const scope = scopeSql(actor, grant, version, document);
	if (scope === null) return null;
	const and = [scope];
	if (grant.phases && !phase) and.push(anyOf(grant.phases.map((phase) => phaseSql(phase, day, version))));
	if (grant.visibility) and.push(Prisma.sql`${column(document, 'visibility')}::text = any(${[...grant.visibility]}::text[])`);
	if (grant.audienceOnly) {
		if (actor.kind !== 'user') return null;
		and.push(audienceSql(actor, document));
	}
	return Prisma.sql`(${Prisma.join(and, ' and ')})`;
}

function unitsHeld(actor: UserActor, grant: Grant): string[] {
	const units = actor.memberships.filter((m) => m.roles.some((role) => role === grant.role)).map((m) => m.unitId);
	return [...new Set(units)].sort();
}

function unitsBefore(actor: UserActor, grant: Grant): string[] {
	return predecessorIdsWith(
		actor,
		roles.filter((role) => role === grant.role)
	).sort();
}

function isPerson(actor: UserActor): boolean {
	return !actor.province.includes('administrator');
}

function memberSql(actor: UserActor, alias: string): Prisma.Sql {
	const units = [...new Set(actor.memberships.map((m) => m.unitId))].sort();
	return Prisma.sql`${column(alias, 'unit_id')} = any(${units}::uuid[])`;
}

function drafterSql(actor: UserActor, document: string): Prisma.Sql | null {
	if (!isPerson(actor) || actor.memberships.length === 0) return null;
	return Prisma.sql`(${memberSql(actor, document)} and exists (select 1 from document_drafter drafter
		where drafter.document_id = ${column(document, 'id')} and drafter.user_id = ${actor.userId}::uuid))`;
}

function scopeSql(actor: Actor, grant: Grant, version: string, document: string): Prisma.Sql | null {
	if (grant.role === 'public') return Prisma.sql`true`;
	if (actor.kind !== 'user') return null;
	const unit = column(version, 'unit_id');
	switch (grant.scope) {
		case 'everywhere':
			return (grant.role === 'any' ? isPerson(actor) : actor.province.some((role) => role === grant.role)) ? Prisma.sql`true` : null;
		case 'ownUnit': {
			const units = unitsHeld(actor, grant);
			return units.length > 0 ? Prisma.sql`${unit} = any(${units}::uuid[])` : null;
		}
		case 'predecessor': {
			const units = unitsBefore(actor, grant);
			return units.length > 0 ? Prisma.sql`${unit} = any(${units}::uuid[])` : null;
		}
		case 'unitTree':
			return actor.childUnitIds.length > 0 && unitsHeld(actor, grant).length > 0
				? Prisma.sql`${unit} = any(${[...actor.childUnitIds]}::uuid[])`
				: null;
		case 'inspected':
			return actor.inspectedUnitIds.length > 0 && actor.province.some((role) => role === grant.role)
				? Prisma.sql`${unit} = any(${[...actor.inspectedUnitIds]}::uuid[])`
				: null;
		case 'author':
			if (!isPerson(actor) || actor.memberships.length === 0) return null;
			return Prisma.sql`(${memberSql(actor, version)} and exists (select 1 from version_author author
				where author.version_id = ${column(version, 'id')} and author.user_id = ${actor.userId}::uuid))`;
		case 'drafter':
			return drafterSql(actor, document);
		case 'guest':
			if (!isPerson(actor)) return null;
			return Prisma.sql`exists (select 1 from guest_review guest where guest.version_id = ${column(version, 'id')}
				and guest.guest_id = ${actor.userId}::uuid and guest.state = 'appointed')`;
		case 'team':
			return isPerson(actor) && actor.auditedDocumentIds.length > 0
				? Prisma.sql`${column(document, 'id')} = any(${[...actor.auditedDocumentIds]}::uuid[])`
				: null;
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

function audienceUnits(actor: UserActor): string[] {
	return [...new Set(actor.memberships.flatMap((m) => withPredecessors(actor, m.unitId)))].sort();
}

/** The lines of an audience that include this person, as `audienceWhere`. */
function audienceSql(actor: UserActor, document: string): Prisma.Sql {
	const divisions = actor.memberships.flatMap((m) => (m.divisionId ? [m.divisionId] : []));
	const lines = [
		Prisma.sql`(line.kind = 'unit' and ${column(document, 'unit_id')} = any(${audienceUnits(actor)}::uuid[]))`,
		Prisma.sql`(line.kind = 'division' and line.division_id = any(${divisions}::uuid[]))`,
		Prisma.sql`(line.kind = 'person' and line.user_id = ${actor.userId}::uuid)`,
		...actor.memberships.map(
			(m) => Prisma.sql`(line.kind = 'role' and line.role::text = any(${[...m.roles]}::text[])
				and ${column(document, 'unit_id')} = any(${withPredecessors(actor, m.unitId)}::uuid[]))`
		)
	];
	return Prisma.sql`exists (select 1 from document_audience line
		where line.document_id = ${column(document, 'id')} and ${anyOf(lines)})`;
}

function phaseSql(phase: Phase, day: Day, version: string): Prisma.Sql {
	const from = column(version, 'effective_from');
	const to = column(version, 'effective_to');
	switch (phase) {
		case 'open':
			return Prisma.sql`${column(version, 'state')} in ('draft', 'in_review', 'in_approval', 'approved')`;
		case 'cancelled':
			return Prisma.sql`${column(version, 'state')} = 'cancelled'`;
		case 'upcoming':
			return Prisma.sql`${from} > ${day}::date`;
		case 'in_force':
			return inForceOnSql(version, day);
		case 'past':
			return Prisma.sql`(${from} <= ${day}::date and ${to} <= ${day}::date)`;
	}
}

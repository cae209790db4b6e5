import type { Actor } from '#lib/domain/permissions/actor.ts';
import { grantsFor, type Action, type Grant } from '#lib/domain/permissions/policy.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { helpingStates } from './facts.ts';

export type InspectionSight = Extract<Action, 'inspection.read' | 'inspection.result'>;

/**
 * The policy's grants as SQL over `inspection i`: the second interpreter beside `decide` (a test makes the two agree). Who is in which team is asked
 * once and not for every row.
 */
export function visibleInspections(actor: Actor, action: InspectionSight): Prisma.Sql {
	if (actor.kind !== 'user') return Prisma.sql`false`;
	const clauses = grantsFor(action).flatMap((grant) => {
		const clause = scopeSql(actor, grant);
		return clause ? [clause] : [];
	});
	if (clauses.some(({ sql }) => sql === 'true')) return Prisma.sql`true`;
	const once = [...new Map(clauses.map((clause) => [`${clause.sql}\n${JSON.stringify(clause.values)}`, clause])).values()];
	return once.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(once, ' or ')})`;
}

function scopeSql(actor: Extract<Actor, { kind: 'user' }>, grant: Grant): Prisma.Sql | null {
	const person = !actor.province.includes('administrator');
	const appointed = grant.role === 'any' || actor.province.some((role) => role === grant.role);
	const me = Prisma.sql`${actor.userId}::uuid`;
	const held = actor.memberships.filter((m) => m.roles.some((role) => role === grant.role)).map(({ unitId }) => unitId);
	const member = Prisma.sql`i.unit_id = any(${[...new Set(actor.memberships.map(({ unitId }) => unitId))].sort()}::uuid[])`;
	switch (grant.scope) {
		case 'everywhere':
			return actor.province.some((role) => role === grant.role) ? Prisma.sql`true` : null;
		case 'ownUnit':
			return held.length > 0 ? Prisma.sql`i.unit_id = any(${[...new Set(held)].sort()}::uuid[])` : null;
		case 'unitTree':
			return held.length > 0 && actor.childUnitIds.length > 0 ? Prisma.sql`i.unit_id = any(${[...actor.childUnitIds]}::uuid[])` : null;
		case 'team':
			return person && appointed
				? Prisma.sql`i.team_id in (select t.team_id from cycle_team_member t where t.user_id = ${me} and t.ended_at is null)`
				: null;
		case 'assigned':
			return person
				? Prisma.sql`(${member} and i.state::text = any(${helpingStates}::text[]) and exists (select 1 from inspection_helper h
					where h.inspection_id = i.id and h.user_id = ${me} and h.ended_at is null))`
				: null;
		case 'owner':
			return person
				? Prisma.sql`(${member} and exists (select 1 from corrective_action a join finding f on f.id = a.finding_id
					where f.inspection_id = i.id and a.owner_id = ${me}))`
				: null;
		default:
			return null;
	}
}

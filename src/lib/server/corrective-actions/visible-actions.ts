import { hasProvinceRole, predecessorIdsWith, unitIdsWith, type Actor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * Which actions an actor may read whole, and of which no more than the outline, as SQL over `corrective_action a`: the second interpreter beside
 * `loadActionOutline` (a test makes them agree). Whoever approves in place of a head reads it whole on its page, not in the list.
 */
export function visibleActions(actor: Actor): { readonly whole: Prisma.Sql; readonly any: Prisma.Sql } {
	if (actor.kind !== 'user' || hasProvinceRole(actor, 'administrator')) return { whole: Prisma.sql`false`, any: Prisma.sql`false` };
	const me = Prisma.sql`${actor.userId}::uuid`;
	const keeping = [...unitIdsWith(actor, ['officer', 'head']), ...predecessorIdsWith(actor, ['officer', 'head'])];
	const member = unitIdsWith(actor);
	const clauses = [
		...(keeping.length > 0 ? [Prisma.sql`a.unit_id = any(${keeping}::uuid[])`] : []),
		...(member.length > 0
			? [
					Prisma.sql`(a.unit_id = any(${member}::uuid[]) and (a.owner_id = ${me} or a.raised_by_id = ${me} and a.source <> 'inspection'
						or exists (select 1 from action_line l where l.action_id = a.id and l.removed_at is null and l.doer_id = ${me})))`
				]
			: []),
		...(member.length > 0
			? [
					Prisma.sql`(a.verifier_id = ${me} and a.source <> 'inspection' and coalesce(a.verifier_unit_id, a.unit_id) = any(${member}::uuid[]))`
				]
			: []),
		...(member.length > 0
			? [
					Prisma.sql`(a.source <> 'inspection' and exists (select 1 from finding f join internal_audit i on i.id = f.audit_id
						join audit_team_member t on t.audit_id = i.id
						where f.id = a.finding_id and t.user_id = ${me} and t.role = 'lead' and t.appointed_at is not null and t.ended_at is null
							and coalesce(t.home_unit_id, i.unit_id) = any(${member}::uuid[])
							and (t.home_unit_id is null or i.state not in ('closed', 'cancelled'))))`
				]
			: []),
		...(hasProvinceRole(actor, 'inspector')
			? [
					Prisma.sql`(a.verifier_id = ${me} and a.source = 'inspection')`,
					Prisma.sql`(a.source = 'inspection' and exists (select 1 from finding f join inspection i on i.id = f.inspection_id
						join cycle_team_member t on t.team_id = i.team_id where f.id = a.finding_id and t.user_id = ${me} and t.ended_at is null))`
				]
			: []),
		...(hasProvinceRole(actor, 'coordinator') ? [Prisma.sql`a.source = 'inspection'`] : [])
	];
	const whole = clauses.length > 0 ? Prisma.sql`(${Prisma.join(clauses, ' or ')})` : Prisma.sql`false`;
	if (hasProvinceRole(actor, 'coordinator')) return { whole, any: Prisma.sql`true` };
	const inspected = hasProvinceRole(actor, 'inspector') ? [...actor.inspectedUnitIds] : [];
	return { whole, any: inspected.length > 0 ? Prisma.sql`(${whole} or a.unit_id = any(${inspected}::uuid[]))` : whole };
}

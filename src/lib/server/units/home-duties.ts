import { actingAs, hasProvinceRole, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * What is handed over to a unit and waits (`HandedOverDuty`), as `LaterDuties` has it: of heads the people of the old unit, of the coordinator
 * those of a unit that has no head yet; of officers drafts and external documents, from the unit's first day on.
 */
export function handedOverDutiesSql(actor: UserActor): Prisma.Sql {
	// Who comes with which roles is decided in person.
	const heads = unitIdsWith(actingAs(actor, null), ['head']);
	const keepers = unitIdsWith(actor, ['officer', 'head']);
	const coordinates = hasProvinceRole(actor, 'coordinator') ? Prisma.sql`true` : Prisma.sql`false`;
	return Prisma.sql`
		select 'handed_over_people' as what, h.unit_id as id, h.unit_id as subject_id, coalesce(n.name, '') as name, count(*)::text as detail, h.unit_id as unit_id,
			min(h.offered_at) as since
		from handed_over h
		left join lateral (select v.name from unit_version v where v.unit_id = h.unit_id order by v.valid_from desc limit 1) n on true
		where h.state = 'open' and h.kind = 'membership' and (h.unit_id = any(${heads}::uuid[]) or ${coordinates} and not exists (
			select 1 from membership m where m.unit_id = h.unit_id and 'head' = any(m.roles) and (m.valid_to is null or m.valid_to > eiso_today())))
		group by h.unit_id, n.name
		union all
		select 'handed_over_things', h.unit_id, h.unit_id, '', count(*)::text, h.unit_id, min(h.offered_at)
		from handed_over h
		where h.state = 'open' and h.kind <> 'membership' and h.unit_id = any(${keepers}::uuid[])
		group by h.unit_id`;
}

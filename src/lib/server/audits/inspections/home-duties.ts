import { hasProvinceRole, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * What inspections ask of a person (`InspectionDuty`), as `LaterDuties` has it: to answer and to hand in a self-assessment, to sign minutes; of a
 * lead to give notice, to begin today's visit and to draw up; of a team to answer on site; to agree to a close without a signature.
 */
export function inspectionDutiesSql(actor: UserActor): Prisma.Sql {
	const signing = unitIdsWith(actor, ['head']);
	const keeping = unitIdsWith(actor, ['officer']);
	const units = [...new Set(actor.memberships.map(({ unitId }) => unitId))];
	const me = Prisma.sql`${actor.userId}::uuid`;
	const coordinates = hasProvinceRole(actor, 'coordinator') ? Prisma.sql`true` : Prisma.sql`false`;
	const inspects = hasProvinceRole(actor, 'inspector') ? Prisma.sql`true` : Prisma.sql`false`;
	return Prisma.sql`
		select i.asks as what, i.id, i.id as subject_id, c.number as name, coalesce(i.detail::text, '') as detail, i.unit_id, i.since
		from (
			-- The unit: who answers, while it may; who hands in, when all is answered; who signs.
			select 'inspection_self' as asks, i.id, i.cycle_id, i.unit_id, i.self_due_on as detail, i.notified_at as since
			from inspection i
			where i.state = 'notified' and i.self_due_on >= eiso_today()
				and (i.unit_id = any(${keeping}::uuid[]) or i.unit_id = any(${units}::uuid[]) and exists (select 1 from inspection_helper h
					where h.inspection_id = i.id and h.user_id = ${me} and h.ended_at is null))
				and exists (select 1 from inspection_answer a where a.inspection_id = i.id and a.self_result = 'unanswered')
			union all
			select 'inspection_hand_in', i.id, i.cycle_id, i.unit_id, i.self_due_on, i.notified_at
			from inspection i
			where i.state = 'notified' and i.unit_id = any(${signing}::uuid[])
				and not exists (select 1 from inspection_answer a where a.inspection_id = i.id and a.self_result = 'unanswered')
			union all
			select 'inspection_sign', i.id, i.cycle_id, i.unit_id, null, i.minutes_at
			from inspection i where i.state = 'minutes' and i.unit_id = any(${signing}::uuid[])
			union all
			-- The team.
			select case when i.state = 'scheduled' then 'inspection_notify'
					when i.state = 'on_site' and not exists (select 1 from inspection_answer a where a.inspection_id = i.id and a.result = 'unanswered')
						and t.is_lead then 'inspection_draw_up'
					when i.state = 'on_site' then 'inspection_answer' else 'inspection_visit' end,
				i.id, i.cycle_id, i.unit_id, i.visit_on, coalesce(i.started_at, i.notified_at, c.opened_at, c.created_at)
			from cycle_team_member t join inspection i on i.team_id = t.team_id join audit_cycle c on c.id = i.cycle_id
			where ${inspects} and t.user_id = ${me} and t.ended_at is null and c.state = 'open' and (i.state = 'on_site'
				or t.is_lead and i.state = 'scheduled' and i.visit_on <= eiso_today() + 14
				or t.is_lead and i.state in ('notified', 'handed_in') and i.visit_on <= eiso_today())
			union all
			-- The other side has asked to close without the unit's signature.
			select 'inspection_unsigned', i.id, i.cycle_id, i.unit_id, null, asked.at
			from inspection i join lateral (select x.at, x.details ->> 'side' as side from inspection_act x
				where x.inspection_id = i.id and x.event = 'ask_unsigned' and x.at >= i.minutes_at and x.user_id <> ${me}
				order by x.at desc limit 1) asked on true
			where i.state = 'minutes' and (asked.side = 'lead' and ${coordinates} or asked.side = 'coordinator' and ${inspects} and exists (
				select 1 from cycle_team_member t where t.team_id = i.team_id and t.user_id = ${me} and t.is_lead and t.ended_at is null))
		) i join audit_cycle c on c.id = i.cycle_id`;
}

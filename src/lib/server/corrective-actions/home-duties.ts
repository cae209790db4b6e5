import { hasProvinceRole, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { personsOf } from '#lib/domain/permissions/persons.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * What corrective actions ask of a person (`ActionDuty`), as `LaterDuties` has it: reports to decide, actions to assign, to assign anew because who
 * answers for them or for a line is not of the unit any more (as after a merger or a split), to analyse, approve, carry out and complete. Approval is asked of the heads who neither own it nor do a line, and where there is none of the coordinators.
 */
export function actionDutiesSql(actor: UserActor): Prisma.Sql {
	const me = Prisma.sql`${actor.userId}::uuid`;
	const keeping = unitIdsWith(actor, ['officer', 'head']);
	const finishing = unitIdsWith(actor, ['officer']);
	const signing = unitIdsWith(actor, ['head']);
	const member = unitIdsWith(actor);
	const coordinates = hasProvinceRole(actor, 'coordinator') ? Prisma.sql`true` : Prisma.sql`false`;
	/** Neither owner nor doer, as SQL over a person. */
	const free = (who: Prisma.Sql) => Prisma.sql`(a.owner_id is distinct from ${who} and a.submitted_by_id is distinct from ${who}
		and not exists (select 1 from action_line l where l.action_id = a.id and l.removed_at is null and l.doer_id = ${who}))`;
	// In the place of somebody absent: neither of the two.
	const mine = Prisma.join(
		personsOf(actor).map((id) => free(Prisma.sql`${id}::uuid`)),
		' and '
	);
	const gone = (
		who: Prisma.Sql
	) => Prisma.sql`not exists (select 1 from membership h join "user" u on u.id = h.user_id where h.unit_id = a.unit_id
		and h.user_id = ${who} and u.status = 'active' and h.valid_from <= eiso_today() and (h.valid_to is null or h.valid_to > eiso_today()))`;
	return Prisma.sql`
		select 'fault_decide' as what, r.id, r.id as subject_id, r.number as name, left(r.what, 120) as detail, r.unit_id, r.reported_at as since
		from fault_report r where r.state = 'reported' and r.unit_id = any(${finishing}::uuid[])
		union all
		select 'action_reassign', a.id, a.id, a.number, left(a.statement, 120), a.unit_id, coalesce(a.approved_at, a.assigned_at, a.raised_at)
		from corrective_action a where a.state in ('analysing', 'in_progress') and a.unit_id = any(${keeping}::uuid[]) and (${gone(Prisma.sql`a.owner_id`)}
			or a.state = 'in_progress' and exists (select 1 from action_line l where l.action_id = a.id and l.removed_at is null and l.done_on is null
				and l.dropped_at is null and ${gone(Prisma.sql`l.doer_id`)}))
		union all
		select d.asks, d.id, d.id, d.number, case when d.asks = 'action_approve_for_unit' then '' else left(d.statement, 120) end, d.unit_id, d.since
		from (
			select a.id, a.number, a.statement, a.unit_id, case
					when a.state = 'raised' and a.unit_id = any(${keeping}::uuid[]) then 'action_assign'
					when a.state = 'analysing' and a.owner_id = ${me} and a.unit_id = any(${member}::uuid[]) then 'action_analyse'
					when a.state = 'awaiting_plan_approval' and a.unit_id = any(${signing}::uuid[]) and ${mine} then 'action_approve'
					when a.state = 'awaiting_plan_approval' and ${coordinates} and not exists (select 1 from membership h join "user" u on u.id = h.user_id
						where h.unit_id = a.unit_id and 'head' = any(h.roles) and u.status = 'active' and h.valid_from <= eiso_today()
							and (h.valid_to is null or h.valid_to > eiso_today()) and ${free(Prisma.sql`h.user_id`)}) then 'action_approve_for_unit'
					when a.state = 'in_progress' and a.unit_id = any(${member}::uuid[]) and exists (select 1 from action_line l where l.action_id = a.id
						and l.removed_at is null and l.doer_id = ${me} and l.done_on is null and l.dropped_at is null) then 'action_do'
					when a.state = 'in_progress' and a.owner_id = ${me} and a.unit_id = any(${member}::uuid[]) and not exists (select 1 from action_line l
						where l.action_id = a.id and l.removed_at is null and l.done_on is null and l.dropped_at is null) then 'action_complete'
				end as asks,
				case a.state when 'raised' then a.raised_at when 'analysing' then coalesce(a.assigned_at, a.raised_at)
					when 'awaiting_plan_approval' then a.submitted_at else a.approved_at end as since
			from corrective_action a where a.state in ('raised', 'analysing', 'awaiting_plan_approval', 'in_progress')
				and (${coordinates} or a.unit_id = any(${member}::uuid[]))) d
		where d.asks is not null`;
}

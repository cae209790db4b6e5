import { unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * What internal audits ask of a person (`AuditDuty`), as `LaterDuties` has it: of officers a plan to finish within its last month, of heads the
 * team and the report, of a lead to begin and to report, of the team to answer, of whoever speaks for an area a word on its findings.
 */
export function auditDutiesSql(actor: UserActor): Prisma.Sql {
	const signing = unitIdsWith(actor, ['head']);
	const keeping = unitIdsWith(actor, ['officer']);
	const units = [...new Set(actor.memberships.map(({ unitId }) => unitId))];
	const me = Prisma.sql`${actor.userId}::uuid`;
	return Prisma.sql`
		select a.asks as what, a.id, a.id as subject_id, a.number as name, a.title as detail, a.unit_id, a.since
		from (
			select 'audit_plan' as asks, a.id, a.number, a.title, a.unit_id, a.created_at as since
			from internal_audit a
			where a.state = 'planned' and a.unit_id = any(${keeping}::uuid[]) and a.starts_on <= eiso_today() + 30
				-- While a head has to sign, the officer waits.
				and not exists (select 1 from audit_team_member t where t.audit_id = a.id and t.ended_at is null and t.appointed_at is null)
			union all
			select 'audit_appoint', a.id, a.number, a.title, a.unit_id, max(t.proposed_at)
			from internal_audit a join audit_team_member t on t.audit_id = a.id
			where a.state = 'planned' and a.unit_id = any(${signing}::uuid[]) and t.ended_at is null and t.appointed_at is null
			group by a.id
			union all
			select 'audit_accept', a.id, a.number, a.title, a.unit_id, a.reported_at
			from internal_audit a where a.state = 'reported' and a.unit_id = any(${signing}::uuid[])
			union all
			select case when a.state = 'notified' then 'audit_start'
					when t.role = 'lead' and not exists (select 1 from audit_question q where q.audit_id = a.id and q.result = 'unanswered') then 'audit_report'
					else 'audit_answer' end,
				a.id, a.number, a.title, a.unit_id, coalesce(a.started_at, a.notified_at)
			from audit_team_member t join internal_audit a on a.id = t.audit_id
			where t.user_id = ${me} and t.ended_at is null and t.appointed_at is not null and coalesce(t.home_unit_id, a.unit_id) = any(${units}::uuid[])
				and (t.role = 'lead' and (a.state = 'notified' and a.starts_on <= eiso_today() or a.state = 'in_progress')
					or a.state = 'in_progress' and exists (select 1 from audit_question q left join audit_team_area x on x.area_id = q.area_id
						where q.audit_id = a.id and q.result = 'unanswered' and (q.area_id is null or x.member_id = t.id)))
			union all
			select 'audit_verdict', a.id, a.number, a.title, a.unit_id, min(f.raised_at)
			from finding f join internal_audit a on a.id = f.audit_id join audit_area r on r.id = f.area_id
				-- Who speaks for the area (conduct.ts, verdictSubject): of those who are still here, the first kind that there is.
				cross join lateral (
					select p.user_id, rank() over (order by p.rank) as place
					from (
						select r.leader_id as user_id, 1 as rank
						union select m.user_id, 2 from membership m
							where m.division_id = r.division_id and (m.valid_from <= a.starts_on and (m.valid_to is null or m.valid_to > a.starts_on)
								or a.starts_on < eiso_today() and m.valid_from <= eiso_today() and (m.valid_to is null or m.valid_to > eiso_today()))
						union select n.user_id, 2 from audit_area_member n where n.area_id = r.id
						union select h.user_id, 3 from membership h where h.unit_id = a.unit_id
					) p
					where exists (select 1 from membership m join "user" u on u.id = m.user_id
						where m.user_id = p.user_id and m.unit_id = a.unit_id and u.status = 'active' and (p.rank < 3 or 'head' = any(m.roles::text[]))
							and m.valid_from <= eiso_today() and (m.valid_to is null or m.valid_to > eiso_today()))
				) speaks
			where a.state = 'in_progress' and f.state = 'draft' and f.verdict is null and f.grade in ('major', 'minor')
				and a.unit_id = any(${units}::uuid[]) and speaks.place = 1 and speaks.user_id = ${me}
			group by a.id
		) a`;
}

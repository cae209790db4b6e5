import { unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * What the registers of a unit ask of a person (`RegisterDuty`), as `LaterDuties` has it: objectives to sign or to mend, results to give, missed
 * ones to answer, risks to assess, measures to do, providers to rate, trainings whose results are to be fixed.
 */
export function registerDutiesSql(actor: UserActor): Prisma.Sql {
	const me = Prisma.sql`${actor.userId}::uuid`;
	const signing = unitIdsWith(actor, ['head']);
	const keeping = unitIdsWith(actor, ['officer']);
	const member = unitIdsWith(actor);
	return Prisma.sql`
		select case when s.submitted_at is not null then 'objectives_sign' else 'objectives_returned' end as what, s.id, s.id as subject_id,
			s.year::text as name, coalesce(s.returned_reason, s.change_reason, '') as detail, s.unit_id, coalesce(s.submitted_at, s.created_at) as since
		from objective_set s
		where s.state <> 'closed' and (s.submitted_at is not null and s.unit_id = any(${signing}::uuid[])
			or s.submitted_at is null and s.returned_reason is not null and s.unit_id = any(${keeping}::uuid[]))
		union all
		select 'objective_result', o.line_id, s.id, o.code, left(o.statement, 120), s.unit_id, p.ended at time zone 'Asia/Ho_Chi_Minh'
		from objective o join objective_set s on s.id = o.set_id
		cross join lateral (select max(e.ended) as ended from (
			select n, (make_date(s.year, 1, 1) + n * m.months * interval '1 month')::timestamp as ended
			from (select case o.period when 'month' then 1 when 'quarter' then 3 when 'half_year' then 6 else 12 end as months) m,
				generate_series(1, 12 / m.months) n) e
			where e.ended::date <= eiso_today() and not exists (select 1 from objective_result r where r.line_id = o.line_id and r.period = e.n)) p
		where s.state = 'approved' and o.since_revision <= s.revision and (o.until_revision is null or o.until_revision > s.revision)
			and p.ended is not null and coalesce(o.reporter_id, o.owner_id) = ${me} and s.unit_id = any(${member}::uuid[])
		union all
		select 'risk_review', r.id, r.id, r.number, left(r.statement, 120), r.unit_id, r.review_on::timestamptz
		from risk r where r.closed_at is null and r.review_on <= eiso_today() and r.owner_id = ${me} and r.unit_id = any(${member}::uuid[])
		union all
		select 'risk_measure', m.id, r.id, r.number, left(m.what, 120), r.unit_id, m.created_at
		from risk_measure m join risk r on r.id = m.risk_id
		where r.closed_at is null and m.done_on is null and m.dropped_at is null and m.doer_id = ${me} and r.unit_id = any(${member}::uuid[])
		union all
		select 'provider_rate', p.id, p.id, p.name, p.next_rating_on::text, p.unit_id, p.next_rating_on::timestamptz
		from external_provider p where p.ended_on is null and p.next_rating_on <= eiso_today() and p.unit_id = any(${keeping}::uuid[])
		union all
		select 'training_fix', t.id, t.id, t.topic, t.held_on::text, t.unit_id, coalesce(t.ended_on, t.held_on)::timestamptz
		from training t where t.fixed_at is null and t.cancelled_at is null and coalesce(t.ended_on, t.held_on) <= eiso_today()
			and t.unit_id = any(${keeping}::uuid[])`;
}

import { hasProvinceRole, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** What reports ask of a person (`ReportDuty`), as `LaterDuties` has it: to sign what has its number, to mend what came back, to receive. */
export function reportDutiesSql(actor: UserActor): Prisma.Sql {
	const signing = unitIdsWith(actor, ['head']);
	const keeping = unitIdsWith(actor, ['officer']);
	const receives = hasProvinceRole(actor, 'coordinator') ? Prisma.sql`true` : Prisma.sql`false`;
	return Prisma.sql`
		select asked.what, r.id, r.id as subject_id, r.number as name, coalesce(i.returned_reason, '') as detail, r.unit_id,
			coalesce(i.returned_on::timestamptz, i.sent_at, r.created_at) as since
		from periodic_report r
		left join lateral (select * from periodic_report_issue s where s.report_id = r.id order by s.round desc limit 1) i on true
		cross join lateral (
			select 'report_sign' as what where r.state = 'draft' and r.number <> '' and r.report_date is not null and r.unit_id = any(${signing}::uuid[])
			union all
			select 'report_returned' where r.state = 'draft' and i.returned_on is not null and r.unit_id = any(${keeping}::uuid[])
			union all
			select 'report_receive' where r.state = 'sent' and r.unit_id is not null and ${receives}) asked`;
}

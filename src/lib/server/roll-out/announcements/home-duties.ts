import { hasProvinceRole, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** What announcements ask of a person (`AnnouncementDuty`), as `LaterDuties` has it. */
export function announcementDutiesSql(actor: UserActor): Prisma.Sql {
	const signing = unitIdsWith(actor, ['head']);
	const keeping = unitIdsWith(actor, ['officer']);
	const receives = hasProvinceRole(actor, 'coordinator') ? Prisma.sql`true` : Prisma.sql`false`;
	return Prisma.sql`
		select case when a.state = 'signed' then case when d.id is null or d.returned_on is not null then 'announcement_send' else 'announcement_receive' end
				when a.submitted_at is not null then 'announcement_sign' else 'announcement_returned' end as what, a.id, a.id as subject_id,
			coalesce(nullif(a.decision_number, ''), a.number) as name, coalesce(d.returned_reason, a.returned_reason, '') as detail, a.unit_id,
			coalesce(d.sent_on::timestamptz, a.signed_at, a.submitted_at, a.created_at) as since
		from announcement a
		left join lateral (select * from announcement_sending s where s.announcement_id = a.id order by s.number desc limit 1) d on true
		where a.state = 'draft' and (a.submitted_at is not null and a.unit_id = any(${signing}::uuid[])
				or a.submitted_at is null and a.returned_reason is not null and a.unit_id = any(${keeping}::uuid[]))
			or a.state = 'signed' and not a.taken_on and a.ended_for is null and (
				(d.id is null or d.returned_on is not null) and a.unit_id = any(${keeping}::uuid[])
				or d.id is not null and d.answered_by_id is null and ${receives})`;
}

import { unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** What the programme of a year asks of a person (`ProgrammeDuty`), as `LaterDuties` has it. */
export function programmeDutiesSql(actor: UserActor): Prisma.Sql {
	const signing = unitIdsWith(actor, ['head']);
	const keeping = unitIdsWith(actor, ['officer']);
	return Prisma.sql`
		select case when p.submitted_at is not null then 'programme_sign' else 'programme_returned' end as what, p.id, p.id as subject_id,
			p.year::text as name, coalesce(p.returned_reason, p.change_reason, '') as detail, p.unit_id, coalesce(p.submitted_at, p.created_at) as since
		from audit_programme p
		where p.state <> 'closed' and (p.submitted_at is not null and p.unit_id = any(${signing}::uuid[])
			or p.submitted_at is null and p.returned_reason is not null and p.unit_id = any(${keeping}::uuid[]))`;
}

import { unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * What management reviews ask of a person (`ManagementReviewDuty`), as `LaterDuties` has it: of officers to tell a plan within its last month, of
 * members what they report, of officers and the secretary to hold it on its day, of the secretary the minutes, of the chair a signature, of whoever
 * answers for a step to say that it was done.
 */
export function managementReviewDutiesSql(actor: UserActor): Prisma.Sql {
	const keeping = unitIdsWith(actor, ['officer']);
	const units = [...new Set(actor.memberships.map(({ unitId }) => unitId))];
	const me = Prisma.sql`${actor.userId}::uuid`;
	return Prisma.sql`
		select r.asks as what, r.id, r.id as subject_id, r.number as name, r.title as detail, r.unit_id, r.since
		from (
			select 'review_notify' as asks, r.id, r.number, r.title, r.unit_id, r.created_at as since
			from management_review r
			where r.state = 'planned' and r.unit_id = any(${keeping}::uuid[]) and r.planned_on <= eiso_today() + 30
			union all
			select 'review_report', r.id, r.number, r.title, r.unit_id, r.notified_at
			from management_review r
			where r.state = 'notified' and r.unit_id = any(${units}::uuid[]) and exists (select 1 from management_review_input i
				where i.review_id = r.id and i.source is null and coalesce(i.reporter_id, r.secretary_id) = ${me})
			union all
			select 'review_hold', r.id, r.number, r.title, r.unit_id, r.notified_at
			from management_review r
			where r.state = 'notified' and r.planned_on <= eiso_today() and r.unit_id = any(${units}::uuid[])
				and (r.secretary_id = ${me} or r.unit_id = any(${keeping}::uuid[]))
			union all
			select 'review_minutes', r.id, r.number, r.title, r.unit_id, r.notified_at
			from management_review r where r.state = 'in_session' and r.secretary_id = ${me} and r.unit_id = any(${units}::uuid[])
			union all
			select 'review_sign', r.id, r.number, r.title, r.unit_id, s.signed_at
			from management_review r join act_signature s on s.id = r.secretary_signature_id
			where r.state = 'signing' and r.chair_id = ${me} and r.unit_id = any(${units}::uuid[])
			union all
			select 'review_step', r.id, r.number, d.what, r.unit_id, r.closed_at
			from management_review_decision d join management_review r on r.id = d.review_id
			where r.state = 'closed' and d.follow = 'step' and d.done_on is null and d.responsible_id = ${me} and r.unit_id = any(${units}::uuid[])
		) r`;
}

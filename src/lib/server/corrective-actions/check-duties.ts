import { hasProvinceRole, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { personsOf } from '#lib/domain/permissions/persons.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { stillVerifiesSql } from './still-verifies.ts';

/**
 * What the second half of a corrective action asks (`CheckDuty`), as `LaterDuties` has it: to decide on more time, to check an effect whose day
 * has come, to name somebody for it where nobody is or who was has left, and to answer what sister units are asked.
 */
export function checkDutiesSql(actor: UserActor): Prisma.Sql {
	const me = Prisma.sql`${actor.userId}::uuid`;
	const keeping = unitIdsWith(actor, ['officer', 'head']);
	const signing = unitIdsWith(actor, ['head']);
	const member = unitIdsWith(actor);
	const inspects = hasProvinceRole(actor, 'inspector') ? Prisma.sql`true` : Prisma.sql`false`;
	const coordinates = hasProvinceRole(actor, 'coordinator') ? Prisma.sql`true` : Prisma.sql`false`;
	return Prisma.sql`
		select 'action_extension' as what, e.id, a.id as subject_id, a.number as name, to_char(e.to_due_on, 'DD/MM/YYYY') as detail, a.unit_id,
			e.asked_at as since
		from action_extension e join corrective_action a on a.id = e.action_id
		where e.state = 'asked' and (a.owner_id is null or a.owner_id <> all(${personsOf(actor)}::uuid[])) and (a.source = 'inspection' and ${coordinates}
			or a.source <> 'inspection' and a.unit_id = any(${signing}::uuid[])
			or a.source <> 'inspection' and ${coordinates} and not exists (select 1 from membership h join "user" u on u.id = h.user_id
				where h.unit_id = a.unit_id and 'head' = any(h.roles) and u.status = 'active' and h.user_id is distinct from a.owner_id
					and h.valid_from <= eiso_today() and (h.valid_to is null or h.valid_to > eiso_today())))
		union all
		select 'action_verify', a.id, a.id, a.number, left(a.statement, 120), a.unit_id, a.completed_at
		from corrective_action a where a.state = 'verifying' and a.verifier_id = ${me} and a.check_due_on <= eiso_today()
			and (a.source = 'inspection' and ${inspects} or a.source <> 'inspection' and coalesce(a.verifier_unit_id, a.unit_id) = any(${member}::uuid[]))
		union all
		select 'action_name_verifier', a.id, a.id, a.number, left(a.statement, 120), a.unit_id, a.completed_at
		from corrective_action a where a.state = 'verifying' and not ${stillVerifiesSql(Prisma.sql`eiso_today()`)} and a.check_due_on <= eiso_today()
			and (a.source = 'inspection' and ${coordinates} or a.source <> 'inspection' and a.unit_id = any(${keeping}::uuid[]))
		union all
		select 'sister_answer', c.id, s.id, to_char(s.due_on, 'DD/MM/YYYY'), left(s.text, 120), c.unit_id, s.shared_at
		from sister_check c join shared_finding s on s.id = c.shared_id
		where c.answer = 'asked' and s.closed_at is null and c.unit_id = any(${keeping}::uuid[])`;
}

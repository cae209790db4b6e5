import { hasProvinceRole, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { cellsSql } from './cells.ts';
import type { Proofs } from './proofs.ts';

/**
 * What the roll-out asks of a person (`RollOutDuty`), as `LaterDuties` has it: of coordinators, wave by wave, how many steps units claim; of
 * officers the next step of their unit, once it is near by the days of its wave or late.
 */
export function rollOutDutiesSql(proofs: Proofs): (actor: UserActor) => Prisma.Sql {
	return (actor) => {
		const officer = unitIdsWith(actor, ['officer']);
		const coordinates = hasProvinceRole(actor, 'coordinator') ? Prisma.sql`true` : Prisma.sql`false`;
		const today = Prisma.sql`eiso_today()`;
		return Prisma.sql`
			select 'roll_out_accept' as what, w.id, w.id as subject_id, w.title as name, count(*)::text as detail, null::uuid as unit_id,
				min(i.claimed_on)::timestamptz as since
			from roll_out_item i join roll_out_unit u on u.id = i.roll_out_unit_id join roll_out_wave w on w.id = u.wave_id
			where ${coordinates} and i.state in ('claimed', 'waiver_asked') and w.state = 'open' and (u.left_on is null or u.left_on > ${today})
				and i.claimed_by_id is distinct from ${actor.userId}::uuid
			group by w.id
			union all
			select 'roll_out_next', next.roll_out_unit_id, next.unit_id, s.title_vi, next.due_on::text, next.unit_id, next.due_on::timestamptz
			from (
				select distinct on (c.roll_out_unit_id) c.roll_out_unit_id, c.unit_id, c.step_id, c.wave_id, c.due_on
				from (${cellsSql(proofs, today, Prisma.sql`w.state = 'open' and u.unit_id = any(${officer}::uuid[])`)}) c
					join roll_out_step o on o.id = c.step_id
				where c.state = 'open' and c.due_on is not null order by c.roll_out_unit_id, c.due_on, o.position
			) next join roll_out_step s on s.id = next.step_id join roll_out_wave w on w.id = next.wave_id
			where next.due_on - w.soon_days <= ${today}`;
	};
}

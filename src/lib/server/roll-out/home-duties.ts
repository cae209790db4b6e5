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
		const parts = [...(hasProvinceRole(actor, 'coordinator') ? [toAccept(actor)] : []), ...nextSteps(proofs, actor)];
		const nothing = Prisma.sql`select '' as what, null::uuid as id, null::uuid as subject_id, '' as name, '' as detail, null::uuid as unit_id,
			null::timestamptz as since where false`;
		return parts.length === 0 ? nothing : Prisma.join(parts, ' union all ');
	};
}

function toAccept(actor: UserActor): Prisma.Sql {
	return Prisma.sql`
		select 'roll_out_accept' as what, w.id, w.id as subject_id, w.title as name, count(*)::text as detail, null::uuid as unit_id,
			min(i.claimed_on)::timestamptz as since
		from roll_out_item i join roll_out_unit u on u.id = i.roll_out_unit_id join roll_out_wave w on w.id = u.wave_id
		where i.state in ('claimed', 'waiver_asked') and w.state = 'open' and (u.left_on is null or u.left_on > eiso_today())
			and i.claimed_by_id is distinct from ${actor.userId}::uuid
		group by w.id`;
}

/** Asked of officers alone: it is a long statement, and Home is opened by everybody. */
function nextSteps(proofs: Proofs, actor: UserActor): Prisma.Sql[] {
	const units = unitIdsWith(actor, ['officer']);
	if (units.length === 0) return [];
	const today = Prisma.sql`eiso_today()`;
	return [
		Prisma.sql`
		select 'roll_out_next' as what, next.roll_out_unit_id as id, next.unit_id as subject_id, s.title_vi as name, next.due_on::text || ' ' || s.title_en as detail,
			next.unit_id, next.due_on::timestamptz as since
		from (
			select distinct on (c.roll_out_unit_id) c.roll_out_unit_id, c.unit_id, c.step_id, c.wave_id, c.due_on
			from (${cellsSql(proofs, today, Prisma.sql`w.state = 'open' and u.unit_id = any(${units}::uuid[])`)}) c
				join roll_out_step o on o.id = c.step_id
			where c.state = 'open' and c.due_on is not null order by c.roll_out_unit_id, c.due_on, o.position
		) next join roll_out_step s on s.id = next.step_id join roll_out_wave w on w.id = next.wave_id
		where next.due_on - w.soon_days <= ${today}`
	];
}

import { unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { personsOf } from '#lib/domain/permissions/persons.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * What hand-overs ask (`HandOverDuty`), as `LaterDuties` has it: a word from each side that has not confirmed the list that was confirmed last; of who is no
 * longer there, from a head who does not take the duties. Whether the list is another one by now is seen on its page.
 */
export function handOverDutiesSql(actor: UserActor): Prisma.Sql {
	const heads = unitIdsWith(actor, ['head']);
	const me = actor.userId;
	return Prisma.sql`
		select 'hand_over_confirm' as what, h.id, h.id as subject_id, f.full_name as name, t.full_name as detail, h.unit_id, h.begun_at as since
		from hand_over h join "user" f on f.id = h.from_id join "user" t on t.id = h.to_id
		left join lateral (select c.content_sha256 from hand_over_confirmation c where c.hand_over_id = h.id
			order by c.confirmed_at desc, c.id desc limit 1) last on true
		cross join lateral (select eiso_works_in(h.from_id, h.unit_id) as there) giver
		where h.state = 'open' and (
			h.to_id = ${me}::uuid and not exists (select 1 from hand_over_confirmation c
				where c.hand_over_id = h.id and c.side = 'receiver' and c.content_sha256 = last.content_sha256)
			or h.to_id <> ${me}::uuid and (giver.there and h.from_id = ${me}::uuid or not giver.there and h.unit_id = any(${heads}::uuid[])
				and h.to_id <> all(${personsOf(actor)}::uuid[]))
				and not exists (select 1 from hand_over_confirmation c
					where c.hand_over_id = h.id and c.side = 'giver' and c.content_sha256 = last.content_sha256))`;
}

import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { UnitName } from './units-on-day.ts';

/**
 * Who keeps the records of a unit that ends without a successor: the unit above it on its last day, else the Department's own, where they stand on
 * that day. Null: nobody.
 * @param day the first day without the unit
 */
export async function keeperWithoutHeir(ctx: Ctx, unitId: string, day: Day): Promise<UnitName | null> {
	const [keeper] = await ctx.db.$queryRaw<UnitName[]>`
		select k.unit_id as "unitId", k.code, k.name from (
			select v.parent_id as id, 1 as place from unit_version v where v.unit_id = ${unitId}::uuid
				and v.valid_from < ${day}::date and (v.valid_to is null or v.valid_to >= ${day}::date)
			union all select u.id, 2 from setting s join unit u on to_jsonb(u.id::text) = s.value where s.key = 'models.unit'
		) asked
		join unit_version k on k.unit_id = asked.id and k.valid_from <= ${day}::date and (k.valid_to is null or k.valid_to > ${day}::date)
		where k.unit_id <> ${unitId}::uuid order by asked.place limit 1`;
	return keeper ?? null;
}

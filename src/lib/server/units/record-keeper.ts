import type { Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { unitNamesOn, type UnitName } from './units-on-day.ts';

/**
 * Who keeps the records of a unit that ends without a successor: the unit above it on its last day, else the Department's own; where that one is no
 * more by then, whoever follows it. Null: nobody.
 * @param day the first day without the unit
 * @param on who keeps them on this day: that one, or today where it is over
 */
export async function keeperWithoutHeir(
	ctx: Ctx,
	unitId: string,
	day: Day,
	on = day > today(ctx) ? day : today(ctx)
): Promise<UnitName | null> {
	const [keeper] = await ctx.db.$queryRaw<UnitName[]>`
		select k.unit_id as "unitId", k.code, k.name from (
			select v.parent_id as id, 1 as place from unit_version v where v.unit_id = ${unitId}::uuid
				and v.valid_from < ${day}::date and (v.valid_to is null or v.valid_to >= ${day}::date)
			union all select u.id, 2 from setting s join unit u on to_jsonb(u.id::text) = s.value where s.key = 'models.unit'
		) asked
		join unit_version k on k.unit_id = eiso_record_keeper(asked.id, ${on}::date, array[${unitId}::uuid])
			and k.valid_from <= ${on}::date and (k.valid_to is null or k.valid_to > ${on}::date)
		order by asked.place limit 1`;
	return keeper ?? null;
}

/**
 * Which units keep records now that the ends of units that are entered leave with nobody, however often they pass on: their ids, in no order. Units whose
 * trail is closed are over and ask nothing.
 */
async function keepersWithoutNext(ctx: Ctx): Promise<string[]> {
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`
		select c.id from (select distinct s.custody_unit_id as id from record_series s) c
		where not exists (select 1 from audit_chain a where a.unit_id = c.id and a.closed_at is not null)
			and eiso_unit_end(c.id) is not null and eiso_record_keeper(c.id, 'infinity') is null`;
	return rows.map(({ id }) => id);
}

export async function recordsEndWithNobody(ctx: Ctx): Promise<boolean> {
	return (await keepersWithoutNext(ctx)).length > 0;
}

/** @throws Conflict `records_without_keeper`, which names the units */
export async function refuseRecordsWithNobody(ctx: Ctx): Promise<void> {
	const ids = await keepersWithoutNext(ctx);
	if (ids.length === 0) return;
	const names = [...(await unitNamesOn(ctx, ids, today(ctx))).values()].map(({ name }) => name);
	throw new Conflict('records_without_keeper', { units: names.toSorted((one, other) => one.localeCompare(other, 'vi')).join(', ') });
}

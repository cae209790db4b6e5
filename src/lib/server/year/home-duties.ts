import { lateAfter, yearParts } from '#lib/domain/year/parts.ts';
import { unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { askedSql, partsSql } from './rows.ts';

const [lateMonth = 1, lateDay = 15] = lateAfter.split('-').map(Number);

/** What a year asks of officers (`YearDuty`), as `LaterDuties` has it: the parts that have not begun when it is late, how many in `detail`. */
export function yearDutiesSql(actor: UserActor): Prisma.Sql {
	const keeping = unitIdsWith(actor, ['officer']);
	const unit = Prisma.sql`v.unit_id`;
	const year = Prisma.sql`y.year`;
	return Prisma.sql`
		select 'year_late' as what, v.unit_id as id, v.unit_id as subject_id, y.year::text as name, b.missing::text as detail, v.unit_id, y.late_after as since
		from (select t.year, make_date(t.year, ${lateMonth}::int, ${lateDay}::int)::timestamp at time zone 'Asia/Ho_Chi_Minh' as late_after,
			eiso_today() > make_date(t.year, ${lateMonth}::int, ${lateDay}::int) as late
			from (select extract(year from eiso_today())::int as year) t) y
		join unit_version v on v.unit_id = any(${keeping}::uuid[]) and v.valid_from <= eiso_today() and (v.valid_to is null or v.valid_to > eiso_today())
		cross join lateral (select ${yearParts.length}::int - count(distinct p.part) as missing from (${partsSql(unit, year)}) p) b
		where y.late and b.missing > 0 and ${askedSql(unit, year, Prisma.sql`eiso_today()`)}`;
}

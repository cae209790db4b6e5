import { reportDays, type ReportPeriod } from '#lib/domain/reports/periodic.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * Whether a report is asked of a unit: on that day it applied a standard, had announced or was in the roll-out. Who came later, or had left before,
 * may report on that time and is not late with it.
 * @param unit the id of the unit, as SQL
 */
export function askedSql(unit: Prisma.Sql, day: Prisma.Sql): Prisma.Sql {
	return Prisma.sql`(exists (select 1 from unit_standard s where s.unit_id = ${unit} and s.valid_from <= ${day} and (s.valid_to is null or s.valid_to > ${day}))
		or exists (select 1 from announcement a where a.unit_id = ${unit} and a.state in ('signed', 'withdrawn') and a.effective_on <= ${day})
		or exists (select 1 from roll_out_unit r where r.unit_id = ${unit} and r.joined_on <= ${day} and (r.left_on is null or r.left_on > ${day})))`;
}

/** The day that decides: the last of the period, or today while it runs. */
export function decidingDay(ctx: Ctx, { kind, year }: ReportPeriod): Day {
	const { to } = reportDays(kind, year);
	return to < today(ctx) ? to : today(ctx);
}

/** Of these periods those for which a report is asked of the unit, in their order. One statement. */
export async function askedPeriods(ctx: Ctx, unitId: string, periods: readonly ReportPeriod[]): Promise<boolean[]> {
	const days = periods.map((period) => decidingDay(ctx, period));
	const rows = await ctx.db.$queryRaw<{ day: Day }[]>`
		select d.day::text as day from unnest(${[...new Set(days)]}::date[]) d (day) where ${askedSql(Prisma.sql`${unitId}::uuid`, Prisma.sql`d.day`)}`;
	const asked = new Set(rows.map(({ day }) => day));
	return days.map((day) => asked.has(day));
}

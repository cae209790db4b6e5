import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * The first day on which a management review of a unit was closed, year by year of the day it was held: rows `(unit_id, year, day)`, for the
 * roll-out and for reports.
 * @param units a statement of one column of unit ids
 */
export const reviewProofSql = (units: Prisma.Sql): Prisma.Sql => Prisma.sql`
	select r.unit_id, extract(year from r.held_on)::int as year, min((r.closed_at at time zone 'Asia/Ho_Chi_Minh')::date) as day
	from management_review r where r.state = 'closed' and r.unit_id in (${units})
	group by r.unit_id, extract(year from r.held_on)`;

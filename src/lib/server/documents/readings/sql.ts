import type { Day } from '#lib/domain/shared/day.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** A membership `m` that holds on a day. */
export function holdsSql(day: Day | Prisma.Sql): Prisma.Sql {
	return Prisma.sql`m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to > ${day}::date)`;
}

/** A membership of the unit is in the audience of the document `d`: what `peopleIn` says, for the database. */
export function audienceOfSql(membership: 'm' | 'b'): Prisma.Sql {
	const of = Prisma.raw(membership);
	return Prisma.sql`exists (select 1 from document_audience a where a.document_id = d.id and (a.kind = 'unit'
		or a.kind = 'division' and a.division_id = ${of}.division_id or a.kind = 'role' and a.role = any(${of}.roles)
		or a.kind = 'person' and a.user_id = ${of}.user_id))`;
}

export const inAudienceSql = audienceOfSql('m');

/** A version `v` that is upcoming or in force on a day. */
export function currentSql(day: Day): Prisma.Sql {
	return Prisma.sql`(v.state in ('issued', 'withdrawn') and (v.effective_to is null or v.effective_to > ${day}::date)
		and (v.effective_to is null or v.effective_to > v.effective_from))`;
}

/** The person of a request `r` belongs to its unit that day and has a working account. */
export function activeSql(day: Day): Prisma.Sql {
	return Prisma.sql`exists (select 1 from membership m join "user" p on p.id = m.user_id and p.status = 'active'
		where m.user_id = r.user_id and m.unit_id = r.unit_id and ${holdsSql(day)})`;
}

/**
 * A request `r` of the version `v` still asks something: open, its version upcoming or in force, the person active in the unit. Asked of
 * dates, so that nothing waits for a job that lapses.
 */
export function asksSql(day: Day): Prisma.Sql {
	return Prisma.sql`(r.state = 'open' and r.round = v.round and ${currentSql(day)} and ${activeSql(day)})`;
}

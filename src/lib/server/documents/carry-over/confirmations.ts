import { readStates } from '#lib/domain/documents/reading.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { currentSql, holdsSql, inAudienceSql } from '../readings/sql.ts';

/** A version `v` of which people who come newly are asked to read it: one that was carried over only where the decision says so. */
export const asksNewcomersSql = Prisma.sql`(v.origin <> 'carried_over'
	or exists (select 1 from carried_version asking where asking.version_id = v.id and asking.ask_reading))`;

/**
 * Who confirmed a version in the unit that is no more has confirmed the same bytes in its successor (states.md §4 carry, §11): from the day on
 * which they are of it. Safe to run again; nothing depends on it.
 * @param where which documents: over `d` and `v`
 * @param only which people: over their memberships `m`
 */
export async function carryConfirmations(ctx: Ctx, where: Prisma.Sql, only: Prisma.Sql): Promise<number> {
	const [day, now] = [today(ctx), ctx.clock.now()];
	return ctx.db.$executeRaw`
		insert into reading_request (version_id, round, document_id, unit_id, user_id, state, why, due_on, asked_at, sha256, decided_at, carried_from_id)
		select distinct on (v.id, r.user_id) v.id, v.round, v.document_id, v.unit_id, r.user_id, 'carried'::reading_state, 'joining'::reading_why, r.due_on,
			${now}::timestamptz, r.sha256, ${now}::timestamptz, r.id
		from carried_version c join version v on v.id = c.version_id join document d on d.id = v.document_id
		join reading_request r on r.version_id = c.origin_version_id and r.state = any(${[...readStates]}::reading_state[])
			and r.sha256 = coalesce(v.pdf_sha256, v.source_sha256)
		join membership m on m.unit_id = v.unit_id and m.user_id = r.user_id and ${holdsSql(day)} and ${inAudienceSql}
		join "user" p on p.id = m.user_id and p.status = 'active'
		where ${currentSql(day)} and ${where} and ${only}
		order by v.id, r.user_id, r.decided_at
		on conflict (version_id, round, user_id) do nothing`;
}

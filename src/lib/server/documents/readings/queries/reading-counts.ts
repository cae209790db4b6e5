import { readStates } from '#lib/domain/documents/reading.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { holdsSql, inAudienceSql } from '../sql.ts';

/** Of versions: how many people of the audience today have read each, and how many were asked and have not. One statement. */
export async function readingCounts(ctx: Ctx, versionIds: readonly string[]): Promise<Map<string, { read: number; open: number }>> {
	if (versionIds.length === 0) return new Map();
	const rows = await ctx.db.$queryRaw<{ id: string; read: number; open: number }[]>(Prisma.sql`
		select v.id, count(*) filter (where r.state = any(${[...readStates]}::reading_state[]))::int as read,
			count(*) filter (where r.state = 'open')::int as open
		from version v join document d on d.id = v.document_id join reading_request r on r.version_id = v.id and r.round = v.round
		where v.id = any(${[...versionIds]}::uuid[]) and exists (select 1 from membership m join "user" p on p.id = m.user_id and p.status = 'active'
			where m.user_id = r.user_id and m.unit_id = v.unit_id and ${holdsSql(today(ctx))} and ${inAudienceSql})
		group by v.id`);
	return new Map(rows.map(({ id, read, open }) => [id, { read, open }]));
}

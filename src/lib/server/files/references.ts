import { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/**
 * "Nothing refers to this file", as SQL over `stored_file f`. The columns that may refer are those with a foreign key to it, asked of the
 * database: a table that comes later is never forgotten.
 */
export async function unreferencedFile(ctx: Ctx): Promise<Prisma.Sql> {
	const columns = await ctx.db.$queryRaw<{ place: string; name: string }[]>`
		select c.conrelid::regclass::text as place, quote_ident(a.attname) as name
		from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		where c.contype = 'f' and c.confrelid = 'stored_file'::regclass
		order by 1, 2`;
	if (columns.length === 0) throw new Error('no column refers to stored_file');
	// Both names come quoted from the catalogue.
	const clauses = columns.map(({ place, name }) => Prisma.raw(`not exists (select 1 from ${place} r where r.${name} = f.sha256)`));
	return Prisma.join(clauses, ' and ');
}

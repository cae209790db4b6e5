import { Prisma, type PrismaClient } from '#lib/server/platform/generated/client.ts';

export type Everything = Readonly<Record<string, string>>;

/** A hash over all rows of each table, the jobs included: two of these are equal when nothing at all was written in between. */
export async function everythingIn(client: PrismaClient): Promise<Everything> {
	const tables = await client.$queryRaw<{ name: string }[]>`
		select format('%I.%I', schemaname, tablename) as name from pg_tables
		where schemaname = 'public' or (schemaname = 'pgboss' and tablename like 'job%')`;
	const hashes = tables.map(({ name }) => {
		const table = Prisma.raw(name);
		return Prisma.sql`select ${name}::text as name, (select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${table} t) as hash`;
	});
	const rows = await client.$queryRaw<{ name: string; hash: string }[]>(Prisma.join(hashes, ' union all '));
	return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

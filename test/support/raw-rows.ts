import { randomUUID } from 'node:crypto';
import type { Prisma, PrismaClient } from '#lib/server/platform/generated/client.ts';

export type RawValues = Readonly<Record<string, string | number | boolean | null | readonly string[] | object>>;
const unguarded = `do $$ declare one record; begin
	for one in select conrelid::regclass as name, conname from pg_constraint
		where connamespace = 'public'::regnamespace and contype in ('f', 'c') and conrelid <> 0
	loop execute format('alter table %s drop constraint %I', one.name, one.conname); end loop;
	for one in select oid::regclass as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'audit_trail%' and relname <> 'audit_chain'
	loop execute format('alter table %s disable trigger user', one.name); end loop;
end $$`;

type Column = { name: string; type: string; labels: string[] | null };

/**
 * Rows as they might stand in the database of a test, whose guards and references are taken away for good: for figures, which are counted from
 * columns and must be held against rows that somebody chose one by one. What is not given and must be something is filled with a value of its type.
 */
export function rawRows(
	client: PrismaClient,
	write: (put: (table: string, values?: RawValues) => Promise<string>) => Promise<void>
): Promise<void> {
	return client.$transaction(
		async (tx) => {
			await tx.$executeRawUnsafe(unguarded);
			await write((table, values = {}) => put(tx, table, values));
		},
		{ timeout: 60_000 }
	);
}

async function put(tx: Prisma.TransactionClient, table: string, values: RawValues): Promise<string> {
	const columns = await tx.$queryRaw<Column[]>`
		select a.attname::text as name, t.typname::text as type,
			(select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) as labels
		from pg_attribute a join pg_type t on t.oid = a.atttypid
		where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef`;
	const row: Record<string, unknown> = {};
	for (const column of columns) row[column.name] = usual(column);
	Object.assign(row, values);
	const names = Object.keys(row)
		.map((name) => `"${name}"`)
		.join(', ');
	await tx.$executeRawUnsafe(
		`insert into "${table}" (${names}) select ${names} from jsonb_populate_record(null::"${table}", $1::jsonb)`,
		JSON.stringify(row)
	);
	return typeof row['id'] === 'string' ? row['id'] : '';
}

function usual({ type, labels }: Column): unknown {
	if (labels) return labels[0];
	if (type === 'uuid') return randomUUID();
	if (type === 'date') return '2020-01-01';
	if (type.startsWith('timestamp')) return '2020-01-01T00:00:00Z';
	if (type === 'bool') return false;
	if (type === 'jsonb' || type === 'json') return {};
	if (type.startsWith('_')) return [];
	if (type === 'text' || type === 'varchar') return randomUUID().slice(0, 8);
	return 0;
}

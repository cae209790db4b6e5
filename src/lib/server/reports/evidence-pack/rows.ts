import { Readable } from 'node:stream';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { PackEntry } from './entries.ts';
import type { PackAsk, Selection } from './selection.ts';
import { packTables } from './tables.ts';

const pageRows = 500;

/** `data/<table>.jsonl`: each row as the database has it, one JSON object on a line, in the order of their ids. */
export function dataEntries(ctx: Ctx, ask: PackAsk, chosen: Selection): PackEntry[] {
	return packTables.map(({ name, key = 't."id"', where }) => ({
		path: `data/${name}.jsonl`,
		compress: true,
		open: () => Readable.from(lines(ctx, name, key, where(chosen, ask)))
	}));
}

async function* lines(ctx: Ctx, table: string, unique: string, where: Prisma.Sql): AsyncGenerator<Buffer> {
	for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
		const key = Prisma.raw(unique);
		const rows = await ctx.db.$queryRaw<{ id: string; row: string }[]>`
			select ${key}::text as id, to_jsonb(t)::text as row from ${Prisma.raw(`"${table}"`)} t
			where ${key} > ${after}::uuid and ${where} order by ${key} limit ${pageRows}`;
		if (rows.length > 0) yield Buffer.from(rows.map(({ row }) => `${row}\n`).join(''));
		const end = rows.at(-1);
		if (!end || rows.length < pageRows) return;
		after = end.id;
	}
}

/**
 * Names of the people whom the rows of the pack name, or who did what its trail shows, and of nobody else: without them an id says nothing outside.
 */
export function peopleEntry(ctx: Ctx, ask: PackAsk, chosen: Selection): PackEntry {
	return {
		path: 'data/people.jsonl',
		compress: true,
		open: async () => {
			const named = await namedPeople(ctx, ask, chosen);
			const people = await ctx.db.$queryRaw<{ id: string; name: string }[]>`
				select u.id::text as id, u.full_name as name from "user" u
				where u.id = any(${[...named]}::uuid[])
					or u.id in (select t.actor_id from audit_trail t where t.unit_id = ${ask.unitId}::uuid and ${chosen.trail})
				order by u.id`;
			return Readable.from([Buffer.from(people.map((person) => `${JSON.stringify(person)}\n`).join(''))]);
		}
	};
}

/** Whom rows name is known to the database: what refers to a person does so by a foreign key. */
async function namedPeople(ctx: Ctx, ask: PackAsk, chosen: Selection): Promise<Set<string>> {
	const references = await ctx.db.$queryRaw<{ table: string; column: string }[]>`
		select r.relname::text as "table", a.attname::text as "column" from pg_constraint c
		join pg_class r on r.oid = c.conrelid join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		where c.contype = 'f' and c.confrelid = '"user"'::regclass and cardinality(c.conkey) = 1 order by 1, 2`;
	const columns = Map.groupBy(references, ({ table }) => table);
	const named = new Set<string>();
	for (const { name, where } of packTables) {
		const own = (columns.get(name) ?? []).map(({ column }) => Prisma.raw(`(t."${column}")`));
		if (own.length === 0) continue;
		const rows = await ctx.db.$queryRaw<{ id: string }[]>`
			select distinct p.id::text as id from ${Prisma.raw(`"${name}"`)} t cross join lateral (values ${Prisma.join(own)}) p (id)
			where p.id is not null and ${where(chosen, ask)}`;
		for (const { id } of rows) named.add(id);
	}
	return named;
}

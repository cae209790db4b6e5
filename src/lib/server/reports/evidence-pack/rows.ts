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
 * Names of the people whom the rows name: without them an id says nothing outside. Those who worked in the unit for a pack of the unit, else
 * only those who did something that the pack shows.
 */
export function peopleEntry(ctx: Ctx, { unitId, scope }: PackAsk, { trail }: Selection): PackEntry {
	const members = scope === 'unit' || scope === 'year' ? Prisma.sql`true` : Prisma.sql`false`;
	return {
		path: 'data/people.jsonl',
		compress: true,
		open: async () => {
			const people = await ctx.db.$queryRaw<{ id: string; name: string }[]>`
				select u.id::text as id, u.full_name as name from "user" u
				where ${members} and exists (select 1 from membership m where m.user_id = u.id and m.unit_id = ${unitId}::uuid)
					or u.id in (select t.actor_id from audit_trail t where t.unit_id = ${unitId}::uuid and ${trail})
				order by u.id`;
			return Readable.from([Buffer.from(people.map((person) => `${JSON.stringify(person)}\n`).join(''))]);
		}
	};
}

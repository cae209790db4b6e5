import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { createPrisma } from '#lib/server/platform/prisma.ts';
import { byItsValues, preparedName, readPrepared } from '#lib/server/platform/prepared.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase({ max: 1 });
	await database.client.$executeRaw`
		create table thing as select * from (values ('QT', 'Quy trình'), ('BM', 'Biểu mẫu')) as t (code, name)`;
});
afterAll(() => database.drop());

type Found = { code: string; at: Date; day: string; list: string[] };
const statement = (code: string) => Prisma.sql`select code, timestamptz '2026-11-25 01:02:03+00' as at, current_date::text as day,
	jsonb_build_array(code) as list from thing where code = ${code}`;

describe('a prepared statement', () => {
	it('is prepared when it came three times, and gives the same rows as the ORM', async () => {
		for (const code of ['QT', 'BM', 'QT']) {
			const rows = await readPrepared<Found>(database.client, statement(code));
			expect(rows).toEqual(await database.client.$queryRaw(statement(code)));
			expect(rows).toMatchObject([{ code, at: new Date('2026-11-25T01:02:03Z'), list: [code] }]);
		}
		const kept = await database.client.$queryRaw<{ calls: bigint }[]>`
			select generic_plans + custom_plans as calls from pg_prepared_statements where statement like '%from thing where code = $1'`;
		// Of six times the first two came without a name.
		expect(kept).toEqual([{ calls: 4n }]);
	});

	it('has one name for each text, and none where its way depends on the values', () => {
		const named = ['select 1 as a', 'select 2 as b'].map((text) => [1, 2, 3, 4].map(() => preparedName(text)));
		expect(named.map(([first, second, third, fourth]) => [first, second, third === fourth])).toEqual([
			[undefined, undefined, true],
			[undefined, undefined, true]
		]);
		expect(named[0]?.[2]).not.toBe(named[1]?.[2]);
		expect([1, 2, 3, 4].map(() => preparedName(`${byItsValues} select 3 as c`))).toEqual(Array(4).fill(undefined));
	});

	it('sees what its transaction has written, and nothing of it is left afterwards', async () => {
		const renamed = Prisma.sql`select name from thing where code = ${'QT'}`;
		const before = await readPrepared<{ name: string }>(database.client, renamed);
		const inside = database.client.$transaction(async (tx) => {
			await tx.$executeRaw`update thing set name = 'đổi' where code = 'QT'`;
			expect(await readPrepared(tx, renamed)).toEqual([{ name: 'đổi' }]);
			throw new Error('undone');
		});
		await expect(inside).rejects.toThrow('undone');
		expect(await readPrepared(database.client, renamed)).toEqual(before);
	});

	it('leaves no connection behind when its client disconnects', async () => {
		const client = createPrisma(database.url, { max: 2 });
		const [own] = await readPrepared<{ pid: number }>(client, Prisma.sql`select pg_backend_pid() as pid`);
		await client.$disconnect();
		const left = await database.client.$queryRaw<unknown[]>`select 1 from pg_stat_activity where pid = ${own?.pid ?? 0}::int`;
		expect(left).toEqual([]);
	});
});

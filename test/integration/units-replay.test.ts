import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { verifyAll } from '#lib/server/audit-trail/verify.ts';
import { readTable } from '#lib/server/files/table.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { importUnits } from '#lib/server/units/import.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { loadReference } from '../../prisma/seed/reference.ts';
import { replayUnitEvents } from '../../prisma/seed/unit-events.ts';

// Each unit that ends closes its trail with a signed checkpoint.
process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let database: TestDatabase;
let ctx: Ctx;
const seed = async (name: string) => (await readTable(await readFile(`prisma/seed/data/${name}`), name)).rows;

beforeAll(async () => {
	database = await testDatabase();
	ctx = createContext({ actor: systemActor, client: database.client, clock: fixedClock(new Date('2026-11-24T02:00:00Z')) });
	await loadReference(ctx);
});
afterAll(() => database.drop());

/** Some two hundred transactions; a busy machine needs its time. */
const patience = 180_000;

const communes = ['COMMUNE', 'WARD', 'TOWNSHIP'];
const districts = ['CITY', 'TOWN_DISTRICT', 'DISTRICT'];
async function counts(day: string) {
	const units = await readUnits(ctx, day);
	const of = (kinds: string[]) => units.filter((unit) => kinds.includes(unit.kindCode)).length;
	return { communes: of(communes), districts: of(districts), all: units.length };
}

it(
	'takes the 262 communes of 2016 to the 69 of 2025 by the events on record',
	async () => {
		const report = await importUnits(ctx, { rows: await seed('units.tsv'), validFrom: '2016-01-01', dryRun: false });
		expect(report).toMatchObject({ committed: true, errors: [], counts: { create: 354 } });
		expect(await counts('2016-01-01')).toEqual({ communes: 262, districts: 13, all: 354 });

		const progress: number[] = [];
		const replayed = await replayUnitEvents(ctx, await seed('unit-events.tsv'), (done) => progress.push(done));
		expect(replayed.rows).toBe(349);
		expect(progress.at(-1)).toBe(349);
		expect(replayed.applied.reduce((sum, { rows }) => sum + rows, 0)).toBe(349);
		expect(replayed.applied.reduce((sum, { events }) => sum + events, 0)).toBe(replayed.events);
		expect(replayed.unresolved).toEqual([
			{ line: 93, name: '? (after Xã Trung Lộc)', instead: 'XA-18472 UBND xã Trung Lộc ends without a successor' },
			{ line: 324, name: 'Thị trấn Kỳ Đồng', instead: 'XA-18775 UBND xã Kỳ Đồng, by its number' }
		]);
		const [trails] = await database.client.$queryRaw<{ closed: number; open: number }[]>`
			select count(*) filter (where c.closed_at is not null)::int as closed, count(*) filter (where c.closed_at is null)::int as open
			from audit_chain c where c.unit_id in (select unit_id from unit_version group by unit_id having bool_and(valid_to is not null))`;
		expect(trails).toEqual({ closed: (await database.client.unit.count()) - 148, open: 0 });
		expect((await verifyAll(ctx)).broken).toEqual([]);

		expect(await counts('2019-12-31')).toEqual({ communes: 262, districts: 13, all: 354 });
		expect(await counts('2020-01-01')).toEqual({ communes: 216, districts: 13, all: 308 });
		expect(await counts('2025-01-01')).toEqual({ communes: 209, districts: 12, all: 300 });
		expect(await counts('2025-07-01')).toEqual({ communes: 69, districts: 0, all: 148 });

		const units = await readUnits(ctx, '2025-07-01');
		const codes = new Map(units.map((unit) => [unit.unitId, unit.code]));
		const now = units
			.filter((unit) => communes.includes(unit.kindCode))
			.map((unit) => [unit.code, unit.name, unit.kindCode, codes.get(unit.parentId ?? '')].join('\t'))
			.sort();
		const wanted = (await seed('units-2025.tsv'))
			.slice(1)
			.map(({ cells }) => cells.join('\t'))
			.sort();
		expect(now).toEqual(wanted);
	},
	patience
);

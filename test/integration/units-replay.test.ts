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
import { readSettled, replayUnitEvents, type ReplaySteps } from '../../prisma/seed/unit-events.ts';

// Each unit that ends closes its trail with a signed checkpoint.
process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let databases: TestDatabase[];
const seed = async (name: string) => (await readTable(await readFile(`prisma/seed/data/${name}`), name)).rows;

beforeAll(async () => {
	databases = [await testDatabase(), await testDatabase()];
});
afterAll(() => Promise.all(databases.map((database) => database.drop())));

/** Some two hundred transactions; a busy machine needs its time. */
const patience = 180_000;

const communes = ['COMMUNE', 'WARD', 'TOWNSHIP'];
const districts = ['CITY', 'TOWN_DISTRICT', 'DISTRICT'];
async function counts(ctx: Ctx, day: string) {
	const units = await readUnits(ctx, day);
	const of = (kinds: string[]) => units.filter((unit) => kinds.includes(unit.kindCode)).length;
	return { communes: of(communes), districts: of(districts), all: units.length };
}

/** The units of 2016 in a database of their own, and all events over them. */
async function replay(database: TestDatabase | undefined, steps: ReplaySteps) {
	if (!database) throw new Error('two databases');
	const ctx = createContext({ actor: systemActor, client: database.client, clock: fixedClock(new Date('2026-11-24T02:00:00Z')) });
	await loadReference(ctx);
	const report = await importUnits(ctx, { rows: await seed('units.tsv'), validFrom: '2016-01-01', dryRun: false });
	expect(report).toMatchObject({ committed: true, errors: [], counts: { create: 354 } });
	expect(await counts(ctx, '2016-01-01')).toEqual({ communes: 262, districts: 13, all: 354 });
	const progress: number[] = [];
	const replayed = await replayUnitEvents(ctx, await seed('unit-events.tsv'), (done) => progress.push(done), steps);
	expect(progress.at(-1)).toBe(349);
	expect(replayed.applied.reduce((sum, { rows }) => sum + rows, 0)).toBe(replayed.rows);
	expect(replayed.applied.reduce((sum, { events }) => sum + events, 0)).toBe(replayed.events);
	expect(await counts(ctx, '2019-12-31')).toEqual({ communes: 262, districts: 13, all: 354 });
	expect(await counts(ctx, '2020-01-01')).toEqual({ communes: 216, districts: 13, all: 308 });
	return { ctx, replayed };
}

it(
	'takes the 262 communes of 2016 to the 69 of 2025 by the events on record and by what a person settled about two of them',
	async () => {
		const [database] = databases;
		const settled = readSettled(await seed('unit-events-settled.tsv'));
		expect(settled.map(({ line, unitCode, endsAlone }) => [line, unitCode, endsAlone])).toEqual([
			[93, 'XA-18472', true],
			[324, 'XA-18775', false]
		]);
		expect(settled.every(({ reason }) => reason !== '')).toBe(true);
		const { ctx, replayed } = await replay(database, { settled });
		expect(replayed).toMatchObject({ rows: 349, notApplied: [] });
		const [trails] = await ctx.db.$queryRaw<{ closed: number; open: number }[]>`
			select count(*) filter (where c.closed_at is not null)::int as closed, count(*) filter (where c.closed_at is null)::int as open
			from audit_chain c where c.unit_id in (select unit_id from unit_version group by unit_id having bool_and(valid_to is not null))`;
		expect(trails).toEqual({ closed: (await ctx.db.unit.count()) - 148, open: 0 });
		expect((await verifyAll(ctx)).broken).toEqual([]);

		expect(await counts(ctx, '2025-01-01')).toEqual({ communes: 209, districts: 12, all: 300 });
		expect(await counts(ctx, '2025-07-01')).toEqual({ communes: 69, districts: 0, all: 148 });

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

it(
	'names the rows that cannot be resolved and applies neither them nor what they hold up',
	async () => {
		const { ctx, replayed } = await replay(databases[1], {});
		expect(replayed.notApplied).toEqual([
			{ line: 93, name: 'Xã Trung Lộc', why: 'its successor is not known' },
			{ line: 133, name: 'Huyện Can Lộc', why: 'XA-18472 UBND xã Trung Lộc would stand beneath it' },
			{ line: 137, name: 'Huyện Kỳ Anh', why: 'XA-18775 UBND xã Kỳ Đồng would stand beneath it' },
			{ line: 324, name: 'Thị trấn Kỳ Đồng', why: 'no unit is called so' }
		]);
		expect(replayed.rows).toBe(345);
		// One commune more than on record from 2025-01-01 on; two, with their districts, from the two tiers on.
		expect(await counts(ctx, '2025-01-01')).toEqual({ communes: 210, districts: 12, all: 301 });
		expect(await counts(ctx, '2025-07-01')).toEqual({ communes: 71, districts: 2, all: 152 });
		const names = (await readUnits(ctx, '2025-07-01')).map(({ code, name }) => `${code} ${name}`);
		const wanted = (await seed('units-2025.tsv')).slice(1).map(({ cells }) => cells.slice(0, 2).join(' '));
		const left = ['HU-443 UBND huyện Can Lộc', 'HU-447 UBND huyện Kỳ Anh', 'XA-18472 UBND xã Trung Lộc', 'XA-18775 UBND xã Kỳ Đồng'];
		expect(names).toEqual(expect.arrayContaining([...wanted, ...left]));
		expect((await verifyAll(ctx)).broken).toEqual([]);
	},
	patience
);

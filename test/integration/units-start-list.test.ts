import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { importUnits } from '#lib/server/units/import.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { operatorContext, seedTable } from '#test/support/units.ts';
import { loadReference } from '../../prisma/seed/reference.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.drop());

it('a new installation takes the shipped list of today’s communes below their province', async () => {
	const ctx = operatorContext({ client: database.client, clock: fixedClock(new Date('2026-11-25T02:00:00Z')) });
	await loadReference(ctx);
	const report = await importUnits(ctx, { rows: await seedTable('start-2025.tsv'), validFrom: '2025-07-01', dryRun: false });
	expect(report).toMatchObject({ errors: [], committed: true });
	const units = await database.client.unitVersion.findMany({ where: { validTo: null }, select: { name: true } });
	expect(units.map((unit) => unit.name).sort()).toEqual(
		['UBND tỉnh Hà Tĩnh', ...(await seedTable('units-2025.tsv')).slice(1).map((row) => row.cells[1] ?? '')].sort()
	);
});

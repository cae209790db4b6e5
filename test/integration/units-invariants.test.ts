import { afterAll, beforeAll, expect, it } from 'vitest';
import { sqlError } from '#lib/server/platform/sql-error.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createDivision } from '#lib/server/units/divisions.ts';
import { applyUnitEvent } from '#lib/server/units/apply-event.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { contextOf, makePerson, makeUnit, type World } from '#test/support/identity-people.ts';
import { operatorContext } from '#test/support/units.ts';

/** Raw SQL against what PostgreSQL itself holds of units and divisions (design.md §5.4, §5.7). */
let database: TestDatabase;
let world: World;
let unitId: string;
let otherId: string;
let bareId: string;

beforeAll(async () => {
	database = await testDatabase();
	world = { client: database.client, clock: fixedClock(new Date('2026-11-25T02:00:00Z')) };
	unitId = await makeUnit(world, 'SO-NV');
	otherId = await makeUnit(world, 'SO-TC');
	bareId = (await world.client.unit.create({ data: {}, select: { id: true } })).id;
	const officer = await contextOf(
		world,
		await makePerson(world, { fullName: 'Võ Thư Ký', email: 'o@eiso.test', in: [{ unitId, roles: ['officer'] }] })
	);
	await createDivision(officer, { unitId, code: 'VP', name: 'Văn phòng', headId: null, validFrom: '2026-01-01' });
	await createDivision(officer, { unitId, code: 'TC', name: 'Tổ chức', headId: null, validFrom: '2026-01-01' });
	await applyUnitEvent(operatorContext(world), {
		kind: 'RENAME',
		effectiveOn: '2027-01-01',
		from: [unitId],
		to: [{ unitId, change: { name: 'Tên mới' } }]
	});
});
afterAll(() => database.drop());

/** What the database says to a statement; `null` when it lets it pass. */
async function attack(sql: string): Promise<string | null> {
	try {
		await world.client.$executeRawUnsafe(
			sql.replaceAll('$unit', `'${unitId}'`).replaceAll('$other', `'${otherId}'`).replaceAll('$bare', `'${bareId}'`)
		);
		return null;
	} catch (error) {
		return sqlError(error)?.constraint ?? String(error);
	}
}
const version = (columns: string) =>
	`insert into unit_version (id, unit_id, code, name, kind_code, parent_id, valid_from, valid_to) values (gen_random_uuid(), ${columns})`;

it.each([
	['two versions of a unit on one day', version(`$unit, 'X', 'X', 'SO', null, '2020-01-01', '2020-01-02'`), 'unit_version_one_a_day'],
	['a version without end over later ones', version(`$unit, 'X', 'X', 'SO', null, '2010-01-01', null`), 'unit_version_one_a_day'],
	['a code twice on one day', version(`$bare, 'SO-NV', 'X', 'SO', null, '2015-01-01', '2016-01-02'`), 'unit_version_code_once'],
	['an end before the beginning', version(`$bare, 'X', 'X', 'SO', null, '2010-02-01', '2010-01-01'`), 'unit_version_order'],
	['a unit above itself', version(`$unit, 'X', 'X', 'SO', $unit, '2010-01-01', '2010-02-01'`), 'unit_version_own_parent'],
	['an unknown kind', version(`$unit, 'X', 'X', 'NONE', null, '2010-01-01', '2010-02-01'`), 'unit_version_kind_code_fkey'],
	['a rewritten name', `update unit_version set name = 'Khác' where unit_id = $unit`, 'content_frozen'],
	['a moved beginning', `update unit_version set valid_from = '2015-01-01' where unit_id = $unit and code = 'SO-NV'`, 'content_frozen'],
	['an end that would let two versions meet', `update unit_version set valid_to = null where unit_id = $unit`, 'unit_version_one_a_day'],
	['a deleted unit', `delete from unit where id = $other`, 'append_only'],
	['a deleted version', `delete from unit_version where unit_id = $unit`, 'append_only'],
	['a deleted event', `delete from unit_event`, 'append_only'],
	['a rewritten event', `update unit_event set effective_on = '2020-01-01'`, 'append_only'],
	['a rewritten line of an event', `update unit_event_line set to_unit_id = $other`, 'append_only'],
	['a deleted line of an event', `delete from unit_event_line`, 'append_only'],
	['a deleted division', `delete from division`, 'append_only'],
	['a deleted version of a division', `delete from division_version`, 'append_only'],
	['a rewritten division', `update division_version set name = 'Khác'`, 'content_frozen'],
	[
		'a second version of a division on one day',
		`insert into division_version (id, division_id, code, name, valid_from) select gen_random_uuid(), division_id, code, name, '2026-06-01' from division_version`,
		'division_version_one_a_day'
	],
	[
		'a code of another division of the unit',
		`with fresh as (insert into division (id, unit_id) values (gen_random_uuid(), $unit) returning id)
			insert into division_version (id, division_id, code, name, valid_from) select gen_random_uuid(), id, 'TC', 'X', '2030-01-01' from fresh`,
		'division_code_taken'
	]
] as const)('refuses %s', async (_what, sql, constraint) => {
	const before = await world.client.unitVersion.count();
	expect(await attack(sql)).toBe(constraint);
	expect(await world.client.unitVersion.count()).toBe(before);
});

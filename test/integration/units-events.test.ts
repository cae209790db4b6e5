import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventTarget } from '#lib/domain/units/event-rules.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { applyUnitEvent, previewUnitEvent, type UnitEventInput } from '#lib/server/units/apply-event.ts';
import { createDivision } from '#lib/server/units/divisions.ts';
import { unitPage } from '#lib/server/units/unit-page.ts';
import { unitNamesOn, unitsOn } from '#lib/server/units/units-on-day.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { refusalOf } from '#test/support/identity-world.ts';
import { contextOf, makePerson, type World } from '#test/support/identity-people.ts';
import { loadProvince, unitIdOf } from '#test/support/units.ts';

let database: TestDatabase;
let world: World;
let coordinator: Ctx;
let officer: Ctx;
let province: string;
const day = '2027-01-01';

beforeAll(async () => {
	database = await testDatabase();
	world = { client: database.client, clock: fixedClock(new Date('2026-11-25T02:00:00Z')) };
	await loadProvince(world);
	province = await unitIdOf(world, 'UBND-TINH');
	const person = async (ids: Promise<string>) => {
		await world.client.user.update({ where: { id: await ids }, data: { status: 'active' } });
		return contextOf(world, await ids);
	};
	coordinator = await person(
		makePerson(world, { fullName: 'Lê Điều Phối', email: 'c@eiso.test', province: 'coordinator', password: null })
	);
	const unitId = await unitIdOf(world, 'XA-18106');
	officer = await person(
		makePerson(world, { fullName: 'Võ Thư Ký', email: 'o@eiso.test', in: [{ unitId, roles: ['officer'] }], password: null })
	);
});
afterAll(() => database.drop());

const apply = (input: Partial<UnitEventInput> & Pick<UnitEventInput, 'kind' | 'from' | 'to'>, ctx = coordinator) =>
	applyUnitEvent(ctx, { effectiveOn: day, decisionNumber: '819/NQ-UBTVQH14', decisionDate: '2026-11-20', ...input });
const fresh = (code: string, name = code): EventTarget => ({
	unitId: null,
	facts: { code, name, kindCode: 'COMMUNE', parentId: province }
});

describe('an event of the map', () => {
	it('merges two communes: they end, the new one takes a code of theirs, memberships and divisions end with them', async () => {
		const dong = await unitIdOf(world, 'XA-18106');
		const mon = await unitIdOf(world, 'XA-18103');
		await createDivision(officer, { unitId: dong, code: 'VP', name: 'Văn phòng', headId: null, validFrom: '2026-11-25' });
		const input: UnitEventInput = { kind: 'MERGE', effectiveOn: day, from: [mon, dong], to: [fresh('XA-18103', 'UBND xã  Đồng Môn')] };
		expect(await previewUnitEvent(coordinator, input)).toMatchObject({
			ends: [{ name: 'UBND xã Thạch Môn' }, { name: 'UBND xã Thạch Đồng' }],
			begins: [{ code: 'XA-18103', name: 'UBND xã Đồng Môn' }]
		});
		const applied = await apply(input);
		expect(applied).toMatchObject({ ended: [mon, dong], changed: [], closed: { memberships: 1, divisions: 1 } });
		expect(applied.begun).toHaveLength(1);
		expect(await unitIdOf(world, 'XA-18103', '2026-12-31')).toBe(mon);
		expect(await unitIdOf(world, 'XA-18103', day)).toBe(applied.begun[0]);
		expect(await unitsOn(coordinator, day)).toHaveLength(353);
		expect(await world.client.membership.findFirst({ where: { unitId: dong } })).toMatchObject({ validTo: new Date(day) });

		const old = await unitPage(coordinator, dong, day);
		expect(old).toMatchObject({
			state: 'ended',
			current: { name: 'UBND xã Thạch Đồng' },
			successors: [{ name: 'UBND xã Đồng Môn' }],
			divisions: []
		});
		const successor = await unitPage(coordinator, applied.begun[0] ?? '', day);
		expect(successor).toMatchObject({ state: 'now', crumbs: [{ name: 'UBND tỉnh Hà Tĩnh' }], successors: [] });
		expect(successor.predecessors.map((unit) => unit.name)).toEqual(['UBND xã Thạch Môn', 'UBND xã Thạch Đồng']);
		expect(successor.events).toMatchObject([
			{ kind: 'MERGE', effectiveOn: day, decisionNumber: '819/NQ-UBTVQH14', decisionDate: '2026-11-20' }
		]);
		const rows = await world.client.auditTrail.findMany({ where: { event: 'unit.merge' }, orderBy: { at: 'asc' } });
		expect(rows.map((row) => row.unitId).sort()).toEqual([mon, dong, null].sort());
	});

	it('renames and moves a unit, which keeps its id, people and divisions', async () => {
		const id = await unitIdOf(world, 'SO-TP');
		await apply({ kind: 'RENAME', from: [id], to: [{ unitId: id, change: { name: 'Sở Tư pháp và Hộ tịch' } }] });
		await apply({ kind: 'MOVE_PARENT', effectiveOn: '2027-03-01', from: [id], to: [{ unitId: id, change: { parentId: null } }] });
		const page = await unitPage(coordinator, id, '2027-03-01');
		expect(page.versions.map((version) => [version.name, version.parent?.name ?? null, version.validFrom, version.validTo])).toEqual([
			['Sở Tư pháp', 'UBND tỉnh Hà Tĩnh', '2016-01-01', day],
			['Sở Tư pháp và Hộ tịch', 'UBND tỉnh Hà Tĩnh', day, '2027-03-01'],
			['Sở Tư pháp và Hộ tịch', null, '2027-03-01', null]
		]);
		expect(page).toMatchObject({ predecessors: [], successors: [], events: [{ kind: 'RENAME' }, { kind: 'MOVE_PARENT' }] });
		expect((await unitNamesOn(coordinator, [id], '1990-01-01')).get(id)?.name).toBe('Sở Tư pháp');
	});

	it('splits a unit between a new and an old one', async () => {
		const loi = await unitIdOf(world, 'XA-18796');
		const ha = await unitIdOf(world, 'XA-18808');
		const { ended, begun, changed } = await apply({ kind: 'SPLIT', from: [loi], to: [fresh('XA-N1'), { unitId: ha }] });
		expect({ ended, changed }).toEqual({ ended: [loi], changed: [] });
		expect((await unitPage(coordinator, loi, day)).successors.map((unit) => unit.unitId).sort()).toEqual([...begun, ha].sort());
	});

	it.each([
		['a unit with others below it', 'unit_has_children', 'ABOLISH', 'HU-445', () => []],
		['a unit that has an end already', 'unit_not_on_day', 'ABOLISH', 'XA-18106', () => []],
		['a code that another unit has', 'unit_code_taken', 'SPLIT', 'XA-18802', () => [fresh('XA-N2'), fresh('SO-NV')]],
		['a shape that is none', 'unit_event_shape', 'SPLIT', 'XA-18802', () => [fresh('XA-N2')]],
		[
			'a kind that does not exist',
			'invalid',
			'SPLIT',
			'XA-18802',
			() => [fresh('XA-N2'), { unitId: null, facts: { code: 'X', name: 'X', kindCode: 'NONE', parentId: null } }]
		],
		['a code with odd letters', 'invalid', 'SPLIT', 'XA-18802', () => [fresh('XA-N2'), fresh('a/b')]],
		['an id that is none', 'unit_not_on_day', 'MERGE', 'XA-18802', () => [{ unitId: "x' or 1=1" }]]
	] as const)('refuses %s and writes nothing', async (_what, code, kind, unit, targets) => {
		const before = await world.client.unitEvent.count();
		const from = [await unitIdOf(world, unit)];
		expect(await refusalOf(apply({ kind, from, to: targets() }))).toBe(code);
		expect(await world.client.unitEvent.count()).toBe(before);
	});

	it('refuses what cuts into a change that is planned already, and a decision of tomorrow', async () => {
		const id = await unitIdOf(world, 'SO-TP');
		const rename = (effectiveOn: string) =>
			apply({ kind: 'RENAME', effectiveOn, from: [id], to: [{ unitId: id, change: { name: 'Khác' } }] });
		expect(await refusalOf(rename('2026-12-01'))).toBe('unit_changed_later');
		expect(await refusalOf(apply({ kind: 'ABOLISH', from: [id], to: [], decisionDate: '2026-11-26' }))).toBe('invalid');
	});

	it('is the coordinator’s alone', async () => {
		const from = [await unitIdOf(world, 'XA-18802')];
		expect(await refusalOf(apply({ kind: 'ABOLISH', from, to: [] }, officer))).toBe('forbidden');
		expect(await refusalOf(previewUnitEvent(officer, { kind: 'ABOLISH', effectiveOn: day, from, to: [] }))).toBe('forbidden');
	});

	it('lets one of three racing ends of one unit win; the others are told that it is no more', async () => {
		const from = [await unitIdOf(world, 'XA-18802')];
		const heir = await unitIdOf(world, 'XA-18808');
		const end = (kind: 'ABOLISH' | 'MERGE') => apply({ kind, from, to: kind === 'MERGE' ? [{ unitId: heir }] : [] });
		const results = await Promise.allSettled([end('ABOLISH'), end('MERGE'), end('ABOLISH')]);
		const refused = results.filter((result) => result.status === 'rejected').map((result): unknown => result.reason);
		expect(refused).toMatchObject([{ code: 'unit_not_on_day' }, { code: 'unit_not_on_day' }]);
	});

	it('does not end a unit with documents as of a day that is over', async () => {
		const id = await unitIdOf(world, 'CC-KL');
		const { id: createdById } = await world.client.user.findFirstOrThrow({ select: { id: true } });
		await world.client.document.create({
			data: { unitId: id, code: 'QT-01', codeKey: 'QT.1', codeSort: '', kindCode: 'QT', title: 'Quy trình', createdById }
		});
		expect(await refusalOf(apply({ kind: 'ABOLISH', effectiveOn: '2026-11-24', from: [id], to: [] }))).toBe('unit_event_late');
	});
});

describe('the page of a unit', () => {
	it('shows people as counts to those who may list them, to others nothing', async () => {
		const id = await unitIdOf(world, 'XA-18106');
		expect((await unitPage(officer, id)).people).toEqual({ all: 1, heads: 0, officers: 1, reviewers: 0 });
		const other = await unitIdOf(world, 'SO-NV');
		expect((await unitPage(officer, other)).people).toBeNull();
		expect((await unitPage(coordinator, other)).people).toEqual({ all: 0, heads: 0, officers: 0, reviewers: 0 });
		expect((await unitPage(officer, other)).abilities).toEqual({
			manage: false,
			divisions: false,
			people: false,
			services: false,
			system: false
		});
	});

	it('does not exist for ids that are none', async () => {
		expect(await refusalOf(unitPage(officer, 'x'))).toBe('unit_not_found');
		expect(await refusalOf(unitPage(officer, '00000000-0000-7000-8000-000000000000'))).toBe('unit_not_found');
	});
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixedClock } from '#lib/server/platform/clock.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { divisionOptions, divisionsOn, unitSettings } from '#lib/server/units/division-list.ts';
import { changeDivision, closeDivision, createDivision } from '#lib/server/units/divisions.ts';
import { setNumberingScheme } from '#lib/server/units/settings.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { refusalOf } from '#test/support/identity-world.ts';
import { contextOf, makePerson, makeUnit, type World } from '#test/support/identity-people.ts';

let database: TestDatabase;
let world: World;
let unitId: string;
let head: Ctx;
let reader: Ctx;
let stranger: Ctx;
let headId: string;
let serial = 0;
let code = '';

beforeAll(async () => {
	database = await testDatabase();
	world = { client: database.client, clock: fixedClock(new Date('2026-11-25T02:00:00Z')) };
	unitId = await makeUnit(world, 'SO-NV');
	const otherId = await makeUnit(world, 'SO-TC');
	headId = await makePerson(world, { fullName: 'Bùi Trưởng', email: 'h@eiso.test', in: [{ unitId, roles: ['head'] }] });
	head = await contextOf(world, headId);
	reader = await contextOf(
		world,
		await makePerson(world, { fullName: 'Trần Đọc', email: 'r@eiso.test', in: [{ unitId, roles: ['reader'] }] })
	);
	stranger = await contextOf(
		world,
		await makePerson(world, { fullName: 'Lê Lạ', email: 's@eiso.test', in: [{ unitId: otherId, roles: ['officer', 'head'] }] })
	);
});
afterAll(() => database.drop());
beforeEach(() => {
	code = `P${++serial}`;
});

const day = '2026-12-01';
const make = (over: Partial<Parameters<typeof createDivision>[1]> = {}) =>
	createDivision(head, { unitId, code, name: `Phòng ${code}`, headId: null, validFrom: day, ...over });
const find = async (id: string, on: string) => (await divisionsOn(head, unitId, on)).find((division) => division.id === id);

describe('divisions', () => {
	it('begin on a day, change name, code and head from a later day, and end; each day shows its own', async () => {
		const { id } = await make({ code: code.toLowerCase(), name: '  Phòng   một ' });
		expect(await find(id, '2026-11-30')).toBeUndefined();
		expect(await find(id, day)).toMatchObject({ code, name: 'Phòng một', headName: null, rowVersion: 1 });
		await changeDivision(head, { divisionId: id, code: `${code}X`, name: 'Phòng hai', headId, from: '2027-01-01', rowVersion: 1 });
		expect(await find(id, '2026-12-31')).toMatchObject({ code, name: 'Phòng một', validTo: '2027-01-01' });
		expect(await find(id, '2027-01-01')).toMatchObject({ code: `${code}X`, name: 'Phòng hai', headName: 'Bùi Trưởng', rowVersion: 2 });
		await closeDivision(head, { divisionId: id, on: '2027-06-01', rowVersion: 2 });
		expect(await find(id, '2027-05-31')).toMatchObject({ name: 'Phòng hai' });
		expect(await find(id, '2027-06-01')).toBeUndefined();
		const trail = await world.client.auditTrail.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
		expect(trail.map((row) => [row.event, row.unitId, row.actorRole])).toEqual([
			['division.create', unitId, 'head'],
			['division.change', unitId, 'head'],
			['division.close', unitId, 'head']
		]);
	});

	it('keep a code to themselves on any day, also in a race', async () => {
		const { id } = await make();
		expect(await refusalOf(make())).toBe('division_code_taken');
		const raced = await Promise.allSettled([make({ code: `${code}R` }), make({ code: `${code}R` })]);
		expect(raced.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
		await closeDivision(head, { divisionId: id, on: '2027-01-01', rowVersion: 1 });
		expect(await refusalOf(make({ validFrom: '2026-12-31' }))).toBe('division_code_taken');
		await make({ validFrom: '2027-01-01' });
	});

	it.each([
		['no name', { name: ' ' }, { name: 'required' }],
		['a code with a space', { code: 'A B' }, { code: 'division_code_form' }],
		['a day that is none', { validFrom: '2026-02-30' }, { from: 'day_invalid' }]
	])('are refused with %s', async (_what, over, fields) => {
		await expect(make(over)).rejects.toMatchObject({ code: 'invalid', fields });
	});

	it('have heads of the unit only', async () => {
		const { kind } = stranger.actor;
		expect(kind).toBe('user');
		const outsider = await world.client.user.findFirstOrThrow({ where: { email: 's@eiso.test' } });
		await expect(make({ headId: outsider.id })).rejects.toMatchObject({ fields: { headId: 'head_not_member' } });
	});

	it('refuse a stale form, a change that changes nothing, and one before a later change', async () => {
		const { id } = await make();
		const change = (name: string, from: string, rowVersion: number) =>
			changeDivision(head, { divisionId: id, code, name, headId: null, from, rowVersion });
		expect(await refusalOf(change(`Phòng ${code}`, '2027-01-01', 1))).toBe('division_same');
		await change('Tên mới', '2027-01-01', 1);
		expect(await refusalOf(change('Tên khác', '2027-02-01', 1))).toBe('stale');
		expect(await refusalOf(change('Tên khác', '2026-12-15', 2))).toBe('division_changed_later');
		expect(await refusalOf(change('Tên khác', '2026-11-01', 2))).toBe('division_closed');
	});

	it('do not end while somebody belongs to them', async () => {
		const { id } = await make({ validFrom: '2026-11-01' });
		const userId = await makePerson(world, { fullName: 'Người Phòng', email: `${code.toLowerCase()}@eiso.test`, password: null });
		await world.client.membership.create({
			data: {
				userId,
				unitId,
				divisionId: id,
				roles: ['reader'],
				position: 'Chuyên viên',
				validFrom: new Date('2026-11-01'),
				validTo: new Date('2027-01-01')
			}
		});
		expect(await refusalOf(closeDivision(head, { divisionId: id, on: '2026-12-31', rowVersion: 1 }))).toBe('division_has_people');
		await closeDivision(head, { divisionId: id, on: '2027-01-01', rowVersion: 1 });
	});

	it('are managed by officer and head of the unit alone; others see them without people', async () => {
		const { id } = await make({ validFrom: '2026-11-01', headId });
		for (const ctx of [reader, stranger]) {
			expect(await refusalOf(createDivision(ctx, { unitId, code: 'KHAC', name: 'Phòng khác', headId: null, validFrom: day }))).toBe(
				'forbidden'
			);
			expect(await refusalOf(closeDivision(ctx, { divisionId: id, on: day, rowVersion: 1 }))).toBe('forbidden');
		}
		const seen = (await divisionsOn(stranger, unitId)).find((division) => division.id === id);
		expect(seen).toMatchObject({ name: `Phòng ${code}`, headId: null, headName: null });
		expect(await divisionOptions(reader, unitId)).toContainEqual({ value: id, label: `Phòng ${code}`, hint: code });
		expect(await refusalOf(unitSettings(stranger, unitId))).toBe('unit_not_found');
		expect(await unitSettings(reader, unitId)).toMatchObject({ abilities: { divisions: false, numbering: false } });
	});
});

it('sets how the unit numbers its versions, once per state', async () => {
	const settings = await unitSettings(head, unitId);
	expect(settings).toMatchObject({ numberingScheme: 'issue_revision', abilities: { divisions: true, numbering: true } });
	expect(settings.heads.map((option) => option.label)).toContain('Bùi Trưởng');
	const set = (scheme: 'single' | 'major_minor', ctx = head) =>
		setNumberingScheme(ctx, { unitId, scheme, rowVersion: settings.rowVersion });
	expect(await refusalOf(set('single', reader))).toBe('forbidden');
	await set('single');
	expect(await unitSettings(head, unitId)).toMatchObject({ numberingScheme: 'single', rowVersion: settings.rowVersion + 1 });
	expect(await refusalOf(set('major_minor'))).toBe('stale');
});

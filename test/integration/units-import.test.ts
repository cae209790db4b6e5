import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '#lib/server/platform/clock.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { findUnits, unitOptions } from '#lib/server/units/find-units.ts';
import { importUnits, type ImportUnits } from '#lib/server/units/import.ts';
import { unitHeading, unitNameOn, unitsOn } from '#lib/server/units/units-on-day.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { contextOf, makePerson, publicContext, type World } from '#test/support/identity-people.ts';
import { refusalOf } from '#test/support/identity-world.ts';
import { loadProvince, operatorContext, seedTable, unitIdOf, unitTable } from '#test/support/units.ts';
import { loadReference } from '../../prisma/seed/reference.ts';

let database: TestDatabase;
let world: World;
let coordinator: Ctx;
let reader: Ctx;

beforeAll(async () => {
	database = await testDatabase();
	world = { client: database.client, clock: fixedClock(new Date('2026-11-25T02:00:00Z')) };
	await loadProvince(world);
	coordinator = await contextOf(
		world,
		await makePerson(world, { fullName: 'Lê Điều Phối', email: 'c@eiso.test', province: 'coordinator', password: null }).then(activate)
	);
	const unitId = await unitIdOf(world, 'SO-NV');
	reader = await contextOf(
		world,
		await makePerson(world, { fullName: 'Trần Đọc', email: 'r@eiso.test', in: [{ unitId, roles: ['reader'] }], password: null }).then(
			activate
		)
	);
});
afterAll(() => database.drop());

/** Active without a password: hashing one takes long and nobody signs in here. */
async function activate(id: string): Promise<string> {
	await world.client.user.update({ where: { id }, data: { status: 'active' } });
	return id;
}
const run = (ctx: Ctx, input: Partial<ImportUnits>) => importUnits(ctx, { rows: [], validFrom: '2026-12-01', dryRun: false, ...input });
const trail = () => world.client.auditTrail.count({ where: { event: 'units.import' } });

describe('the import of units', () => {
	it('does nothing a second time', async () => {
		const before = await trail();
		const report = await run(coordinator, { rows: await seedTable('units.tsv'), validFrom: '2016-01-01' });
		expect(report).toMatchObject({ committed: true, errors: [], counts: { same: 354, create: 0 }, rows: [] });
		expect(await trail()).toBe(before);
	});

	it('says in a dry run what it would do, and writes nothing', async () => {
		const before = await world.client.unitVersion.count();
		const report = await run(coordinator, { rows: unitTable(['MOI-1', 'Đơn vị mới', 'PARTY_BODY', 'UBND-TINH']), dryRun: true });
		expect(report).toMatchObject({ committed: false, errors: [], counts: { create: 1 }, untouched: 354 });
		expect(await world.client.unitVersion.count()).toBe(before);
	});

	it('is all or nothing: one wrong row leaves every other row out', async () => {
		const before = await world.client.unit.count();
		const rows = unitTable(['MOI-2', 'Đơn vị mới', 'PARTY_BODY', 'UBND-TINH'], ['MOI-3', 'Đơn vị lạ', 'PARTY_BODY', 'KHONG-CO']);
		const report = await run(coordinator, { rows });
		expect(report).toMatchObject({
			committed: false,
			errors: [{ line: 3, column: 'parent', reason: 'parent_missing', value: 'KHONG-CO' }]
		});
		expect(await world.client.unit.count()).toBe(before);
	});

	it('changes units from its day on, leaves the days before, writes events and one row of the trail', async () => {
		const ttttBefore = await unitIdOf(world, 'SO-TTTT');
		const rows = unitTable(
			['SO-TTTT', 'Sở Thông tin và Truyền thông mới', 'PROVINCIAL_AGENCY', 'UBND-TINH'],
			['CC-VTLT', 'Chi cục Văn thư - Lưu trữ', 'PUBLIC_SERVICE_UNIT', 'SO-TTTT'],
			['TO-CHUC', 'Liên đoàn Lao động tỉnh', 'SOCIO_POLITICAL', '']
		);
		const progress: number[] = [];
		const report = await run(coordinator, {
			rows,
			fileName: 'moi.tsv',
			legalBasis: 'QĐ 1/QĐ-UBND',
			onProgress: (done) => progress.push(done)
		});
		expect(report).toMatchObject({ committed: true, counts: { create: 1, rename: 1, move: 1, change_kind: 1 } });
		expect(progress).toEqual([3]);
		expect(await unitIdOf(world, 'SO-TTTT', '2026-12-01')).toBe(ttttBefore);
		expect(await unitNameOn(coordinator, ttttBefore, '2026-11-30')).toBe('Sở Thông tin và Truyền thông');
		expect(await unitNameOn(coordinator, ttttBefore, '2026-12-01')).toBe('Sở Thông tin và Truyền thông mới');
		const archives = await unitIdOf(world, 'CC-VTLT', '2026-12-01');
		expect(await unitHeading(coordinator, archives, '2026-11-30')).toEqual({
			agency: 'Chi cục Văn thư - Lưu trữ',
			parentAgency: 'Sở Nội vụ'
		});
		expect(await unitHeading(coordinator, archives, '2026-12-01')).toEqual({
			agency: 'Chi cục Văn thư - Lưu trữ',
			parentAgency: 'Sở Thông tin và Truyền thông mới'
		});
		const events = await world.client.unitEvent.findMany({ orderBy: { id: 'asc' }, include: { lines: true } });
		expect(events.map(({ kind, basis, lines }) => [kind, basis, lines.length])).toEqual([
			['RENAME', 'QĐ 1/QĐ-UBND', 1],
			['CHANGE_KIND', 'QĐ 1/QĐ-UBND', 1]
		]);
		const row = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'units.import' }, orderBy: { seq: 'desc' } });
		expect(row).toMatchObject({ actorName: 'Lê Điều Phối', actorRole: 'coordinator', unitId: null, after: { fileName: 'moi.tsv' } });
	});

	it('writes nothing when the outcome is no longer what the person saw', async () => {
		const rows = unitTable(['MOI-4', 'Đơn vị mới', 'PARTY_BODY', '']);
		const { digest } = await run(coordinator, { rows, dryRun: true });
		await run(coordinator, { rows });
		expect(await refusalOf(run(coordinator, { rows, expected: digest }))).toBe('stale');
		const again = await run(coordinator, { rows, dryRun: true });
		expect(await run(coordinator, { rows, expected: again.digest })).toMatchObject({ committed: true });
	});

	it('lets one of two racing imports of one new code win and the other find it there', async () => {
		const rows = unitTable(['DUA', 'Đơn vị đua', 'PARTY_BODY', '']);
		const reports = await Promise.all([run(coordinator, { rows }), run(coordinator, { rows }), run(coordinator, { rows })]);
		expect(reports.map((report) => report.counts.create).sort()).toEqual([0, 0, 1]);
		expect(await world.client.unitVersion.count({ where: { code: 'DUA' } })).toBe(1);
	});

	it('corrects a version on its own first day and keeps what was recorded, counting on no day', async () => {
		await run(coordinator, { rows: unitTable(['SUA', 'Tên gõ sai', 'PARTY_BODY', '']) });
		await run(coordinator, { rows: unitTable(['SUA', 'Tên đúng', 'PARTY_BODY', '']) });
		const versions = await world.client.unitVersion.findMany({ where: { code: 'SUA' }, orderBy: { name: 'asc' } });
		expect(versions.map(({ name, validTo }) => [name, validTo])).toEqual([
			['Tên gõ sai', new Date('2026-12-01')],
			['Tên đúng', null]
		]);
	});

	it('is the coordinator’s alone', async () => {
		const rows = unitTable(['LEN', 'Lẻn vào', 'PARTY_BODY', '']);
		expect(await refusalOf(run(reader, { rows }))).toBe('forbidden');
		expect(await refusalOf(run(publicContext(world), { rows, dryRun: true }))).toBe('unauthenticated');
	});

	it('keeps kinds that an installation changed when the reference data is loaded again', async () => {
		await world.client.unitKind.update({ where: { code: 'PARTY_BODY' }, data: { nameVi: 'Cơ quan Đảng' } });
		await loadReference(operatorContext(world));
		expect(await world.client.unitKind.findUnique({ where: { code: 'PARTY_BODY' } })).toMatchObject({ nameVi: 'Cơ quan Đảng' });
		expect(await world.client.documentKind.count()).toBe(10);
	});
});

describe('the list of units', () => {
	it('is the tree of a day in one order, for everybody who is signed in', async () => {
		const units = await unitsOn(reader, '2016-01-01');
		expect(units).toHaveLength(354);
		expect(units[0]).toMatchObject({ code: 'UBND-TINH', parentId: null, kindName: 'Ủy ban nhân dân cấp tỉnh' });
		expect(await unitsOn(reader, '2015-12-31')).toEqual([]);
		expect(() => unitsOn(publicContext(world))).toThrow('unauthenticated');
	});

	it.each([
		['xa ky anh', 'UBND thị xã Kỳ Anh'],
		['SỞ  NỘI   VỤ', 'Sở Nội vụ'],
		['so-nv', 'Sở Nội vụ'],
		['đức thọ', 'UBND huyện Đức Thọ'],
		['duc tho huyen', 'UBND huyện Đức Thọ'],
		['thạch đồng', 'UBND xã Thạch Đồng'],
		['XA-18106', 'UBND xã Thạch Đồng'],
		['xã kỳ lơik', 'UBND xã Kỳ Lợi']
	])('finds units without accents, whatever the spaces, and with a slip: %s', async (q, name) => {
		const found = await findUnits(reader, { q, asOf: '2019-06-01' });
		expect(found.items.map((unit) => unit.name)).toContain(name);
	});

	it('puts the code and the closest name first', async () => {
		const first = async (q: string) => (await findUnits(reader, { q, asOf: '2019-06-01' })).items[0]?.name;
		expect(await first('hương sơn')).toBe('UBND huyện Hương Sơn');
		expect(await first('ban quản lý')).toMatch(/^Ban [Qq]uản lý/);
	});

	it('takes wildcards as letters and pages with a stable total', async () => {
		expect(await findUnits(reader, { q: '%' })).toMatchObject({ total: 0, items: [] });
		expect(await findUnits(reader, { q: '_' })).toMatchObject({ total: 0 });
		const page = await findUnits(reader, { kind: 'COMMUNE', asOf: '2019-06-01', page: 2, pageSize: 100 });
		expect(page).toMatchObject({ total: 229, page: 2, pageSize: 100 });
		expect(page.items).toHaveLength(100);
		expect(await findUnits(reader, { kind: 'COMMUNE', asOf: '2019-06-01', page: 9, pageSize: 100 })).toMatchObject({
			total: 229,
			items: []
		});
	});

	it('offers options with code and parent', async () => {
		expect(await unitOptions(reader, { q: 'tiêu chuẩn đo lường' })).toMatchObject([
			{ label: 'Chi cục Tiêu chuẩn Đo lường Chất lượng', hint: 'CC-TDC · Sở Khoa học và Công nghệ' }
		]);
	});
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceText } from '#lib/domain/procedures/admin-services/import-rows.ts';
import { addDays, toDbDate } from '#lib/domain/shared/day.ts';
import { systemClock } from '#lib/server/platform/clock.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { changeService, createService, endService } from '#lib/server/procedures/admin-services/catalogue.ts';
import { catalogueService } from '#lib/server/procedures/admin-services/catalogue-page.ts';
import { tickHandled, tickNotHandled } from '#lib/server/procedures/admin-services/choices.ts';
import { importServices } from '#lib/server/procedures/admin-services/import.ts';
import { confirmUpdated, linkProcedure, unlinkProcedure } from '#lib/server/procedures/admin-services/links.ts';
import { provinceCoverage } from '#lib/server/procedures/admin-services/province.ts';
import { adminServiceFor } from '#lib/server/procedures/admin-services/published.ts';
import { unitCoverage } from '#lib/server/procedures/admin-services/unit-coverage.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { pastGuards } from '#test/support/raw-writes.ts';
import { contextOf, makePerson, makeUnit, type World } from '#test/support/identity-people.ts';

let database: TestDatabase;
let world: World;
let unitId: string;
let kind: string;
let officer: Ctx;
let officerId: string;
let reader: Ctx;
let stranger: Ctx;
let coordinator: Ctx;
let day: string;

const refusalOf = (act: Promise<unknown>) =>
	act.then(
		() => 'passed',
		(error: unknown) => error
	);
const all = { q: '', state: null, field: '' } as const;

beforeAll(async () => {
	database = await testDatabase();
	world = { client: database.client, clock: systemClock(0) };
	unitId = await makeUnit(world, 'X-01');
	const otherId = await makeUnit(world, 'X-02');
	kind = (await world.client.unitVersion.findFirstOrThrow({ where: { unitId } })).kindCode;
	const person = (fullName: string, email: string, unit: string, roles: ('officer' | 'head' | 'reader')[]) =>
		makePerson(world, { fullName, email, in: [{ unitId: unit, roles }] });
	officerId = await person('Lê Thư Ký', 'o@eiso.test', unitId, ['officer']);
	officer = await contextOf(world, officerId);
	reader = await contextOf(world, await person('Trần Đọc', 'r@eiso.test', unitId, ['reader']));
	stranger = await contextOf(world, await person('Bùi Lạ', 's@eiso.test', otherId, ['officer', 'head']));
	const coordinatorId = await person('Phan Sở', 'c@eiso.test', otherId, ['reader']);
	await world.client.provinceAppointment.create({
		data: { userId: coordinatorId, role: 'coordinator', validFrom: toDbDate('2020-01-01') }
	});
	coordinator = await contextOf(world, coordinatorId);
	day = today(officer);
});
afterAll(() => database.drop());

const text = (over: Partial<ServiceText> = {}): ServiceText => ({
	name: 'Đăng ký khai sinh',
	field: 'Hộ tịch',
	kindCodes: [kind],
	decisionNumber: '1234/QĐ-UBND',
	decisionDate: '2023-03-01',
	limit: { value: 1, unit: 'working_days' },
	limitNote: '',
	...over
});

let serial = 0;
const service = (over: Partial<ServiceText> = {}) =>
	createService(coordinator, { ...text(over), code: `1.00${++serial}.H27`, validFrom: '2023-03-15' });

/** A procedure of the unit; with a day, its version has been in force since. */
async function procedure(since: string | null): Promise<{ documentId: string; versionId: string }> {
	const code = `QT-${++serial}`;
	const base = {
		unitId,
		kindCode: 'QT',
		code,
		codeKey: `QT.${serial}`,
		codeSort: `QT.${serial}`,
		title: `Quy trình ${code}`,
		createdById: officerId
	};
	const { client } = world;
	await client.documentKind.createMany({
		data: [{ code: 'QT', nameVi: 'Quy trình', nameEn: 'Procedure', sortOrder: 1 }],
		skipDuplicates: true
	});
	const document = await client.document.create({ data: base });
	const version = await client.version.create({
		data: { documentId: document.id, unitId, issueNo: 1, revisionNo: 0, title: base.title, createdById: officerId }
	});
	if (since !== null) {
		// How a version comes into force is not what is tried here.
		const sha256 = 'a'.repeat(64);
		await client.storedFile.createMany({ data: [{ sha256, size: 1n, contentType: 'application/pdf' }], skipDuplicates: true });
		await pastGuards(client, ['version'], (db) =>
			db.version.update({
				where: { id: version.id },
				data: { state: 'issued', pdfSha256: sha256, pdfName: 'x.pdf', pdfPages: 1, effectiveFrom: toDbDate(since), issuedAt: new Date() }
			})
		);
	}
	return { documentId: document.id, versionId: version.id };
}

const lineOf = async (ctx: Ctx, serviceId: string) =>
	(await unitCoverage(ctx, unitId, all)).lines.find((line) => line.serviceId === serviceId);
const stateOf = async (ctx: Ctx, serviceId: string) => (await lineOf(ctx, serviceId))?.state;

describe('the catalogue', () => {
	it('is the coordinator’s to keep, in dated rows that tell each day what held', async () => {
		const { id } = await service();
		const { code } = (await catalogueService(reader, id)).service;
		const change = { serviceId: id, rowVersion: 1, validFrom: addDays(day, 3), ...text({ limit: { value: 4, unit: 'working_hours' } }) };
		for (const who of [officer, reader, stranger]) expect(await refusalOf(changeService(who, change))).toMatchObject({ status: 403 });
		expect(await refusalOf(changeService(coordinator, { ...change, validFrom: addDays(day, -1) }))).toMatchObject({
			fields: { validFrom: 'effective_in_past' }
		});
		expect(await refusalOf(changeService(coordinator, { ...change, ...text() }))).toMatchObject({ code: 'service_same' });
		await changeService(coordinator, change);
		expect(await refusalOf(changeService(coordinator, change))).toMatchObject({ code: 'stale' });
		expect(await refusalOf(changeService(coordinator, { ...change, rowVersion: 2, validFrom: day, name: 'Khác' }))).toMatchObject({
			code: 'service_changes_later'
		});
		expect(await adminServiceFor(reader, code.toLowerCase(), day)).toMatchObject({ code, limit: { value: 1, unit: 'working_days' } });
		expect(await adminServiceFor(reader, code, addDays(day, 3))).toMatchObject({ limit: { value: 4, unit: 'working_hours' } });
		expect(await adminServiceFor(reader, code, '2023-03-14')).toBeNull();
		const acts = await world.client.auditTrail.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
		expect(acts.map((act) => [act.event, act.unitId])).toEqual([
			['admin_service.create', null],
			['admin_service.change', null]
		]);
		expect(acts[1]).toMatchObject({ before: { limitValue: 1 }, after: { limitValue: 4 } });
		expect(await refusalOf(createService(coordinator, { ...text(), code: ` ${code.toLowerCase()} `, validFrom: day }))).toMatchObject({
			code: 'service_code_taken'
		});
	});

	it('ends a service on a day that has not passed, and refuses input that is none', async () => {
		const { id } = await service();
		expect(await refusalOf(endService(coordinator, { serviceId: id, rowVersion: 1, endsOn: '2024-01-01' }))).toMatchObject({
			fields: { endsOn: 'effective_in_past' }
		});
		await endService(coordinator, { serviceId: id, rowVersion: 1, endsOn: day });
		expect(await lineOf(officer, id)).toBeUndefined();
		const wrong = createService(coordinator, { ...text({ kindCodes: ['NONE'], limit: null }), code: 'x', validFrom: day });
		expect(await refusalOf(wrong)).toMatchObject({ fields: { kindCodes: 'invalid', limitValue: 'limit_or_note' } });
	});

	it('keeps its past against raw SQL', async () => {
		const { id } = await service();
		const { client } = world;
		await expect(client.$executeRaw`update admin_service_version set limit_value = 99 where service_id = ${id}::uuid`).rejects.toThrow(
			/content_frozen/
		);
		await expect(
			client.$executeRaw`update admin_service_version set valid_to = ${'2024-01-01'}::date where service_id = ${id}::uuid`
		).rejects.toThrow(/content_frozen/);
		await expect(
			client.$executeRaw`insert into admin_service_version
				(id, service_id, name, field, decision_number, decision_date, limit_note, valid_from, valid_to, kind_codes)
				values (gen_random_uuid(), ${id}::uuid, 'x', 'x', 'x', '2020-01-01', 'x', '2020-01-01', '2020-02-01', '{}')`
		).rejects.toThrow(/content_frozen/);
		await expect(client.$executeRaw`update admin_service set code = 'x' where id = ${id}::uuid`).rejects.toThrow(/content_frozen/);
		for (const table of [
			'admin_service_version',
			'admin_service_link',
			'admin_service_confirmation',
			'unit_admin_service',
			'admin_service'
		])
			await expect(client.$executeRawUnsafe(`truncate ${table} cascade`), table).rejects.toThrow(/append_only/);
		await expect(client.$executeRaw`delete from admin_service_version where service_id = ${id}::uuid`).rejects.toThrow(/append_only/);
	});
});

describe('what a unit does about a service', () => {
	it('is in turn undecided, missing, draft only, in force, out of date, in force again', async () => {
		const { id } = await service();
		expect(await stateOf(officer, id)).toBe('undecided');
		const draft = await procedure(null);
		expect(await refusalOf(linkProcedure(officer, { unitId, serviceId: id, documentId: draft.documentId }))).toMatchObject({
			code: 'service_not_ticked'
		});
		expect(await tickHandled(officer, { unitId, serviceIds: [id] })).toEqual({ count: 1 });
		expect(await tickHandled(officer, { unitId, serviceIds: [id] })).toEqual({ count: 0 });
		expect(await stateOf(officer, id)).toBe('missing');
		const { id: draftLink } = await linkProcedure(officer, { unitId, serviceId: id, documentId: draft.documentId });
		expect(await stateOf(officer, id)).toBe('draft_only');
		// Whoever may not see the draft learns nothing of it.
		for (const who of [reader, coordinator]) expect(await lineOf(who, id)).toMatchObject({ state: 'missing', procedures: [] });
		const issued = await procedure('2024-01-01');
		const { id: linkId } = await linkProcedure(officer, { unitId, serviceId: id, documentId: issued.documentId });
		expect(await stateOf(reader, id)).toBe('in_force');
		await unlinkProcedure(officer, { linkId: draftLink });
		expect((await lineOf(officer, id))?.procedures.map((one) => one.linkId)).toEqual([linkId]);

		const old = await lineOf(officer, id);
		await changeService(coordinator, {
			serviceId: id,
			rowVersion: 1,
			validFrom: day,
			...text({ decisionNumber: '99/QĐ-UBND', decisionDate: day })
		});
		expect(await stateOf(reader, id)).toBe('out_of_date');
		expect(await world.client.notice.findMany({ where: { kind: 'service_changed', subjectId: id } })).toMatchObject([
			{ userId: officerId, params: { number: '99/QĐ-UBND' } }
		]);
		const confirm = { linkId, versionId: issued.versionId };
		expect(await refusalOf(confirmUpdated(officer, { ...confirm, serviceVersionId: old?.serviceVersionId ?? '' }))).toMatchObject({
			code: 'stale'
		});
		const serviceVersionId = (await lineOf(officer, id))?.serviceVersionId ?? '';
		expect(await refusalOf(confirmUpdated(officer, { ...confirm, versionId: draft.versionId, serviceVersionId }))).toMatchObject({
			code: 'version_not_of_link'
		});
		expect(await refusalOf(confirmUpdated(stranger, { ...confirm, serviceVersionId }))).toMatchObject({ status: 404 });
		expect(await refusalOf(confirmUpdated(reader, { ...confirm, serviceVersionId }))).toMatchObject({ status: 404 });
		await confirmUpdated(officer, { ...confirm, serviceVersionId });
		expect(await stateOf(reader, id)).toBe('in_force');
		const acts = await world.client.auditTrail.findMany({ where: { subjectId: linkId }, orderBy: { seq: 'asc' } });
		expect(acts.map((act) => [act.event, act.unitId])).toEqual([
			['admin_service.link', unitId],
			['admin_service.confirm', unitId]
		]);
		await expect(world.client.$executeRaw`delete from admin_service_confirmation`).rejects.toThrow(/append_only/);
		await expect(world.client.$executeRaw`update admin_service_confirmation set confirmed_at = now()`).rejects.toThrow(/append_only/);
		await expect(world.client.$executeRaw`update admin_service_link set document_id = ${draft.documentId}::uuid`).rejects.toThrow(
			/content_frozen/
		);
		await expect(
			world.client.$executeRaw`insert into admin_service_confirmation (id, link_id, version_id, service_version_id, confirmed_by_id)
				values (gen_random_uuid(), ${linkId}::uuid, ${draft.versionId}::uuid, ${serviceVersionId}::uuid, ${officerId}::uuid)`
		).rejects.toThrow(/confirmation_of_link/);
	});

	it('a change of the name alone tells nobody and leaves nothing out of date', async () => {
		const { id } = await service();
		await tickHandled(officer, { unitId, serviceIds: [id] });
		const { documentId } = await procedure('2024-01-01');
		await linkProcedure(officer, { unitId, serviceId: id, documentId });
		await changeService(coordinator, { serviceId: id, rowVersion: 1, validFrom: day, ...text({ name: 'Đăng ký khai sinh (sửa tên)' }) });
		expect(await lineOf(officer, id)).toMatchObject({ state: 'in_force', name: 'Đăng ký khai sinh (sửa tên)' });
		expect(await world.client.notice.count({ where: { kind: 'service_changed', subjectId: id } })).toBe(0);
	});

	it('is said by its own officer alone, not handled with a reason', async () => {
		const { id } = await service();
		const input = { unitId, serviceId: id, reason: 'Thuộc thẩm quyền cấp tỉnh' };
		for (const who of [stranger, reader, coordinator]) {
			expect(await refusalOf(tickNotHandled(who, input))).toMatchObject({ status: 403 });
			expect(await refusalOf(tickHandled(who, { unitId, serviceIds: [id] }))).toMatchObject({ status: 403 });
		}
		expect(await refusalOf(tickNotHandled(officer, { ...input, reason: ' ' }))).toMatchObject({ fields: { reason: 'required' } });
		await tickNotHandled(officer, input);
		expect(await lineOf(reader, id)).toMatchObject({ state: 'not_handled', reason: input.reason });
		expect(await refusalOf(unitCoverage(stranger, unitId, all))).toMatchObject({ status: 404 });
		const foreign = await service({ kindCodes: [await otherKind()] });
		expect(await refusalOf(tickHandled(officer, { unitId, serviceIds: [foreign.id] }))).toMatchObject({ status: 404 });
		const raw = world.client.$executeRaw`update unit_admin_service set reason = '' where service_id = ${id}::uuid`;
		await expect(raw).rejects.toThrow(/unit_admin_service_reason/);
	});

	it('is counted for the whole province in few queries', async () => {
		expect(await refusalOf(provinceCoverage(officer, { q: '' }))).toMatchObject({ status: 403 });
		const { lines, sums } = await provinceCoverage(coordinator, { q: 'x-01' });
		expect(lines).toHaveLength(1);
		const { counts, total } = await unitCoverage(coordinator, unitId, all);
		expect(lines[0]).toMatchObject({ unitId, total, counts });
		expect(sums).toEqual(counts);
	});

	it('is shown page by page', async () => {
		const { lines, units, pageSize, page } = await provinceCoverage(coordinator, { q: '', page: 99 });
		expect({ units, page }).toEqual({ units: lines.length, page: 1 });
		expect(units).toBeLessThanOrEqual(pageSize);
	});
});

async function otherKind(): Promise<string> {
	await world.client.unitKind.createMany({
		data: [{ code: 'OTHER', nameVi: 'Khác', nameEn: 'Other', sortOrder: 9 }],
		skipDuplicates: true
	});
	return 'OTHER';
}

describe('the import', () => {
	const head = [
		'Mã TTHC',
		'Tên thủ tục',
		'Lĩnh vực',
		'Áp dụng cho',
		'Số quyết định',
		'Ngày quyết định',
		'Thời hạn',
		'Đơn vị thời hạn',
		'Ghi chú'
	];
	const row = (code: string, over: { name?: string; limit?: string; decided?: string } = {}) => [
		code,
		over.name ?? 'Chứng thực bản sao',
		'Chứng thực',
		kind,
		'55/QĐ-UBND',
		over.decided ?? '01/02/2024',
		over.limit ?? '1',
		'ngày làm việc',
		''
	];
	const table = (...rows: string[][]) => [head, ...rows].map((cells, index) => ({ line: index + 1, cells }));
	const run = (rows: string[][], over: Partial<Parameters<typeof importServices>[1]> = {}) =>
		importServices(coordinator, { rows: table(...rows), validFrom: day, dryRun: false, fileName: 'tthc.xlsx', ...over });

	it('says what will change, does it in one act, and changes nothing the second time', async () => {
		const preview = await run([row('2.001'), row('2.002')], { dryRun: true });
		expect(preview).toMatchObject({ committed: false, faults: [], same: 0, changes: [{ act: 'create' }, { act: 'create' }] });
		expect(await world.client.adminService.count({ where: { codeKey: { in: ['2001', '2002'] } } })).toBe(0);
		expect(await run([row('2.001'), row('2.002')], { expected: preview.digest })).toMatchObject({ committed: true });
		const acts = () => world.client.auditTrail.count({ where: { event: 'admin_service.import' } });
		expect(await acts()).toBe(1);
		expect(await run([row('2.001'), row('2.002')])).toMatchObject({ committed: true, same: 2, changes: [] });
		expect(await acts()).toBe(1);
		const changed = await run([row('2.001', { limit: '3' }), row('2.002')]);
		expect(changed).toMatchObject({ same: 1, changes: [{ code: '2.001', act: 'change', substantive: true, before: { limitValue: 1 } }] });
		expect(await adminServiceFor(reader, '2.001', day)).toMatchObject({ limit: { value: 3 } });
		expect(await refusalOf(run([row('2.002', { limit: '9' })], { expected: preview.digest }))).toMatchObject({ code: 'stale' });
	});

	it('names every fault by row and column and then brings in nothing', async () => {
		const report = await run([row('3.001'), row('3.001', { limit: 'mười' }), row('=1', { decided: '31/02/2024' }), ['3.003']]);
		expect(report.committed).toBe(false);
		expect(report.faults.map(({ line, column, reason }) => [line, column, reason])).toEqual(
			expect.arrayContaining([
				[3, 'limitValue', 'limit_form'],
				[3, 'code', 'code_twice'],
				[4, 'code', 'formula'],
				[5, 'name', 'required']
			])
		);
		expect(await world.client.adminService.count({ where: { codeKey: '3001' } })).toBe(0);
		const past = await run([row('2.002', { name: 'Khác' })], { validFrom: addDays(day, -5) });
		expect(past.faults).toMatchObject([{ line: 2, column: 'validFrom', reason: 'day_in_past' }]);
		const refused = importServices(officer, { rows: table(row('4.001')), validFrom: day, dryRun: true, fileName: 'x' });
		expect(await refusalOf(refused)).toMatchObject({ status: 403 });
	});
});

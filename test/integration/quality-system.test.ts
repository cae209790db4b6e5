import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '#lib/server/platform/clock.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import {
	addMember,
	appointCommittee,
	changeCommittee,
	changeMember,
	endCommittee,
	endMember
} from '#lib/server/units/quality-system/committees.ts';
import { isoTitleOf } from '#lib/server/units/quality-system/iso-title.ts';
import { qualitySystem, qualitySystemPage } from '#lib/server/units/quality-system/page.ts';
import { addStep, changeStep, dropStep, tickStep } from '#lib/server/units/quality-system/plan-steps.ts';
import { beginStandard, changeScope, endStandard } from '#lib/server/units/quality-system/standards.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { contextOf, makePerson, makeUnit, type World } from '#test/support/identity-people.ts';
import { operatorContext } from '#test/support/units.ts';
import { loadReference } from '../../prisma/seed/reference.ts';

let database: TestDatabase;
let world: World;
let unitId: string;
let officer: Ctx;
let reader: Ctx;
let stranger: Ctx;
let coordinator: Ctx;
let officerId: string;

beforeAll(async () => {
	database = await testDatabase();
	world = { client: database.client, clock: fixedClock(new Date()) };
	await loadReference(operatorContext(world));
	unitId = await makeUnit(world, 'SO-NV');
	const otherId = await makeUnit(world, 'SO-TC');
	const person = (fullName: string, email: string, unit: string, roles: ('officer' | 'head' | 'reader')[]) =>
		makePerson(world, { fullName, email, in: [{ unitId: unit, roles }] });
	officerId = await person('Lê Thư Ký', 'o@eiso.test', unitId, ['officer']);
	officer = await contextOf(world, officerId);
	reader = await contextOf(world, await person('Trần Đọc', 'r@eiso.test', unitId, ['reader']));
	stranger = await contextOf(world, await person('Bùi Lạ', 's@eiso.test', otherId, ['officer', 'head']));
	const coordinatorId = await person('Phan Sở', 'c@eiso.test', otherId, ['reader']);
	await world.client.provinceAppointment.create({
		data: { userId: coordinatorId, role: 'coordinator', validFrom: new Date('2020-01-01') }
	});
	coordinator = await contextOf(world, coordinatorId);
});
afterAll(() => database.drop());

const refusalOf = (act: Promise<unknown>) =>
	act.then(
		() => 'passed',
		(error: unknown) => error
	);

const lastAct = async (subjectId: string) => {
	const row = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId }, orderBy: { seq: 'desc' } });
	return { event: row.event, unitId: row.unitId, before: row.before, after: row.after };
};

describe('edition and scope', () => {
	it('run from a day to a day, one a day, and are recorded', async () => {
		const { id: first } = await beginStandard(officer, {
			unitId,
			standardCode: 'ISO9001-2008',
			scope: 'Toàn bộ TTHC',
			validFrom: '2017-01-01'
		});
		const { id: second } = await beginStandard(officer, {
			unitId,
			standardCode: 'ISO9001-2015',
			scope: 'Toàn bộ TTHC và hoạt động nội bộ',
			validFrom: '2020-03-01'
		});
		const { standards } = await qualitySystem(reader, unitId, null);
		expect(standards.map(({ edition, validFrom, validTo, when }) => [edition, validFrom, validTo, when])).toEqual([
			[2015, '2020-03-01', null, 'now'],
			[2008, '2017-01-01', '2020-03-01', 'past']
		]);
		expect(await lastAct(second)).toMatchObject({
			event: 'unit_standard.begin',
			unitId,
			before: { standardCode: 'ISO9001-2008' },
			after: { standardCode: 'ISO9001-2015' }
		});
		await changeScope(officer, { id: second, rowVersion: 1, scope: 'Tất cả TTHC' });
		expect(await lastAct(second)).toMatchObject({
			before: { scope: 'Toàn bộ TTHC và hoạt động nội bộ' },
			after: { scope: 'Tất cả TTHC' }
		});
		expect(await refusalOf(changeScope(officer, { id: second, rowVersion: 1, scope: 'Khác' }))).toMatchObject({ code: 'stale' });
		expect(await refusalOf(changeScope(officer, { id: first, rowVersion: 2, scope: 'Khác' }))).toMatchObject({ code: 'period_ended' });
		const again = beginStandard(officer, { unitId, standardCode: 'ISO9001-2015', scope: 'x', validFrom: '2018-01-01' });
		expect(await refusalOf(again)).toMatchObject({ code: 'period_overlaps' });
		const early = endStandard(officer, { id: second, rowVersion: 2, endsOn: '2019-01-01' });
		expect(await refusalOf(early)).toMatchObject({ fields: { endsOn: 'end_before_start' } });
	});

	it('are the own officer’s and heads’ to keep, the staff’s and the coordinator’s to read, nobody else’s', async () => {
		const input = { unitId, standardCode: 'ISO9001-2015', scope: 'x', validFrom: '2026-01-01' };
		for (const who of [reader, coordinator, stranger]) expect(await refusalOf(beginStandard(who, input))).toMatchObject({ status: 403 });
		expect((await qualitySystemPage(reader, unitId, null)).abilities.manage).toBe(false);
		expect((await qualitySystemPage(coordinator, unitId, null)).choices.people).toEqual([]);
		expect(await refusalOf(qualitySystem(stranger, unitId, null))).toMatchObject({ status: 404 });
		const { standards } = await qualitySystem(officer, unitId, null);
		const foreign = changeScope(stranger, { id: standards[0]?.id ?? '', rowVersion: 2, scope: 'x' });
		expect(await refusalOf(foreign)).toMatchObject({ status: 404 });
	});
});

describe('the steering committee', () => {
	it('gives titles by decision, dated; the next one ends it', async () => {
		const decision = { unitId, decisionNumber: '15/QĐ-SNV', decisionDate: '2021-02-01' };
		const { id } = await appointCommittee(officer, { ...decision, validFrom: '2021-02-10' });
		const member = { committeeId: id, fullName: '', position: 'Chuyên viên', validFrom: '2021-02-10' };
		const { id: memberId } = await addMember(officer, { ...member, userId: officerId, title: 'secretary' });
		await addMember(officer, { ...member, userId: null, fullName: ' Võ  Trưởng ', title: 'head' });
		expect(await refusalOf(addMember(officer, { ...member, userId: officerId, title: 'member' }))).toMatchObject({ code: 'member_twice' });
		expect(await refusalOf(addMember(officer, { ...member, userId: null, title: 'member' }))).toMatchObject({
			fields: { fullName: 'name_or_account' }
		});
		expect(await isoTitleOf(reader, unitId, officerId, '2021-02-09')).toBeNull();
		expect(await isoTitleOf(reader, unitId, officerId, '2022-01-01')).toBe('secretary');
		await changeMember(officer, { id: memberId, rowVersion: 1, position: 'Phó Chánh Văn phòng' });
		expect(await lastAct(memberId)).toMatchObject({ before: { position: 'Chuyên viên' }, after: { position: 'Phó Chánh Văn phòng' } });
		await changeCommittee(officer, { id, rowVersion: 1, decisionNumber: '16/QĐ-SNV', decisionDate: '2021-02-02' });
		expect(await lastAct(id)).toMatchObject({ before: { decisionNumber: '15/QĐ-SNV' }, after: { decisionNumber: '16/QĐ-SNV' } });

		const { id: next } = await appointCommittee(officer, { ...decision, decisionNumber: '20/QĐ-SNV', validFrom: '2024-05-01' });
		const { committees } = await qualitySystem(reader, unitId, null);
		expect(committees.map((one) => [one.decisionNumber, one.validTo, one.when])).toEqual([
			['20/QĐ-SNV', null, 'now'],
			['16/QĐ-SNV', '2024-05-01', 'past']
		]);
		expect(committees[1]?.members.map((one) => [one.fullName, one.title, one.validTo])).toEqual([
			['Võ Trưởng', 'head', '2024-05-01'],
			['Lê Thư Ký', 'secretary', '2024-05-01']
		]);
		expect(await isoTitleOf(reader, unitId, officerId, '2024-05-01')).toBeNull();
		expect(await refusalOf(changeMember(officer, { id: memberId, rowVersion: 3, position: 'x' }))).toMatchObject({ code: 'period_ended' });
		const late = addMember(officer, { ...member, committeeId: next, userId: officerId, title: 'secretary', validFrom: '2024-05-02' });
		const { id: lateId } = await late;
		await endMember(officer, { id: lateId, rowVersion: 1, endsOn: '2025-01-01' });
		expect(await isoTitleOf(reader, unitId, officerId, '2024-12-31')).toBe('secretary');
		expect(await isoTitleOf(reader, unitId, officerId, '2025-01-01')).toBeNull();
		expect(await refusalOf(endCommittee(stranger, { id: next, rowVersion: 1, endsOn: '2026-01-01' }))).toMatchObject({ status: 404 });
		expect(await refusalOf(endCommittee(officer, { id: next, rowVersion: 9, endsOn: '2026-01-01' }))).toMatchObject({ code: 'stale' });
	});

	it('is kept by the database as it was once it has ended', async () => {
		const { client } = world;
		const ended = await client.steeringCommittee.findFirstOrThrow({ where: { unitId, decisionNumber: '16/QĐ-SNV' } });
		await expect(client.$executeRaw`update steering_committee set decision_number = 'x' where id = ${ended.id}::uuid`).rejects.toThrow(
			/content_frozen/
		);
		await expect(client.$executeRaw`update steering_committee set valid_to = null where id = ${ended.id}::uuid`).rejects.toThrow(
			/content_frozen/
		);
		await expect(client.$executeRaw`update committee_member set full_name = 'x' where committee_id <> ${ended.id}::uuid`).rejects.toThrow(
			/content_frozen/
		);
		await expect(client.$executeRaw`update committee_member set title = 'head'`).rejects.toThrow(/content_frozen/);
		await expect(client.$executeRaw`update unit_standard set standard_code = 'ISO9001-2008' where valid_to is null`).rejects.toThrow(
			/content_frozen/
		);
		await expect(client.$executeRaw`update unit_standard set scope = 'x' where valid_to is not null`).rejects.toThrow(/content_frozen/);
		for (const table of ['unit_standard', 'steering_committee', 'committee_member', 'iso_plan_step']) {
			await expect(client.$executeRawUnsafe(`truncate ${table} cascade`), table).rejects.toThrow(/append_only/);
		}
		await expect(client.$executeRaw`delete from committee_member`).rejects.toThrow(/append_only/);
		await expect(client.$executeRaw`delete from steering_committee where id = ${ended.id}::uuid`).rejects.toThrow(/append_only/);
		await expect(client.$executeRaw`delete from unit_standard`).rejects.toThrow(/append_only/);
	});
});

describe('the yearly plan', () => {
	it('has steps that are added, changed, ticked, taken back and given up, each recorded', async () => {
		const text = { what: 'Đánh giá nội bộ', responsibleId: officerId, responsibleName: '', dueOn: '2025-10-31' };
		const { id } = await addStep(officer, { unitId, year: 2025, ...text });
		await changeStep(officer, { id, rowVersion: 1, ...text, dueOn: '2025-11-15' });
		expect(await lastAct(id)).toMatchObject({ before: { dueOn: '2025-10-31' }, after: { dueOn: '2025-11-15' } });
		const shown = async () => (await qualitySystem(reader, unitId, 2025)).steps.map((step) => [step.state, step.result]);
		expect(await shown()).toEqual([['late', '']]);
		const future = tickStep(officer, { id, rowVersion: 2, doneOn: '2199-01-01', result: '' });
		expect(await refusalOf(future)).toMatchObject({ fields: { doneOn: 'done_in_future' } });
		await tickStep(officer, { id, rowVersion: 2, doneOn: '2025-11-10', result: '02 điểm lưu ý' });
		expect(await shown()).toEqual([['done', '02 điểm lưu ý']]);
		expect(await refusalOf(dropStep(officer, { id, rowVersion: 3, reason: 'x' }))).toMatchObject({ code: 'step_done' });
		await tickStep(officer, { id, rowVersion: 3, doneOn: null, result: '' });
		expect((await lastAct(id)).event).toBe('iso_plan.untick');
		await dropStep(officer, { id, rowVersion: 4, reason: 'Dời sang năm sau' });
		expect(await shown()).toEqual([['dropped', '']]);
		expect(await refusalOf(tickStep(officer, { id, rowVersion: 5, doneOn: '2025-11-10', result: '' }))).toMatchObject({
			code: 'step_dropped'
		});
		expect(await refusalOf(addStep(reader, { unitId, year: 2025, ...text }))).toMatchObject({ status: 403 });
		await expect(world.client.$executeRaw`update iso_plan_step set result = 'x' where id = ${id}::uuid`).rejects.toThrow(/content_frozen/);
		await expect(world.client.$executeRaw`delete from iso_plan_step`).rejects.toThrow(/append_only/);
	});
});

import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { changeService, createService } from '#lib/server/procedures/admin-services/catalogue.ts';
import { tickHandled, tickNotHandled } from '#lib/server/procedures/admin-services/choices.ts';
import { linkProcedure } from '#lib/server/procedures/admin-services/links.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { addMember, appointCommittee } from '#lib/server/units/quality-system/committees.ts';
import { addStep, tickStep } from '#lib/server/units/quality-system/plan-steps.ts';
import { beginStandard } from '#lib/server/units/quality-system/standards.ts';
import { sampleServices } from '../content/services.ts';
import { demoAnnouncing, demoCommuneCode } from '../content/units.ts';
import { required, type DemoIds } from './people.ts';

type Unit = {
	readonly code: string;
	readonly scope: string;
	readonly decision: string;
	/** Others of the committee, as the decision names them. */
	readonly members: readonly (readonly [title: 'deputy_head' | 'member', fullName: string, position: string])[];
};

const units: readonly Unit[] = [
	{
		code: 'SO-NV',
		scope: 'Giải quyết thủ tục hành chính và các hoạt động nội bộ của Sở Nội vụ, gồm Chi cục Văn thư - Lưu trữ.',
		decision: '112/QĐ-SNV',
		members: [
			['deputy_head', 'Trần Quốc Hoàn', 'Phó Giám đốc'],
			['member', 'Phan Thị Hải Lý', 'Chánh Thanh tra'],
			['member', 'Lê Văn Tuệ', 'Trưởng phòng Công chức, viên chức']
		]
	},
	{
		code: 'SO-KHCN',
		scope: 'Quản lý nhà nước về khoa học và công nghệ, giải quyết thủ tục hành chính và các hoạt động nội bộ của Sở.',
		decision: '45/QĐ-SKHCN',
		members: [['deputy_head', 'Hồ Sỹ Nam', 'Phó Giám đốc']]
	},
	{
		code: demoCommuneCode,
		scope: 'Giải quyết thủ tục hành chính thuộc thẩm quyền của UBND xã và các hoạt động nội bộ liên quan.',
		decision: '27/QĐ-UBND',
		members: [
			['deputy_head', 'Nguyễn Thị Thơm', 'Phó Chủ tịch UBND xã'],
			['member', 'Võ Đình Khánh', 'Công chức Địa chính - Xây dựng']
		]
	}
];

/** The provincial list of services, what some units handle of it, and the systems that they keep. Through the commands. */
export async function keepSystems(runtime: Runtime, ids: DemoIds, coordinatorId: string): Promise<void> {
	const day = dayOf(runtime.clock.now());
	const coordinator = await actingAs(runtime, coordinatorId);
	const services = new Map<string, string>();
	for (const service of sampleServices) services.set(service.name, (await createService(coordinator, { ...service, isSample: true })).id);
	for (const unit of units) {
		const unitId = required(ids.units, unit.code, 'unit');
		const officer = await actingAs(runtime, required(ids.people, `${unit.code}/officer`, 'person'));
		await beginSystem(runtime, officer, unitId, unit, day);
		await planYear(runtime, officer, unitId, day);
		await chooseServices(runtime, officer, unitId, unit.code === demoCommuneCode ? 'COMMUNE' : 'PROVINCIAL_AGENCY', services);
	}
	for (const code of demoAnnouncing) {
		const officer = await actingAs(runtime, required(ids.people, `${code}/officer`, 'person'));
		await chooseServices(runtime, officer, required(ids.units, code, 'unit'), 'COMMUNE', services);
	}
	await shorten(runtime, coordinator, required(services, 'Đăng ký khai tử', 'service'), day);
}

async function beginSystem(runtime: Runtime, officer: Ctx, unitId: string, unit: Unit, day: Day): Promise<void> {
	const since = addDays(day, -700);
	await beginStandard(officer, { unitId, standardCode: 'ISO9001-2015', scope: unit.scope, validFrom: since });
	const { id: committeeId } = await appointCommittee(officer, {
		unitId,
		decisionNumber: unit.decision,
		decisionDate: since,
		validFrom: since
	});
	const [head, secretary] = await Promise.all([memberOf(runtime, unitId, 'head'), memberOf(runtime, unitId, 'officer')]);
	const member = (person: typeof head, title: 'head' | 'secretary') =>
		addMember(officer, { committeeId, userId: person.userId, fullName: '', title, position: person.position, validFrom: since });
	await member(head, 'head');
	await member(secretary, 'secretary');
	for (const [title, fullName, position] of unit.members)
		await addMember(officer, { committeeId, userId: null, fullName, title, position, validFrom: since });
}

async function planYear(runtime: Runtime, officer: Ctx, unitId: string, day: Day): Promise<void> {
	const year = Number(day.slice(0, 4));
	const { userId } = await memberOf(runtime, unitId, 'officer');
	const steps = [
		['Rà soát danh mục tài liệu, cập nhật theo văn bản mới', `${year}-03-31`, 'Đã rà soát, sửa đổi 4 quy trình'],
		['Đánh giá nội bộ', `${year}-10-30`, 'Không có điểm không phù hợp nặng'],
		['Khắc phục sau đánh giá nội bộ', `${year}-11-15`, null],
		['Họp xem xét của lãnh đạo', `${year}-12-15`, null],
		['Báo cáo năm gửi Sở Khoa học và Công nghệ', `${year}-12-20`, null]
	] as const;
	for (const [what, dueOn, result] of steps) {
		const { id } = await addStep(officer, { unitId, year, what, responsibleId: userId, responsibleName: '', dueOn });
		if (result !== null && dueOn < day) await tickStep(officer, { id, rowVersion: 1, doneOn: dueOn, result });
	}
}

/** Most of what is published for such units is handled, and linked where there is a procedure of that title. */
async function chooseServices(
	runtime: Runtime,
	officer: Ctx,
	unitId: string,
	kind: string,
	services: ReadonlyMap<string, string>
): Promise<void> {
	const own = sampleServices.filter(({ kindCodes }) => kindCodes.includes(kind)).map(({ name }) => name);
	const notHere = own.filter((name) => /tôn giáo|Thi tuyển/.test(name));
	const undecided = own.filter((name) => /khuyết tật|Giấy khen/.test(name));
	const handled = own.filter((name) => !notHere.includes(name) && !undecided.includes(name));
	const idOf = (name: string) => required(services, name, 'service');
	await tickHandled(officer, { unitId, serviceIds: handled.map(idOf) });
	for (const name of notHere)
		await tickNotHandled(officer, { unitId, serviceId: idOf(name), reason: 'Không phát sinh tại đơn vị trong ba năm gần đây.' });
	const procedures = await runtime.client.document.findMany({
		where: { unitId, kindCode: 'QT', status: 'open', title: { in: handled } },
		select: { id: true, title: true }
	});
	for (const { id, title } of procedures) await linkProcedure(officer, { unitId, serviceId: idOf(title), documentId: id });
}

/** A new decision from today on: units that handle the service have a procedure that is out of date. */
async function shorten(runtime: Runtime, coordinator: Ctx, serviceId: string, day: Day): Promise<void> {
	const { rowVersion } = await runtime.client.adminService.findUniqueOrThrow({ where: { id: serviceId }, select: { rowVersion: true } });
	const before = sampleServices.find(({ name }) => name === 'Đăng ký khai tử');
	if (!before) throw new Error('The demo has no service to change');
	const { code: _code, ...text } = before;
	await changeService(coordinator, {
		...text,
		serviceId,
		rowVersion,
		decisionNumber: '2954/QĐ-UBND (mẫu)',
		decisionDate: addDays(day, -3),
		limit: { value: 4, unit: 'working_hours' },
		validFrom: day
	});
}

async function memberOf({ client }: Runtime, unitId: string, role: 'head' | 'officer') {
	return client.membership.findFirstOrThrow({
		where: { unitId, roles: { has: role }, validTo: null },
		orderBy: { validFrom: 'asc' },
		select: { userId: true, position: true }
	});
}

async function actingAs({ client, clock }: Runtime, userId: string): Promise<Ctx> {
	const actor = await loadActor(client, userId, dayOf(clock.now()));
	if (!actor) throw new Error('Somebody of the demo cannot act');
	return createContext({ actor, client, clock });
}

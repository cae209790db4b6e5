import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMembershipForm, changeMembershipForm, endMembershipForm, inviteForm } from '#lib/domain/people/forms.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { addMembership, changeMembership, endMembership } from '#lib/server/people/memberships.ts';
import { invitePerson } from '#lib/server/people/invite.ts';
import { listPeople } from '#lib/server/people/list-people.ts';
import { personPage } from '#lib/server/people/person-page.ts';
import { createProvinceAccount, appointProvince } from '#lib/server/people/province.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { peopleWorld, takenIn, type World } from '#test/support/people.ts';

let world: World;
let unit: string;
let other: string;
const ids = { head: '', officer: '', reader: '', coordinator: '', administrator: '', stranger: '' };
let headMembership = '';

beforeAll(async () => {
	world = await peopleWorld();
	[unit, other] = [await world.unit('SO-NV', 'Sở Nội vụ'), await world.unit('SO-TC', 'Sở Tài chính')];
	ids.head = await world.person('Trần Văn Đức');
	ids.officer = await world.person('Nguyễn Thị Lan');
	ids.reader = await world.person('Lê Thị Hường');
	ids.coordinator = await world.person('Phạm Điều Phối');
	ids.administrator = await world.person('Quản Trị');
	ids.stranger = await world.person('Người Đơn Vị Khác');
	headMembership = await world.member(ids.head, unit, ['head'], { position: 'Giám đốc' });
	await world.member(ids.officer, unit, ['officer']);
	await world.member(ids.reader, unit, ['reader']);
	await world.member(ids.stranger, other, ['officer']);
	await world.province(ids.coordinator, 'coordinator');
	await world.province(ids.administrator, 'administrator');
});
afterAll(() => world.close());

const invite = (ctx: Ctx, more: Record<string, unknown>) =>
	takenIn(invitePerson(ctx, inviteForm.parse({ unitId: unit, fullName: 'Võ Thị Mới', channel: 'slip', roles: ['reader'], ...more })));
const add = (ctx: Ctx, more: Record<string, unknown>) => addMembership(ctx, addMembershipForm.parse({ unitId: unit, ...more }));
const change = (ctx: Ctx, more: Record<string, unknown>) => changeMembership(ctx, changeMembershipForm.parse({ rowVersion: 1, ...more }));
const end = (ctx: Ctx, more: Record<string, unknown>) => endMembership(ctx, endMembershipForm.parse({ rowVersion: 1, ...more }));
const refused = (code: string, status: number): unknown => expect.objectContaining({ code, status });
const trail = (subjectId: string) =>
	world.database.client.auditTrail.findMany({
		where: { subjectId },
		orderBy: { at: 'asc' },
		select: { event: true, actorRole: true, before: true, after: true, unitId: true }
	});
const holds = (userId: string) => world.database.client.signingHold.findMany({ where: { userId } });

describe('the officer', () => {
	it('invites people of the own unit with a proposed staff name and records it', async () => {
		const ctx = await world.as(ids.officer);
		const made = await invite(ctx, { fullName: 'Đặng Thị Thu Hiền', roles: ['reviewer', 'drafter'], position: 'Trưởng phòng' });
		expect(made).toMatchObject({ staffName: 'SO-NV.HIENDTT', created: true });
		const again = await invite(ctx, { fullName: 'Đào Thị Thanh Hiền' });
		expect(again.staffName).toBe('SO-NV.HIENDTT2');
		const rows = await trail(made.userId);
		expect(rows.map((row) => row.event)).toEqual(['person.create', 'membership.add']);
		expect(rows[1]).toMatchObject({
			actorRole: 'officer',
			unitId: unit,
			after: { roles: ['drafter', 'reviewer'], position: 'Trưởng phòng' }
		});
	});

	it('cannot give head or officer, nor touch one who is', async () => {
		const ctx = await world.as(ids.officer);
		for (const roles of [['head'], ['officer'], ['reader', 'head']])
			await expect(invite(ctx, { roles, capacity: roles.includes('head') ? 'chief' : '', position: 'Phó Giám đốc' })).rejects.toEqual(
				refused('forbidden', 403)
			);
		await expect(add(ctx, { userId: ids.reader, roles: ['head'], capacity: 'chief', position: 'X' })).rejects.toEqual(
			refused('forbidden', 403)
		);
		await expect(end(ctx, { membershipId: headMembership })).rejects.toEqual(refused('forbidden', 403));
		await expect(change(ctx, { membershipId: headMembership, roles: ['head'], capacity: 'chief', position: 'Chủ tịch' })).rejects.toEqual(
			refused('forbidden', 403)
		);
		await expect(change(ctx, { membershipId: headMembership, roles: ['reader'] })).rejects.toEqual(refused('forbidden', 403));
	});

	it('cannot promote a reader step by step by changing the membership', async () => {
		const ctx = await world.as(ids.officer);
		const membershipId = await world.member(await world.person('Từng Bước'), unit, ['reader']);
		await expect(change(ctx, { membershipId, roles: ['reader', 'officer'] })).rejects.toEqual(refused('forbidden', 403));
	});

	it('appoints nobody in another unit and does not learn that it exists', async () => {
		const ctx = await world.as(ids.officer);
		await expect(invite(ctx, { unitId: other })).rejects.toEqual(refused('unit_not_found', 404));
		await expect(add(ctx, { userId: ids.reader, unitId: other, roles: ['reader'] })).rejects.toEqual(refused('unit_not_found', 404));
		await expect(add(ctx, { userId: ids.stranger, roles: ['reader'] })).rejects.toEqual(refused('person_not_found', 404));
		await expect(personPage(ctx, ids.stranger)).rejects.toEqual(refused('person_not_found', 404));
		await expect(listPeople(ctx, { unitId: other })).rejects.toEqual(refused('unit_not_found', 404));
		await expect(listPeople(ctx, { unitId: null })).rejects.toEqual(refused('unit_not_found', 404));
	});

	it('does not appoint itself', async () => {
		const ctx = await world.as(ids.officer);
		await expect(add(ctx, { userId: ids.officer, roles: ['reviewer'] })).rejects.toEqual(refused('self_appointment', 403));
	});
});

it('a reader and nobody invite nobody', async () => {
	await expect(invite(await world.as(ids.reader), {})).rejects.toEqual(refused('forbidden', 403));
	await expect(invite(world.nobody, {})).rejects.toEqual(expect.objectContaining({ status: 401 }));
});

describe('the administrator', () => {
	it('creates coordinators and inspectors, but appoints nobody in units and nothing to themselves', async () => {
		const ctx = await world.as(ids.administrator);
		const made = await createProvinceAccount(ctx, {
			fullName: 'Ngô Thanh Tra',
			email: null,
			staffName: null,
			role: 'inspector',
			position: '',
			channel: 'slip',
			locale: 'vi'
		});
		expect(made.staffName).toBe('TINH.TRANT');
		await expect(invite(ctx, { roles: ['head'], capacity: 'chief', position: 'X' })).rejects.toEqual(refused('forbidden', 403));
		await expect(add(ctx, { userId: ids.administrator, roles: ['head'], capacity: 'chief', position: 'X' })).rejects.toEqual(
			refused('forbidden', 403)
		);
		await expect(appointProvince(ctx, { userId: ids.administrator, role: 'coordinator', position: '' })).rejects.toEqual(
			refused('self_appointment', 403)
		);
	});

	it('holds no role that somebody else gives', async () => {
		const ctx = await world.as(ids.coordinator);
		await expect(add(ctx, { userId: ids.administrator, roles: ['officer'] })).rejects.toEqual(refused('administrator_alone', 409));
	});

	it('is not made by a coordinator, nor is any province role', async () => {
		const ctx = await world.as(ids.coordinator);
		await expect(appointProvince(ctx, { userId: ids.reader, role: 'inspector', position: '' })).rejects.toEqual(refused('forbidden', 403));
	});
});

describe('a change of heads', () => {
	it('by the coordinator holds the new head for 24 hours and tells heads and officers by mail', async () => {
		const ctx = await world.as(ids.coordinator);
		const made = await invite(ctx, { fullName: 'Hồ Phó Giám', roles: ['head'], capacity: 'deputy_for', position: 'Phó Giám đốc' });
		const [hold] = await holds(made.userId);
		expect(hold).toMatchObject({ reason: 'head_change', startedById: ids.coordinator });
		expect(hold?.until.getTime()).toBe(world.clock.now().getTime() + 24 * 3_600_000);
		for (const userId of [ids.head, ids.officer]) {
			const notice = await world.database.client.notice.findFirstOrThrow({
				where: { userId, kind: 'heads_changed', subjectId: made.userId }
			});
			const jobs = await world.database.client.$queryRaw<{ n: number }[]>`
				select count(*)::int as n from pgboss.job where name = 'mail.notice' and data->>'noticeId' = ${notice.id}`;
			expect(jobs[0]?.n).toBe(1);
		}
	});

	it('that only moves the capacity holds too; a new position of a reader does not', async () => {
		const ctx = await world.as(ids.head);
		const [deputy, staff] = [await world.person('Phó Hai'), await world.person('Nhân Viên')];
		const deputyMembership = await world.member(deputy, unit, ['head'], { position: 'Phó Giám đốc', capacity: 'deputy_for' });
		const staffMembership = await world.member(staff, unit, ['reader']);
		await change(ctx, { membershipId: deputyMembership, roles: ['head'], capacity: 'acting', position: 'Phó Giám đốc' });
		await change(ctx, { membershipId: staffMembership, roles: ['reader'], position: 'Văn thư' });
		expect(await holds(deputy)).toHaveLength(1);
		expect(await holds(staff)).toHaveLength(0);
	});

	it('on a later day holds from that day', async () => {
		const userId = await world.person('Giám Đốc Tương Lai');
		await add(await world.as(ids.coordinator), {
			userId,
			roles: ['head'],
			capacity: 'chief',
			position: 'Giám đốc',
			validFrom: '2026-12-01'
		});
		const [hold] = await holds(userId);
		expect(hold?.since.toISOString()).toBe('2026-11-30T17:00:00.000Z');
		expect(hold?.until.toISOString()).toBe('2026-12-01T17:00:00.000Z');
	});

	it('ends the codes that an officer has seen', async () => {
		const officer = await world.as(ids.officer);
		const made = await invite(officer, { fullName: 'Sẽ Lên Chức', email: 'lenchuc@example.vn', channel: 'mail' });
		await world.database.client.user.update({ where: { id: made.userId }, data: { recoveryCodeHash: 'seen' } });
		await change(await world.as(ids.head), {
			membershipId: made.membershipId,
			roles: ['head'],
			capacity: 'deputy_for',
			position: 'Phó Giám đốc'
		});
		expect(await world.database.client.invitation.count({ where: { userId: made.userId, revokedAt: null } })).toBe(0);
		expect((await world.database.client.user.findUniqueOrThrow({ where: { id: made.userId } })).recoveryCodeHash).toBeNull();
	});
});

describe('leaving a unit without head or officer', () => {
	it('is never done by the head to themselves, and asks the coordinator first', async () => {
		const lone = await world.unit('XA-LE', 'Xã Lẻ');
		const [chair, clerk] = [await world.person('Chủ Tịch'), await world.person('Văn Phòng')];
		const [chairs, clerks] = [
			await world.member(chair, lone, ['head'], { position: 'Chủ tịch', capacity: 'on_behalf' }),
			await world.member(clerk, lone, ['officer'])
		];
		await expect(end(await world.as(chair), { membershipId: chairs })).rejects.toEqual(refused('self_appointment', 403));
		await expect(change(await world.as(chair), { membershipId: chairs, roles: ['reader'] })).rejects.toEqual(
			refused('self_appointment', 403)
		);
		await expect(end(await world.as(chair), { membershipId: clerks })).rejects.toEqual(
			expect.objectContaining({ code: 'warnings', params: { reason: 'last_officer', warnings: ['last_officer'] } })
		);
		const coordinator = await world.as(ids.coordinator);
		await expect(end(coordinator, { membershipId: chairs })).rejects.toEqual(
			expect.objectContaining({ code: 'warnings', params: { reason: 'last_head', warnings: ['last_head'] } })
		);
		await end(coordinator, { membershipId: chairs, confirm: ['last_head'] });
		expect((await world.as(chair)).actor).toMatchObject({ memberships: [] });
	});

	it('does not happen when two heads remove each other at once', async () => {
		const pair = await world.unit('XA-HAI');
		const [a, b] = [await world.person('Một'), await world.person('Hai')];
		const [am, bm] = [await world.member(a, pair, ['head'], { position: 'A' }), await world.member(b, pair, ['head'], { position: 'B' })];
		const results = await Promise.allSettled([end(await world.as(a), { membershipId: bm }), end(await world.as(b), { membershipId: am })]);
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
		const left = await world.database.client.membership.count({ where: { unitId: pair, validTo: null } });
		expect(left).toBe(1);
	});
});

describe('memberships are dated', () => {
	it('a change ends the old one on the day and begins a new one', async () => {
		const ctx = await world.as(ids.officer);
		const userId = await world.person('Chuyển Phòng');
		const membershipId = await world.member(userId, unit, ['reader'], { position: 'Chuyên viên' });
		const changed = await change(ctx, { membershipId, roles: ['drafter'], position: 'Chuyên viên chính', from: '2026-12-01' });
		const rows = await world.database.client.membership.findMany({ where: { userId }, orderBy: { validFrom: 'asc' } });
		expect(rows.map((row) => [row.position, fromDbDate(row.validFrom), fromDbDate(row.validTo)])).toEqual([
			['Chuyên viên', '2026-01-01', '2026-12-01'],
			['Chuyên viên chính', '2026-12-01', null]
		]);
		expect(rows[1]?.id).toBe(changed.membershipId);
		const [row] = await trail(userId);
		expect(row).toMatchObject({ event: 'membership.change', before: { roles: ['reader'] }, after: { roles: ['drafter'] } });
	});

	it('nothing begins or ends before today, overlaps, or is changed from an old copy', async () => {
		const ctx = await world.as(ids.officer);
		const userId = await world.person('Ngày Tháng');
		const membershipId = await world.member(userId, unit, ['reader']);
		await expect(add(ctx, { userId, roles: ['drafter'] })).rejects.toEqual(refused('membership_overlaps', 409));
		await expect(change(ctx, { membershipId, roles: ['drafter'], from: '2026-11-01' })).rejects.toEqual(
			expect.objectContaining({ fields: { validFrom: 'day_in_past' } })
		);
		await expect(end(ctx, { membershipId, on: '2026-11-23' })).rejects.toEqual(expect.objectContaining({ fields: { on: 'day_in_past' } }));
		await change(ctx, { membershipId, roles: ['drafter'], from: '2026-12-01' });
		await expect(end(ctx, { membershipId })).rejects.toEqual(refused('stale', 409));
	});

	it('say what is wrong beside the field', async () => {
		const ctx = await world.as(ids.coordinator);
		await expect(invite(ctx, { roles: ['head'] })).rejects.toEqual(
			expect.objectContaining({ fields: { capacity: 'capacity_required', position: 'position_required' } })
		);
		const division = await world.database.client.division.create({ data: { unitId: other } });
		await expect(invite(ctx, { roles: ['officer'], divisionId: division.id })).rejects.toEqual(
			expect.objectContaining({ fields: { divisionId: 'division_unknown' } })
		);
	});
});

describe('an address that has an account', () => {
	it('is refused, then added to the unit when that is meant', async () => {
		const ctx = await world.as(ids.officer);
		const userId = await world.person('Về Từ Sở Khác', { email: 've@example.vn' });
		// Was of the unit before, so its officer sees them; whom nobody there may see is asked first (people-offers.test.ts).
		await world.member(userId, unit, ['reader'], { to: '2026-06-01' });
		await expect(invite(ctx, { email: 'VE@example.vn' })).rejects.toEqual(refused('email_taken', 409));
		const made = await invite(ctx, { email: 've@example.vn', useExisting: 'on' });
		expect(made).toMatchObject({ userId, created: false });
		expect(await world.database.client.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({ fullName: 'Về Từ Sở Khác' });
	});

	it('gets one account when two officers press at once', async () => {
		const ctx = await world.as(ids.officer);
		const results = await Promise.allSettled([1, 2].map(() => invite(ctx, { email: 'dua@example.vn' })));
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
		expect(results.find((result) => result.status === 'rejected')).toMatchObject({ reason: { code: 'email_taken' } });
	});

	it('is checked, as is a staff name of another unit', async () => {
		const ctx = await world.as(ids.officer);
		await expect(invite(ctx, { email: 'không phải thư' })).rejects.toEqual(expect.objectContaining({ fields: { email: 'email_invalid' } }));
		await expect(invite(ctx, { channel: 'mail' })).rejects.toEqual(expect.objectContaining({ fields: { email: 'email_needed' } }));
		await expect(invite(ctx, { staffName: 'SO-TC.GIADANH' })).rejects.toEqual(
			expect.objectContaining({ fields: { staffName: 'staff_name_prefix' } })
		);
		await expect(invite(ctx, { fullName: 'Tên\u202eGiả' })).rejects.toEqual(
			expect.objectContaining({ fields: { fullName: 'name_invalid' } })
		);
	});
});

describe('the list', () => {
	it('finds without accents and by role, and shows who left only when asked', async () => {
		const listed = await world.unit('SO-DS', 'Sở Danh sách');
		const [chief, gone] = [await world.person('Đỗ Thị Hường Giang'), await world.person('Đã Đi Rồi')];
		await world.member(chief, listed, ['head'], { position: 'Giám đốc' });
		await world.member(gone, listed, ['reader'], { to: '2026-11-01' });
		const ctx = await world.as(chief);
		const find = async (more: Record<string, string>) =>
			(await listPeople(ctx, { unitId: listed, ...more })).items.map((row) => row.fullName);
		expect(await find({ q: 'do huong' })).toEqual(['Đỗ Thị Hường Giang']);
		expect(await find({ q: 'giám đốc' })).toEqual(['Đỗ Thị Hường Giang']);
		expect(await find({ q: '%' })).toEqual([]);
		expect(await find({ role: 'officer' })).toEqual([]);
		expect(await find({})).toEqual(['Đỗ Thị Hường Giang']);
		expect(await find({ state: 'left' })).toEqual(['Đã Đi Rồi']);
		expect((await listPeople(await world.as(ids.coordinator), { unitId: null, q: 'do huong' })).total).toBe(1);
	});
});

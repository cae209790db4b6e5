import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeMembershipForm, endMembershipForm, inviteForm } from '#lib/domain/people/forms.ts';
import { addDays, fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { listTrail } from '#lib/server/audit-trail/list.ts';
import { mailNotice } from '#lib/server/notifications/mail-notice.ts';
import { noticePath, noticeText } from '#lib/server/notifications/notice-words.ts';
import { disablePerson } from '#lib/server/people/disable.ts';
import { invitePerson } from '#lib/server/people/invite.ts';
import { changeMembership, endMembership } from '#lib/server/people/memberships.ts';
import { unitOffers, withdrawOffer } from '#lib/server/people/offers.ts';
import { acceptOffer, declineOffer, ownOffers } from '#lib/server/people/own-offers.ts';
import { peoplePage } from '#lib/server/people/pages.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { peopleWorld, type NewPerson, type World } from '#test/support/people.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: World;
let unit: string;
let home: string;
const ids = { head: '', officer: '', reader: '', strangeOfficer: '', coordinator: '', administrator: '' };
let people = 0;

beforeAll(async () => {
	world = await peopleWorld();
	[unit, home] = [await world.unit('SO-NV', 'Sở Nội vụ'), await world.unit('SO-TC', 'Sở Tài chính')];
	ids.head = await world.person('Trần Văn Đức');
	ids.officer = await world.person('Nguyễn Thị Lan');
	ids.reader = await world.person('Lê Thị Hường');
	ids.strangeOfficer = await world.person('Thư Ký Nơi Khác');
	ids.coordinator = await world.person('Phạm Điều Phối');
	ids.administrator = await world.person('Quản Trị', { email: 'quan-tri@example.vn' });
	await world.member(ids.head, unit, ['head'], { position: 'Giám đốc' });
	await world.member(ids.officer, unit, ['officer']);
	await world.member(ids.reader, unit, ['reader']);
	await world.member(ids.strangeOfficer, home, ['officer']);
	await world.province(ids.coordinator, 'coordinator');
	await world.province(ids.administrator, 'administrator');
});
afterAll(() => world.close());

const refused = (code: string, status: number, reason?: string): unknown =>
	expect.objectContaining({ code, status, ...(reason ? { params: expect.objectContaining({ reason }) } : {}) });
const over = (reason: string) => refused('offer_over', 409, reason);

/** Somebody of the other unit, whom nobody here may see. */
async function stranger(more: NewPerson = {}) {
	people++;
	const [fullName, email] = [`Đinh Kín Tiếng ${people}`, more.email ?? `kin${people}@example.vn`];
	const id = await world.person(fullName, { ...more, email });
	await world.member(id, home, ['reader']);
	const { staffName } = await world.database.client.user.findUniqueOrThrow({ where: { id }, select: { staffName: true } });
	return { id, fullName, email, secrets: [id, fullName, staffName ?? ''] };
}
type Stranger = Awaited<ReturnType<typeof stranger>>;

const ask = async (by: string, email: string, more: Record<string, unknown> = {}) =>
	invitePerson(
		await world.as(by),
		inviteForm.parse({ unitId: unit, fullName: 'Ai Đó', email, useExisting: 'on', roles: ['reader'], ...more })
	);
const asHead = { roles: ['head'], capacity: 'deputy_for', position: 'Phó Giám đốc' };

/** Asks somebody and finds the offer. */
async function offered(to: Stranger, more: Record<string, unknown> = {}, by = ids.officer) {
	await ask(by, to.email, more);
	return world.database.client.membershipOffer.findFirstOrThrow({ where: { userId: to.id, state: 'open' } });
}
const as = (userId: string) => world.as(userId);
const accept = async (who: Stranger, id: string) => acceptOffer(await as(who.id), { id });
const decline = async (who: Stranger, id: string) => declineOffer(await as(who.id), { id });
const withdraw = async (by: string, id: string) => withdrawOffer(await as(by), { id });
const membershipsHere = (userId: string) => world.database.client.membership.findMany({ where: { userId, unitId: unit } });
const rowsAbout = (subjectId: string) =>
	world.database.client.auditTrail.findMany({ where: { subjectId }, orderBy: [{ at: 'asc' }, { seq: 'asc' }] });
const noticesOf = (userId: string, subjectId: string) => world.database.client.notice.findMany({ where: { userId, subjectId } });

/** What the officer's pages and the unit's trail say. */
async function whatTheUnitSees(): Promise<string> {
	const ctx = await as(ids.officer);
	const page = await peoplePage(ctx, new URLSearchParams(), unit);
	const trail = await listTrail(ctx, {}, { pageSize: 200 });
	const notices = await world.database.client.notice.findMany({ where: { userId: ids.officer } });
	return JSON.stringify([page, trail.items, notices]);
}

describe('a person whom the unit may not see', () => {
	it('is only asked, and the unit learns nothing but the address that it typed', async () => {
		const person = await stranger({ email: 'asked@example.vn' });
		const answer = await ask(ids.officer, ' Asked@Example.vn ', { roles: ['drafter', 'reviewer'], position: 'Chuyên gia' });
		expect(answer).toEqual({ asked: true, address: 'Asked@Example.vn', staffName: null });
		expect(await membershipsHere(person.id)).toEqual([]);
		const [offer] = await unitOffers(await as(ids.officer), unit);
		expect(offer).toMatchObject({
			address: 'Asked@Example.vn',
			roles: ['drafter', 'reviewer'],
			position: 'Chuyên gia',
			from: null,
			to: null,
			offeredBy: 'Nguyễn Thị Lan',
			lastDay: '2026-12-24',
			mayWithdraw: true
		});
		const [row, ...more] = await rowsAbout(offer?.id ?? '');
		expect(more).toEqual([]);
		expect(row).toMatchObject({ event: 'membership.offer', unitId: unit, actorId: ids.officer, actorRole: 'officer' });
		expect(row?.after).toMatchObject({ address: 'Asked@Example.vn', roles: ['drafter', 'reviewer'], validUntil: '2026-12-24' });
		const seen = await whatTheUnitSees();
		expect(seen).toContain('Asked@Example.vn');
		for (const secret of person.secrets) expect(seen).not.toContain(secret);
	});

	it('is told, by mail too, and sees on the account page who offers what', async () => {
		const person = await stranger();
		const offer = await offered(person, { ...asHead, validFrom: '2026-12-01', validTo: '2027-12-01' }, ids.head);
		const [notice] = await noticesOf(person.id, offer.id);
		if (!notice) throw new Error('the person was not told');
		expect(noticePath(notice)).toBe('/account#offers');
		expect(noticeText(notice, 'vi')).toBe('Trần Văn Đức mời bạn vào Sở Nội vụ: Lãnh đạo phê duyệt. Trả lời đến hết ngày 24/12/2026.');
		await mailNotice(world.system, {}, { noticeId: notice.id });
		const mails = await world.database.client.mail.findMany({ where: { userId: person.id } });
		expect(mails.map((mail) => [mail.address, mail.kind])).toEqual([[person.email, 'notice']]);
		expect(await ownOffers(await as(person.id))).toEqual([
			{
				id: offer.id,
				unit: 'Sở Nội vụ',
				division: null,
				roles: ['head'],
				position: 'Phó Giám đốc',
				capacity: 'deputy_for',
				from: '2026-12-01',
				to: '2027-12-01',
				offeredBy: 'Trần Văn Đức',
				lastDay: '2026-12-24'
			}
		]);
	});

	it('is asked the same way whatever the account is, so that the answer tells nothing of it', async () => {
		const disabled = await stranger({ status: 'disabled' });
		const invited = await stranger({ status: 'invited' });
		for (const email of [disabled.email, invited.email, 'quan-tri@example.vn'])
			expect(await ask(ids.officer, email)).toEqual({ asked: true, address: email, staffName: null });
	});

	it('is asked only by who may give the role, with an appointment that could be given', async () => {
		const { email } = await stranger();
		await expect(ask(ids.officer, email, asHead)).rejects.toEqual(refused('forbidden', 403));
		await expect(ask(ids.reader, email)).rejects.toEqual(refused('forbidden', 403));
		await expect(ask(ids.strangeOfficer, email)).rejects.toEqual(refused('unit_not_found', 404));
		await expect(ask(ids.administrator, email)).rejects.toEqual(refused('forbidden', 403));
		const faults = { fields: { validFrom: 'day_in_past', divisionId: 'division_unknown' } };
		const { id: divisionId } = await world.database.client.division.create({ data: { unitId: home } });
		await expect(ask(ids.officer, email, { validFrom: '2026-11-01', divisionId })).rejects.toEqual(expect.objectContaining(faults));
		expect(await unitOffers(await as(ids.officer), unit)).not.toContainEqual(expect.objectContaining({ address: email }));
	});
});

it('whom the actor sees already becomes a member at once', async () => {
	const person = await stranger();
	expect(await ask(ids.coordinator, person.email, { ...asHead })).toMatchObject({ asked: false, userId: person.id, created: false });
	const former = await stranger();
	await world.member(former.id, unit, ['reader'], { to: '2026-03-01' });
	expect(await ask(ids.officer, former.email)).toMatchObject({ asked: false, userId: former.id });
	expect(await world.database.client.membershipOffer.count({ where: { userId: { in: [person.id, former.id] } } })).toBe(0);
});

describe('accepting', () => {
	it('gives the membership from today, recorded with who offered it, and tells officers and heads', async () => {
		const person = await stranger();
		const offer = await offered(person, { roles: ['reader'], position: 'Cộng tác viên' });
		await accept(person, offer.id);
		const [membership, ...more] = await membershipsHere(person.id);
		expect(more).toEqual([]);
		expect(membership).toMatchObject({ roles: ['reader'], position: 'Cộng tác viên', validFrom: toDbDate('2026-11-24'), validTo: null });
		const row = (await rowsAbout(person.id)).find(({ event }) => event === 'membership.add');
		expect(row).toMatchObject({ unitId: unit, actorId: person.id, actorRole: 'self' });
		expect(row?.after).toMatchObject({ membership: membership?.id, offer: offer.id, offeredBy: ids.officer, from: '2026-11-24' });
		for (const userId of [ids.officer, ids.head]) {
			const [notice] = await noticesOf(userId, offer.id);
			if (!notice) throw new Error('officer or head was not told');
			expect(noticeText(notice, 'vi')).toBe(`${person.fullName} (${person.email}) đã nhận lời mời vào Sở Nội vụ.`);
		}
		expect((await noticesOf(person.id, offer.id))[0]?.lapsedAt).not.toBeNull();
		expect(await ownOffers(await as(person.id))).toEqual([]);
		expect(await unitOffers(await as(ids.officer), unit)).not.toContainEqual(expect.objectContaining({ id: offer.id }));
	});

	it('to become head is held as every change of heads, by who offered it, and ends codes that others saw', async () => {
		const person = await stranger();
		await world.database.client.user.update({ where: { id: person.id }, data: { recoveryCodeHash: 'printed' } });
		const offer = await offered(person, asHead, ids.head);
		await accept(person, offer.id);
		const hold = await world.database.client.signingHold.findFirst({ where: { userId: person.id } });
		expect(hold).toMatchObject({ reason: 'head_change', startedById: ids.head });
		const told = await world.database.client.notice.findMany({ where: { kind: 'heads_changed', subjectId: person.id } });
		expect(told.map(({ userId }) => userId)).toEqual(expect.arrayContaining([ids.head, ids.officer]));
		expect(told.map(({ userId }) => userId)).not.toContain(person.id);
		const account = await world.database.client.user.findUniqueOrThrow({ where: { id: person.id } });
		expect(account.recoveryCodeHash).toBeNull();
		await endMembership(
			await as(ids.head),
			endMembershipForm.parse({ membershipId: (await membershipsHere(person.id))[0]?.id, rowVersion: 1 })
		);
	});

	it('is for the person alone, in a session', async () => {
		const person = await stranger();
		const other = await stranger();
		const { id } = await offered(person);
		for (const act of [acceptOffer, declineOffer]) {
			for (const userId of [other.id, ids.officer, ids.administrator, ids.coordinator])
				await expect(act(await as(userId), { id })).rejects.toEqual(refused('offer_not_found', 404));
			await expect(act(world.nobody, { id })).rejects.toEqual(expect.objectContaining({ status: 401 }));
			const ctx = await as(person.id);
			if (ctx.actor.kind !== 'user') throw new Error('a person');
			const byToken: Ctx = { ...ctx, actor: { ...ctx.actor, token: { id: crypto.randomUUID(), name: 'phần mềm' } } };
			await expect(act(byToken, { id })).rejects.toEqual(refused('forbidden', 403));
		}
	});

	it('waits for the first sign-in of an account whose owner has not come in yet', async () => {
		const person = await stranger({ status: 'invited' });
		const { id } = await offered(person);
		await expect(as(person.id)).rejects.toThrow();
		await world.database.client.user.update({ where: { id: person.id }, data: { status: 'active', passwordHash: 'x' } });
		expect(await ownOffers(await as(person.id))).toHaveLength(1);
		await accept(person, id);
		expect(await membershipsHere(person.id)).toHaveLength(1);
	});

	it('is nothing for an administrator, who holds no other role', async () => {
		const email = 'quan-tri@example.vn';
		const offer = await world.database.client.membershipOffer.findFirstOrThrow({ where: { address: email } });
		await expect(acceptOffer(await as(ids.administrator), { id: offer.id })).rejects.toEqual(refused('administrator_alone', 409));
		await declineOffer(await as(ids.administrator), { id: offer.id });
	});

	it('needs somebody who still may give it', async () => {
		const officer = await world.person('Thư Ký Sắp Đi');
		const membershipId = await world.member(officer, unit, ['officer']);
		const [demoted, disabled] = [await stranger(), await stranger()];
		const first = await offered(demoted, {}, officer);
		const second = await offered(disabled, {}, officer);
		await changeMembership(await as(ids.head), changeMembershipForm.parse({ membershipId, rowVersion: 1, roles: ['reader'] }));
		await expect(accept(demoted, first.id)).rejects.toEqual(over('offerer'));
		await disablePerson(await as(ids.administrator), { userId: officer, reason: 'nghỉ', confirm: [] });
		await expect(accept(disabled, second.id)).rejects.toEqual(over('offerer'));
		expect(await membershipsHere(demoted.id)).toEqual([]);
		// The offer still stands there to be declined or withdrawn.
		await decline(demoted, first.id);
		await withdraw(ids.officer, second.id);
	});

	it('needs the unit and the division to stand', async () => {
		const gone = await world.unit('SO-CU', 'Sở Cũ');
		const officer = await world.person('Thư Ký Sở Cũ');
		await world.member(officer, gone, ['officer']);
		const person = await stranger();
		const offer = await offered(person, { unitId: gone }, officer);
		const { client } = world.database;
		const ending = { where: { unitId: gone }, data: { validTo: toDbDate('2026-11-24') } };
		await onItsDay({ client, clock: world.clock }, (db) => db.unitVersion.updateMany(ending));
		await expect(accept(person, offer.id)).rejects.toEqual(over('unit'));
		expect((await ownOffers(await as(person.id)))[0]?.unit).toBe('Sở Cũ');
		await decline(person, offer.id);

		const { id: divisionId } = await world.database.client.division.create({ data: { unitId: unit } });
		await world.database.client.divisionVersion.create({
			data: { divisionId, code: 'P-X', name: 'Phòng X', validFrom: toDbDate('2026-01-01') }
		});
		const other = await stranger();
		const inDivision = await offered(other, { divisionId });
		expect((await ownOffers(await as(other.id)))[0]?.division).toBe('Phòng X');
		await world.database.client.divisionVersion.updateMany({ where: { divisionId }, data: { validTo: toDbDate('2026-11-24') } });
		await expect(accept(other, inDivision.id)).rejects.toEqual(over('changed'));
	});

	it('after the membership was given otherwise says so', async () => {
		const person = await stranger();
		const offer = await offered(person);
		await ask(ids.coordinator, person.email, asHead);
		await expect(accept(person, offer.id)).rejects.toEqual(refused('membership_overlaps', 409));
	});
});

describe('declining', () => {
	it('is recorded and told without saying who the person is; they can be asked again', async () => {
		const person = await stranger();
		const offer = await offered(person);
		await decline(person, offer.id);
		const row = (await rowsAbout(offer.id)).at(-1);
		expect(row).toMatchObject({ event: 'membership.offer_decline', unitId: unit, actorId: null, actorName: person.email });
		for (const userId of [ids.officer, ids.head]) {
			const [notice] = await noticesOf(userId, offer.id);
			if (!notice) throw new Error('officer or head was not told');
			expect(noticeText(notice, 'vi')).toBe(`Người dùng địa chỉ ${person.email} đã từ chối lời mời vào Sở Nội vụ.`);
		}
		const seen = await whatTheUnitSees();
		for (const secret of person.secrets) expect(seen).not.toContain(secret);
		expect((await noticesOf(person.id, offer.id))[0]?.lapsedAt).not.toBeNull();
		await expect(accept(person, offer.id)).rejects.toEqual(over('declined'));
		await expect(decline(person, offer.id)).rejects.toEqual(over('declined'));
		expect((await offered(person)).id).not.toBe(offer.id);
	});
});

describe('withdrawing', () => {
	it('is for who may give it; to everybody else the offer does not exist', async () => {
		const person = await stranger();
		const { id } = await offered(person, asHead, ids.head);
		for (const userId of [ids.strangeOfficer, ids.reader, ids.administrator, person.id])
			await expect(withdraw(userId, id)).rejects.toEqual(refused('offer_not_found', 404));
		await expect(withdraw(ids.officer, id)).rejects.toEqual(refused('forbidden', 403));
		expect((await unitOffers(await as(ids.officer), unit)).find((offer) => offer.id === id)?.mayWithdraw).toBe(false);
		await withdraw(ids.coordinator, id);
		const row = (await rowsAbout(id)).at(-1);
		expect(row).toMatchObject({ event: 'membership.offer_withdraw', unitId: unit, actorId: ids.coordinator, actorRole: 'coordinator' });
		expect((await noticesOf(person.id, id))[0]?.lapsedAt).not.toBeNull();
		await expect(accept(person, id)).rejects.toEqual(over('withdrawn'));
		await expect(withdraw(ids.head, id)).rejects.toEqual(over('withdrawn'));
		expect(await ownOffers(await as(person.id))).toEqual([]);
	});

	it('the list is for those who appoint there; acts on offers stay in the unit', async () => {
		const person = await stranger();
		const { id } = await offered(person);
		for (const userId of [ids.reader, ids.administrator, ids.strangeOfficer])
			expect(await unitOffers(await as(userId), unit), userId).toEqual([]);
		expect((await peoplePage(await as(ids.administrator), new URLSearchParams({ unit }), null)).offers).toEqual([]);
		const about = { subjectType: 'membership_offer', subjectId: id };
		expect((await listTrail(await as(ids.officer), about)).items).toHaveLength(1);
		for (const userId of [ids.administrator, ids.coordinator]) expect((await listTrail(await as(userId), about)).items).toEqual([]);
	});
});

describe('two at once', () => {
	it('one offer per person and unit', async () => {
		const person = await stranger();
		const results = await Promise.allSettled([ask(ids.officer, person.email), ask(ids.head, person.email)]);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'offer_open', status: 409 } });
		expect(await world.database.client.membershipOffer.count({ where: { userId: person.id } })).toBe(1);
	});

	it('accepting twice gives one membership', async () => {
		const person = await stranger();
		const { id } = await offered(person);
		const results = await Promise.allSettled([accept(person, id), accept(person, id)]);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: over('accepted') });
		expect(await membershipsHere(person.id)).toHaveLength(1);
	});

	it('of accepting and withdrawing one wins, and the membership is there only if it was accepting', async () => {
		const person = await stranger();
		const { id } = await offered(person);
		const [accepted, withdrawn] = await Promise.allSettled([accept(person, id), withdraw(ids.officer, id)]);
		const { state } = await world.database.client.membershipOffer.findUniqueOrThrow({ where: { id } });
		const loser = accepted.status === 'rejected' ? accepted : withdrawn;
		expect([accepted.status, withdrawn.status].sort()).toEqual(['fulfilled', 'rejected']);
		expect(loser).toMatchObject({ reason: over(state) });
		expect(await membershipsHere(person.id)).toHaveLength(state === 'accepted' ? 1 : 0);
	});
});

describe('rows of offers', () => {
	it('never change but for the one answer, and never go', async () => {
		const { client } = world.database;
		const { id } = await offered(await stranger());
		await expect(client.$executeRaw`update membership_offer set roles = '{head}' where id = ${id}::uuid`).rejects.toThrow(
			/illegal_transition/
		);
		const changed = client.$executeRaw`update membership_offer set roles = '{head}', state = 'accepted', decided_at = now() where id = ${id}::uuid`;
		await expect(changed).rejects.toThrow(/content_frozen/);
		await expect(client.$executeRaw`delete from membership_offer where id = ${id}::uuid`).rejects.toThrow(/append_only/);
		await expect(client.$executeRaw`truncate membership_offer`).rejects.toThrow(/append_only/);
		await client.$executeRaw`update membership_offer set state = 'declined', decided_at = now() where id = ${id}::uuid`;
		const again = client.$executeRaw`update membership_offer set state = 'accepted' where id = ${id}::uuid`;
		await expect(again).rejects.toThrow(/illegal_transition/);
	});
});

describe('as days pass', () => {
	it('an offer can be accepted on its last day, from which a start that has passed counts', async () => {
		const person = await stranger();
		const late = await stranger();
		const [inTime, tooLate] = [await offered(person, { validFrom: '2026-12-01' }), await offered(late)];
		const short = await stranger();
		const past = await offered(short, { validTo: '2026-12-10' });
		const lastDay = addDays(today(world.system), 30);
		world.clock.set(new Date(`${lastDay}T16:59:00Z`));
		await accept(person, inTime.id);
		const [membership] = await membershipsHere(person.id);
		expect(fromDbDate(membership?.validFrom ?? null)).toBe(lastDay);
		await expect(accept(short, past.id)).rejects.toEqual(over('changed'));

		world.clock.set(new Date(`${lastDay}T17:01:00Z`));
		await expect(accept(late, tooLate.id)).rejects.toEqual(over('expired'));
		await expect(decline(late, tooLate.id)).rejects.toEqual(over('expired'));
		expect(await ownOffers(await as(late.id))).toEqual([]);
		const open = await unitOffers(await as(ids.officer), unit);
		expect(open).not.toContainEqual(expect.objectContaining({ id: tooLate.id }));
		// Asking again takes the old one back, on the record.
		expect((await offered(late)).id).not.toBe(tooLate.id);
		expect((await rowsAbout(tooLate.id)).map(({ event }) => event)).toEqual(['membership.offer', 'membership.offer_withdraw']);
	});
});

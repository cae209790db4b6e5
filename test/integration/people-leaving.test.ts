import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handOverForm } from '#lib/domain/people/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { createToken } from '#lib/server/identity/tokens.ts';
import { createSession, readSession } from '#lib/server/identity/sessions.ts';
import { readToken } from '#lib/server/identity/tokens.ts';
import { listAccounts } from '#lib/server/people/accounts.ts';
import { disablePerson, enablePerson } from '#lib/server/people/disable.ts';
import { dutiesOf, openDuties, strandedDuties } from '#lib/server/people/duties.ts';
import { handOver } from '#lib/server/people/hand-over.ts';
import { endInspection, grantInspection, listInspections } from '#lib/server/people/inspections.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { peopleWorld, type World } from '#test/support/people.ts';

let world: World;
let unit: string;
let other: string;
const ids = { head: '', deputy: '', officer: '', administrator: '', coordinator: '', stranger: '' };
const refused = (code: string, status: number): unknown => expect.objectContaining({ code, status });
let codes = 0;

beforeAll(async () => {
	world = await peopleWorld();
	[unit, other] = [await world.unit('SO-NV', 'Sở Nội vụ'), await world.unit('SO-TC')];
	ids.head = await world.person('Giám Đốc');
	ids.deputy = await world.person('Phó Giám Đốc');
	ids.officer = await world.person('Thư Ký');
	ids.administrator = await world.person('Quản Trị');
	ids.coordinator = await world.person('Điều Phối');
	ids.stranger = await world.person('Người Ngoài');
	await world.member(ids.head, unit, ['head'], { position: 'Giám đốc' });
	await world.member(ids.deputy, unit, ['head'], { position: 'Phó Giám đốc', capacity: 'deputy_for' });
	await world.member(ids.officer, unit, ['officer']);
	await world.member(ids.stranger, other, ['officer']);
	await world.province(ids.administrator, 'administrator');
	await world.province(ids.coordinator, 'coordinator');
	await world.database.client.documentKind.create({ data: { code: 'QT', nameVi: 'Quy trình', nameEn: 'Procedure', sortOrder: 1 } });
	await world.database.client.storedFile.create({ data: { sha256: 'a'.repeat(64), size: 1n, contentType: 'application/pdf' } });
});
afterAll(() => world.close());

async function document(more: { ownerId?: string } = {}): Promise<string> {
	codes++;
	const code = `QT-${codes}`;
	const { id } = await world.database.client.document.create({
		data: {
			unitId: unit,
			kindCode: 'QT',
			code,
			codeKey: `QT.${codes}`,
			codeSort: code,
			title: `Quy trình ${codes}`,
			createdById: ids.officer,
			...more
		}
	});
	return id;
}

/** A draft by somebody, or one that waits for their review. */
async function version(documentId: string, authorId: string, reviewerId?: string): Promise<string> {
	const { client } = world.database;
	const { id } = await client.version.create({
		data: {
			documentId,
			unitId: unit,
			issueNo: 1,
			revisionNo: 0,
			title: 'Tên',
			createdById: authorId,
			pdfSha256: 'a'.repeat(64),
			pdfName: 'a.pdf'
		}
	});
	await client.versionAuthor.create({ data: { versionId: id, round: 1, userId: authorId } });
	if (reviewerId) await client.version.update({ where: { id }, data: { state: 'in_review', reviewerId, rowVersion: 2 } });
	return id;
}

async function division(headId: string): Promise<string> {
	const { id } = await world.database.client.division.create({ data: { unitId: unit } });
	await world.database.client.divisionVersion.create({
		data: { divisionId: id, code: `P${id.slice(-4)}`, name: 'Phòng Một', headId, validFrom: toDbDate('2026-01-01') }
	});
	return id;
}

describe('disabling', () => {
	it('ends sessions, tokens and links at once, tells the unit, and is recorded there and in the province', async () => {
		const userId = await world.person('Bị Khóa');
		await world.member(userId, unit, ['drafter']);
		const ownerOf = await document({ ownerId: userId });
		const session = await createSession(world.system, userId, { userAgent: '', address: '', sharedComputer: false });
		const token = await createToken(world.system, { userId, name: 'kịch bản' });
		const { client } = world.database;
		expect(await readSession(client, world.clock, session.id)).not.toBeNull();

		const administrator = await world.as(ids.administrator);
		expect(await disablePerson(administrator, { userId, reason: 'Nghỉ việc' })).toEqual({ openDuties: 1 });
		expect(await readSession(client, world.clock, session.id)).toBeNull();
		expect(await readToken(client, world.clock, token.token)).toBeNull();
		await expect(world.as(userId)).rejects.toThrow();
		const rows = await client.auditTrail.findMany({ where: { subjectId: userId, event: 'person.disable' } });
		expect(rows.map((row) => row.unitId).sort()).toEqual([unit, null].sort());
		for (const told of [ids.officer, ids.head])
			expect(await client.notice.count({ where: { userId: told, kind: 'duties_open', subjectId: userId } })).toBe(1);
		expect(await strandedDuties(await world.as(ids.officer), unit)).toContainEqual({ userId, fullName: 'Bị Khóa', count: 1 });
		expect((await openDuties(administrator, userId))[0]).toMatchObject({ kind: 'owner', subjectId: ownerOf, label: null });
		expect((await openDuties(await world.as(ids.officer), userId))[0]?.label).toMatch(/^QT-/);
		await expect(disablePerson(administrator, { userId, reason: 'x' })).rejects.toEqual(refused('person_disabled', 409));
	});

	it('is the administrator’s alone, and never of themselves', async () => {
		const userId = await world.person('Nạn Nhân');
		await world.member(userId, unit, ['reader']);
		for (const by of [ids.head, ids.officer, ids.coordinator])
			await expect(disablePerson(await world.as(by), { userId, reason: 'x' })).rejects.toEqual(refused('forbidden', 403));
		await expect(disablePerson(await world.as(ids.stranger), { userId, reason: 'x' })).rejects.toEqual(refused('person_not_found', 404));
		const administrator = await world.as(ids.administrator);
		await expect(disablePerson(administrator, { userId: ids.administrator, reason: 'x' })).rejects.toEqual(
			refused('self_appointment', 403)
		);
	});

	it('of the last head asks first; coming back as head is held for 24 hours', async () => {
		const lone = await world.unit('XA-LE');
		const chair = await world.person('Chủ Tịch');
		await world.member(chair, lone, ['head'], { position: 'Chủ tịch' });
		const administrator = await world.as(ids.administrator);
		await expect(disablePerson(administrator, { userId: chair, reason: 'x' })).rejects.toEqual(refused('warnings', 409));
		await disablePerson(administrator, { userId: chair, reason: 'x', confirm: ['last_head'] });
		expect(await world.database.client.signingHold.count({ where: { userId: chair } })).toBe(0);
		await enablePerson(administrator, { userId: chair, reason: 'Nhầm' });
		expect((await world.as(chair)).actor).toMatchObject({ fullName: 'Chủ Tịch' });
		const [hold] = await world.database.client.signingHold.findMany({ where: { userId: chair } });
		expect(hold?.until.getTime()).toBe(world.clock.now().getTime() + 24 * 3_600_000);
	});

	it('of an account that was never used brings it back as invited', async () => {
		const userId = await world.person('Chưa Vào', { status: 'invited' });
		const administrator = await world.as(ids.administrator);
		await disablePerson(administrator, { userId, reason: 'x' });
		await enablePerson(administrator, { userId, reason: 'x' });
		expect((await world.database.client.user.findUniqueOrThrow({ where: { id: userId } })).status).toBe('invited');
	});
});

describe('handing over', () => {
	it('moves drafts, reviews, batches, documents and divisions, each to a person who may do them', async () => {
		const { client } = world.database;
		const [leaver, drafter, reviewer] = [await world.person('Đi'), await world.person('Soạn Mới'), await world.person('Soát Mới')];
		await world.member(leaver, unit, ['drafter', 'reviewer', 'officer']);
		await world.member(drafter, unit, ['drafter']);
		await world.member(reviewer, unit, ['reviewer']);
		const draft = await version(await document(), leaver);
		const review = await version(await document(), drafter, leaver);
		const drafted = await document();
		await client.documentDrafter.create({ data: { documentId: drafted, userId: leaver, namedById: ids.officer } });
		const owned = await document({ ownerId: leaver });
		const batch = await client.issueBatch.create({ data: { unitId: unit, number: 'ĐBH-1', createdById: leaver } });
		const led = await division(leaver);
		await disablePerson(await world.as(ids.administrator), { userId: leaver, reason: 'Chuyển công tác' });
		expect((await dutiesOf(world.system, leaver)).map((duty) => duty.kind)).toEqual([
			'batch',
			'division_head',
			'draft',
			'drafter',
			'owner',
			'review'
		]);

		const officer = await world.as(ids.officer);
		const item = (kind: string, subjectId: string, toUserId: string) => ({ kind, subjectId, toUserId });
		const give = (...items: object[]) => handOver(officer, handOverForm.parse({ fromUserId: leaver, items }));
		await expect(give(item('review', review, drafter), item('owner', owned, ids.stranger))).rejects.toEqual(
			expect.objectContaining({
				fields: { [`to:review:${review}`]: 'holder_not_eligible', [`to:owner:${owned}`]: 'holder_not_eligible' }
			})
		);
		expect(await dutiesOf(world.system, leaver)).toHaveLength(6);
		await give(
			item('draft', draft, drafter),
			item('review', review, reviewer),
			item('batch', batch.id, ids.head),
			item('drafter', drafted, drafter),
			item('owner', owned, reviewer),
			item('division_head', led, reviewer)
		);
		expect(await dutiesOf(world.system, leaver)).toEqual([]);
		expect((await client.version.findUniqueOrThrow({ where: { id: review } })).reviewerId).toBe(reviewer);
		expect((await client.issueBatch.findUniqueOrThrow({ where: { id: batch.id } })).createdById).toBe(leaver);
		expect(await client.notice.count({ where: { userId: reviewer, kind: 'review_asked', subjectId: review } })).toBe(1);
		expect(await client.notice.count({ where: { userId: drafter, kind: 'duty_received' } })).toBe(1);
		expect(await client.auditTrail.count({ where: { subjectId: leaver, event: 'person.hand_over', unitId: unit } })).toBe(6);
		await expect(give(item('review', review, reviewer))).rejects.toEqual(refused('duty_not_found', 404));
	});

	it('never gives a review to an author of the text', async () => {
		const [leaver, both] = [await world.person('Đi Hai'), await world.person('Soạn Và Soát')];
		await world.member(leaver, unit, ['reviewer']);
		await world.member(both, unit, ['drafter', 'reviewer']);
		const review = await version(await document(), both, leaver);
		const input = handOverForm.parse({ fromUserId: leaver, items: [{ kind: 'review', subjectId: review, toUserId: both }] });
		await expect(handOver(await world.as(ids.officer), input)).rejects.toEqual(
			expect.objectContaining({ fields: { [`to:review:${review}`]: 'holder_not_eligible' } })
		);
		await expect(handOver(await world.as(ids.stranger), input)).rejects.toEqual(refused('person_not_found', 404));
		await expect(handOver(await world.as(both), input)).rejects.toEqual(refused('forbidden', 403));
	});
});

describe('inspections', () => {
	const inspected = async (userId: string) => {
		const { actor } = await world.as(userId);
		return actor.kind === 'user' ? [...actor.inspectedUnitIds].sort() : [];
	};

	it('open issued documents of a unit to an inspector for a time, by the coordinator alone', async () => {
		const inspector = await world.person('Thanh Tra');
		await world.province(inspector, 'inspector');
		const coordinator = await world.as(ids.coordinator);
		const input = { userId: inspector, unitIds: [unit, other], basis: 'Quyết định 12/QĐ-SKHCN', validFrom: null, validTo: '2026-12-24' };
		for (const by of [ids.head, ids.administrator, inspector])
			await expect(grantInspection(await world.as(by), input)).rejects.toBeInstanceOf(DomainError);
		await grantInspection(coordinator, input);
		expect(await inspected(inspector)).toEqual([unit, other].sort());
		await expect(grantInspection(coordinator, input)).rejects.toEqual(refused('access_exists', 409));
		await expect(grantInspection(coordinator, { ...input, userId: ids.head })).rejects.toEqual(
			expect.objectContaining({ fields: { userId: 'not_inspector' } })
		);
		await expect(grantInspection(coordinator, { ...input, validTo: '2026-11-24' })).rejects.toEqual(
			expect.objectContaining({ fields: { validTo: 'day_before_start' } })
		);
		for (const row of (await listInspections(coordinator)).rows) await endInspection(coordinator, { accessId: row.id });
		expect(await inspected(inspector)).toEqual([]);
		await expect(listInspections(await world.as(ids.head))).rejects.toEqual(refused('forbidden', 403));
	});

	it('are not granted to oneself', async () => {
		const both = await world.person('Kiêm Nhiệm');
		await world.province(both, 'coordinator');
		await world.province(both, 'inspector');
		const input = { userId: both, unitIds: [unit], basis: 'x', validFrom: null, validTo: '2026-12-24' };
		await expect(grantInspection(await world.as(both), input)).rejects.toEqual(refused('self_appointment', 403));
	});
});

it('only the administrator lists every account', async () => {
	const found = await listAccounts(await world.as(ids.administrator), { q: 'giam doc' });
	expect(found.items.map((row) => [row.fullName, row.units])).toEqual([
		['Giám Đốc', ['SO-NV']],
		['Phó Giám Đốc', ['SO-NV']]
	]);
	for (const by of [ids.head, ids.coordinator])
		await expect(listAccounts(await world.as(by), {})).rejects.toEqual(refused('forbidden', 403));
});

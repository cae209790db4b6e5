import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { manageDocument } from '#lib/server/documents/manage.ts';
import { confirmReading, confirmReadingOfDocument } from '#lib/server/documents/readings/confirm.ts';
import { followPerson, followReading } from '#lib/server/documents/readings/follow.ts';
import { recordBriefing } from '#lib/server/documents/readings/briefing.ts';
import { setReadingRule } from '#lib/server/documents/readings/rules.ts';
import { waiveReading } from '#lib/server/documents/readings/waive.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { passVersion, returnVersion, submitVersion } from '#lib/server/documents/review.ts';
import { editVersion } from '#lib/server/documents/versions.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { endMembership, changeMembership } from '#lib/server/people/memberships.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	issueVersions,
	noticesOf,
	password,
	refusal,
	trailOf,
	type AVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const wholeUnit = { audience: [{ kind: 'unit' as const }] };

async function requestOf(who: Who | string, versionId: string) {
	const userId = who in world.ids ? world.ids[who as Who] : who;
	return world.client.readingRequest.findFirst({ where: { versionId, userId }, orderBy: { round: 'desc' } });
}

async function open(who: Who, versionId: string): Promise<void> {
	const { round } = await world.client.version.findUniqueOrThrow({ where: { id: versionId }, select: { round: true } });
	await recordOpening(await world.as(who), { id: versionId, round });
}

async function read(who: Who, versionId: string) {
	await open(who, versionId);
	return confirmReading(await world.as(who), { versionId });
}

/** The next version of a document, issued. */
function successor(of: AVersion, changeClass: 'editorial' | 'substantive', offset = 0) {
	return issuedVersion(world, {
		documentId: of.documentId,
		changeClass,
		effectiveOn: world.day(offset),
		confirm: ['replaced_same_day', 'nobody_told']
	});
}

describe('ask (states.md §4)', () => {
	it('asks everyone in the audience at issue, until ten days after the effective date', async () => {
		const version = await issuedVersion(world, { document: wholeUnit, effectiveOn: world.day(5) });
		const rows = await world.client.readingRequest.findMany({ where: { versionId: version.id } });
		const members = await world.client.membership.findMany({ where: { unitId: world.unitId, user: { status: 'active' } } });
		expect(new Set(rows.map((row) => row.userId))).toEqual(new Set(members.map((member) => member.userId)));
		expect(new Set(rows.map((row) => row.dueOn.toISOString().slice(0, 10)))).toEqual(new Set([world.day(15)]));
		expect(new Set(rows.map((row) => `${row.state} ${row.why}`))).toEqual(new Set(['open issue']));
		expect(await trailOf(world, version.id)).toContain('version.ask_to_read');
		expect(await requestOf('outsider', version.id)).toBeNull();
	});

	it('asks by division, role and name, once, and nobody when nobody is named', async () => {
		const inDivision = await world.addPerson(['reader'], { divisionId: world.divisionId });
		const lines = [
			{ kind: 'division' as const, divisionId: world.divisionId },
			{ kind: 'role' as const, role: 'reviewer' as const },
			{ kind: 'person' as const, userId: world.ids.staff },
			{ kind: 'person' as const, userId: world.ids.reviewer }
		];
		const version = await issuedVersion(world, { document: { audience: lines } });
		const rows = await world.client.readingRequest.findMany({ where: { versionId: version.id }, select: { userId: true } });
		expect(rows.map((row) => row.userId).sort()).toEqual([inDivision, world.ids.reviewer, world.ids.reviewer2, world.ids.staff].sort());
		const silent = await issuedVersion(world, { document: { audience: [] }, confirm: ['nobody_told'] });
		expect(await world.client.readingRequest.count({ where: { versionId: silent.id } })).toBe(0);
	});

	it('tells once, with the day, and not by a second notice', async () => {
		const version = await issuedVersion(world, { document: wholeUnit });
		const notices = await world.client.notice.findMany({ where: { userId: world.ids.staff, subjectId: version.documentId } });
		expect(notices.map((notice) => notice.kind)).toEqual(['issued']);
		expect(JSON.stringify(notices[0]?.params)).toContain('chậm nhất ngày');
		expect(await noticesOf(world, 'staff', version.id)).toEqual([]);
	});

	it('gives the days of the unit and the kind', async () => {
		await setReadingRule(await world.as('officer'), { unitId: world.unitId, newcomerDays: 20, daysByKind: { QT: 3 }, rowVersion: 0 });
		const version = await issuedVersion(world, { document: wholeUnit });
		expect((await requestOf('staff', version.id))?.dueOn).toEqual(toDbDate(world.day(3)));
		expect(
			(await refusal(setReadingRule(await world.as('officer'), { unitId: world.unitId, newcomerDays: 20, daysByKind: {}, rowVersion: 0 })))
				.code
		).toBe('stale');
		expect(
			(await refusal(setReadingRule(await world.as('staff'), { unitId: world.unitId, newcomerDays: 20, daysByKind: {}, rowVersion: 1 })))
				.code
		).toBe('forbidden');
		await setReadingRule(await world.as('head'), { unitId: world.unitId, newcomerDays: 30, daysByKind: {}, rowVersion: 1 });
	});

	it('asks those whom a wider audience adds, and lets off those whom a narrower one leaves out', async () => {
		const version = await issuedVersion(world, { document: { audience: [{ kind: 'person', userId: world.ids.staff }] } });
		await manageDocument(await world.as('officer'), {
			documentId: version.documentId,
			audience: [{ kind: 'person', userId: world.ids.reviewer }]
		});
		expect((await requestOf('staff', version.id))?.state).toBe('lapsed');
		expect(await requestOf('reviewer', version.id)).toMatchObject({ state: 'open', why: 'audience', dueOn: toDbDate(world.day(10)) });
		expect(await noticesOf(world, 'reviewer', version.id)).toEqual(['read_asked']);
		await manageDocument(await world.as('officer'), { documentId: version.documentId, audience: [{ kind: 'unit' }] });
		expect((await requestOf('staff', version.id))?.state).toBe('open');
	});

	it('asks newcomers for what is in force or upcoming, and movers for what their new division adds', async () => {
		const unit = await issuedVersion(world, { document: wholeUnit });
		const division = await issuedVersion(world, {
			document: { audience: [{ kind: 'division', divisionId: world.divisionId }] },
			confirm: ['nobody_told']
		});
		const newcomer = await world.addPerson(['reader'], { unitId: world.otherUnitId });
		await world.client.membership.create({
			data: { userId: newcomer, unitId: world.unitId, roles: ['reader'], position: 'Chuyên viên', validFrom: toDbDate(world.day()) }
		});
		await followPerson(world.system, newcomer, false);
		expect(await requestOf(newcomer, unit.id)).toMatchObject({ state: 'open', why: 'joining', dueOn: toDbDate(world.day(30)) });
		expect(await requestOf(newcomer, division.id)).toBeNull();
		const together = () => world.client.notice.findFirstOrThrow({ where: { userId: newcomer, kind: 'read_asked' } });
		expect(await together()).toMatchObject({ subjectType: 'unit', lapsedAt: null });
		for (const { versionId } of await world.client.readingRequest.findMany({ where: { userId: newcomer, state: 'open' } })) {
			expect((await together()).lapsedAt).toBeNull();
			await recordOpening(await world.asId(newcomer), { id: versionId, round: 1 });
			await confirmReading(await world.asId(newcomer), { versionId });
		}
		expect((await together()).lapsedAt).not.toBeNull();
		const userId = await world.addPerson(['reader']);
		await followPerson(world.system, userId, false);
		expect(await requestOf(userId, unit.id)).toBeNull();
		const membership = await world.client.membership.findFirstOrThrow({ where: { userId } });
		const { membershipId } = await changeMembership(await world.as('officer'), {
			membershipId: membership.id,
			roles: ['reader'],
			position: 'Chuyên viên',
			capacity: null,
			divisionId: world.divisionId,
			from: null,
			rowVersion: membership.rowVersion,
			confirm: []
		});
		await followPerson(world.system, userId, false);
		expect(await requestOf(userId, division.id)).toMatchObject({ state: 'open', why: 'joining' });
		expect(await requestOf(userId, unit.id)).toBeNull();
		await endMembership(await world.as('officer'), { membershipId, on: null, reason: 'nghỉ', rowVersion: 1, confirm: [] });
		await followPerson(world.system, userId, false);
		expect((await requestOf(userId, division.id))?.state).toBe('lapsed');
	});
});

describe('confirm', () => {
	it('needs an opening by that person, works before the effective date, and twice gives the first', async () => {
		const version = await issuedVersion(world, { document: wholeUnit, effectiveOn: world.day(3) });
		await open('reviewer', version.id);
		expect((await refusal(confirmReading(await world.as('staff'), { versionId: version.id }))).code).toBe('not_opened');
		const first = await read('staff', version.id);
		expect(first).toMatchObject({ state: 'confirmed', already: false });
		const row = await requestOf('staff', version.id);
		const { pdfSha256 } = await world.client.version.findUniqueOrThrow({ where: { id: version.id } });
		expect(row?.sha256).toBe(pdfSha256);
		expect(await trailOf(world, first.id)).toEqual(['reading.confirm']);
		expect(await confirmReading(await world.as('staff'), { versionId: version.id })).toEqual({ ...first, already: true });
		expect(await trailOf(world, first.id)).toEqual(['reading.confirm']);
	});

	it('is one confirmation when two come at once', async () => {
		const version = await issuedVersion(world, { document: wholeUnit });
		await open('staff', version.id);
		const ctx = await world.as('staff');
		const both = await Promise.all([confirmReading(ctx, { versionId: version.id }), confirmReading(ctx, { versionId: version.id })]);
		expect(both.map((one) => one.already).sort()).toEqual([false, true]);
		expect(both[0].confirmedAt).toEqual(both[1].confirmedAt);
		expect(await trailOf(world, both[0].id)).toEqual(['reading.confirm']);
	});

	it('refuses other bytes, who was not asked, what is over, and what may not be seen', async () => {
		const version = await issuedVersion(world, { document: { audience: [{ kind: 'person', userId: world.ids.staff }] } });
		await open('staff', version.id);
		expect((await refusal(confirmReading(await world.as('staff'), { versionId: version.id, sha256: 'a'.repeat(64) }))).code).toBe(
			'content_changed'
		);
		await open('head', version.id);
		expect(await refusal(confirmReading(await world.as('head'), { versionId: version.id }))).toMatchObject({
			code: 'illegal_transition',
			params: { reason: 'not_asked' }
		});
		expect((await refusal(confirmReading(await world.as('outsider'), { versionId: version.id }))).code).toBe('version_not_found');
		expect((await refusal(confirmReading(await world.as('staff'), { versionId: 'x' }))).code).toBe('version_not_found');
		await successor(version, 'substantive');
		expect(await refusal(confirmReading(await world.as('staff'), { versionId: version.id }))).toMatchObject({
			code: 'illegal_transition',
			params: { reason: 'not_current' }
		});
		expect((await requestOf('staff', version.id))?.state).toBe('lapsed');
	});

	it('by the document is of the version in force', async () => {
		const version = await issuedVersion(world, { document: wholeUnit });
		await open('staff', version.id);
		const confirmed = await confirmReadingOfDocument(await world.as('staff'), { documentId: version.documentId });
		expect(confirmed.versionId).toBe(version.id);
		const upcoming = await issuedVersion(world, { document: wholeUnit, effectiveOn: world.day(2) });
		expect((await refusal(confirmReadingOfDocument(await world.as('staff'), { documentId: upcoming.documentId }))).code).toBe(
			'nothing_in_force'
		);
	});

	it('and a withdrawal at the same moment leave one of two whole outcomes', async () => {
		const version = await issuedVersion(world, { document: wholeUnit });
		await open('staff', version.id);
		const [confirmed, withdrawn] = await Promise.allSettled([
			confirmReading(await world.as('staff'), { versionId: version.id }),
			withdrawVersion(await world.as('head'), { versionId: version.id, comment: 'hết dùng', password })
		]);
		expect(withdrawn.status).toBe('fulfilled');
		expect((await requestOf('staff', version.id))?.state).toBe(confirmed.status === 'fulfilled' ? 'confirmed' : 'lapsed');
	});
});

describe('the classes of a change', () => {
	it('editorial carries confirmations of the one before and goes on asking who had not read', async () => {
		const first = await issuedVersion(world, { document: wholeUnit });
		await read('staff', first.id);
		const second = await successor(first, 'editorial');
		const before = await requestOf('staff', first.id);
		expect(await requestOf('staff', second.id)).toMatchObject({ state: 'carried', carriedFromId: before?.id });
		expect(await requestOf('reviewer', second.id)).toMatchObject({ state: 'open', dueOn: (await requestOf('reviewer', first.id))?.dueOn });
		expect((await requestOf('reviewer', first.id))?.state).toBe('lapsed');
		expect((await requestOf('staff', first.id))?.state).toBe('confirmed');
		const third = await successor(second, 'editorial');
		expect((await requestOf('staff', third.id))?.state).toBe('carried');
		const fourth = await successor(third, 'substantive');
		expect((await requestOf('staff', fourth.id))?.state).toBe('open');
		expect((await confirmReading(await world.as('staff'), { versionId: third.id })).already).toBe(true);
	});

	it('a confirmation after an editorial successor was issued counts for it as well', async () => {
		const first = await issuedVersion(world, { document: wholeUnit });
		const second = await successor(first, 'editorial', 4);
		expect((await requestOf('staff', second.id))?.state).toBe('open');
		expect((await requestOf('staff', first.id))?.state).toBe('open');
		await read('staff', first.id);
		expect(await requestOf('staff', second.id)).toMatchObject({ state: 'carried' });
	});

	it('what an upcoming version replaces is asked until its day, and no reminder names it afterwards', async () => {
		const first = await issuedVersion(world, { document: wholeUnit });
		await successor(first, 'substantive', 4);
		expect((await requestOf('staff', first.id))?.state).toBe('open');
		await read('staff', first.id);
		expect((await requestOf('staff', first.id))?.state).toBe('confirmed');
	});
});

describe('waive', () => {
	it('is a head’s, with a reason, of somebody else’s request', async () => {
		const version = await issuedVersion(world, { document: wholeUnit });
		const request = await requestOf('staff', version.id);
		const own = await requestOf('head', version.id);
		if (!request || !own) throw new Error('nobody was asked');
		const input = { requestId: request.id, reason: 'nghỉ thai sản' };
		expect((await refusal(waiveReading(await world.as('officer'), input))).code).toBe('forbidden');
		expect((await refusal(waiveReading(await world.as('staff'), input))).code).toBe('reading_not_found');
		expect((await refusal(waiveReading(await world.as('outsider'), input))).code).toBe('reading_not_found');
		expect((await refusal(waiveReading(await world.as('head'), { requestId: own.id, reason: 'bận' }))).code).toBe('separation_of_duties');
		expect((await refusal(waiveReading(await world.as('head'), { ...input, reason: '  ' }))).code).toBe('invalid');
		await waiveReading(await world.as('head'), input);
		expect(await requestOf('staff', version.id)).toMatchObject({ state: 'waived', reason: 'nghỉ thai sản', decidedById: world.ids.head });
		expect(await noticesOf(world, 'staff', version.id)).toEqual(['read_waived']);
		expect((await refusal(waiveReading(await world.as('head'), input))).code).toBe('illegal_transition');
		await open('staff', version.id);
		expect((await refusal(confirmReading(await world.as('staff'), { versionId: version.id }))).params).toMatchObject({ reason: 'waived' });
	});
});

describe('confirm on paper', () => {
	const briefing = { place: 'Phòng họp', heldBy: 'Trần Văn A', names: ['Nguyễn Thị Lao Công', ' nguyễn thị  '] };

	it('is the officer’s, with a sheet, and counts people with an account apart from names', async () => {
		const version = await issuedVersion(world, { document: wholeUnit });
		const input = { ...briefing, versionId: version.id, heldOn: world.day(), userIds: [world.ids.staff], scan: await world.pdf() };
		expect((await refusal(recordBriefing(await world.as('head'), input))).code).toBe('forbidden');
		expect((await refusal(recordBriefing(await world.as('officer'), { ...input, scan: null }))).params.fields).toMatchObject({
			scan: 'required'
		});
		expect((await refusal(recordBriefing(await world.as('officer'), { ...input, heldOn: world.day(1) }))).params.fields).toMatchObject({
			heldOn: 'day_in_future'
		});
		const { id, number } = await recordBriefing(await world.as('officer'), input);
		expect(number).toMatch(/^BBPB-2026-\d{3}$/);
		expect(await requestOf('staff', version.id)).toMatchObject({
			state: 'confirmed_on_paper',
			briefingId: id,
			decidedById: world.ids.officer
		});
		expect(await world.client.readingBriefingLine.count({ where: { briefingId: id } })).toBe(3);
		expect(await noticesOf(world, 'staff', version.id)).toEqual(['read_on_paper']);
		expect((await refusal(recordBriefing(await world.as('officer'), input))).code).toBe('stale');
		expect((await confirmReading(await world.as('staff'), { versionId: version.id })).already).toBe(true);
	});

	it('is of no version that is over, and of none that is not issued', async () => {
		const over = await issuedVersion(world, { document: wholeUnit });
		await withdrawVersion(await world.as('head'), { versionId: over.id, comment: 'không dùng nữa', password });
		const draft = await draftVersion(world);
		for (const { id: versionId } of [over, draft]) {
			const input = { ...briefing, versionId, heldOn: world.day(), userIds: [], scan: await world.pdf() };
			expect((await refusal(recordBriefing(await world.as('officer'), input))).params).toMatchObject({ reason: 'not_current' });
		}
	});
});

describe('lapse', () => {
	it('follows a withdrawal and a batch that is taken back; issued again it is asked again', async () => {
		const upcoming = await issuedVersion(world, { document: wholeUnit, effectiveOn: world.day(5) });
		await read('reviewer', upcoming.id);
		await revokeBatch(await world.as('head'), { batchId: upcoming.batch.id, comment: 'nhầm ngày', password });
		expect((await requestOf('staff', upcoming.id))?.state).toBe('lapsed');
		expect((await requestOf('reviewer', upcoming.id))?.state).toBe('confirmed');
		await open('staff', upcoming.id);
		expect((await refusal(confirmReading(await world.as('staff'), { versionId: upcoming.id }))).code).toBe('version_not_found');
		await issueVersions(world, [upcoming.id]);
		expect((await requestOf('staff', upcoming.id))?.state).toBe('open');
		expect((await requestOf('reviewer', upcoming.id))?.state).toBe('confirmed');
	});

	it('what was drafted anew after that is another text: nobody has confirmed or opened it', async () => {
		const version = await issuedVersion(world, { document: wholeUnit, effectiveOn: world.day(5) });
		await read('staff', version.id);
		await revokeBatch(await world.as('head'), { batchId: version.batch.id, comment: 'sai nội dung', password });
		await returnVersion(await world.as('head'), { versionId: version.id, comment: 'viết lại' });
		await editVersion(await world.as('drafter'), { versionId: version.id, pdf: await world.pdf() });
		await submitVersion(await world.as('drafter'), { versionId: version.id });
		await passVersion(await world.as('reviewer'), { versionId: version.id });
		await approveVersion(await world.as('head'), { versionId: version.id, password });
		await issueVersions(world, [version.id]);
		expect(await requestOf('staff', version.id)).toMatchObject({ state: 'open', round: 2 });
		expect((await refusal(confirmReading(await world.as('staff'), { versionId: version.id }))).code).toBe('not_opened');
		await read('staff', version.id);
		expect(await world.client.readingRequest.count({ where: { versionId: version.id, userId: world.ids.staff, state: 'confirmed' } })).toBe(
			2
		);
	});

	it('of a withdrawal on a later day waits for the day, and the job only follows it', async () => {
		const version = await issuedVersion(world, { document: wholeUnit });
		await withdrawVersion(await world.as('head'), { versionId: version.id, comment: 'hết dùng', from: world.day(2), password });
		expect((await requestOf('staff', version.id))?.state).toBe('open');
		await followReading(world.system);
		expect((await requestOf('staff', version.id))?.state).toBe('open');
	});
});

it('an approved version is nobody’s to read', async () => {
	const approved = await approvedVersion(world, { document: wholeUnit });
	await open('reviewer', approved.id);
	expect(await refusal(confirmReading(await world.as('reviewer'), { versionId: approved.id }))).toMatchObject({
		code: 'illegal_transition',
		params: { reason: 'not_current' }
	});
});

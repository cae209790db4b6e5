import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { newestCheckpoint } from '#lib/server/audit-trail/checkpoints.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { proposeCorrection } from '#lib/server/documents/corrections.ts';
import { appointGuest } from '#lib/server/documents/guest-reviews.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/documents/unit-closing/record-event.ts';
import { endInspection } from '#lib/server/people/inspections.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	issueVersions,
	noticesOf,
	passedVersion,
	password,
	refusal,
	submittedVersion,
	trailOf,
	versionRow,
	type DocumentsWorld
} from '#test/support/documents.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const reason = 'Sắp xếp đơn vị';
const dayOf = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;
const rangeOf = async (id: string) => {
	const { state, effectiveFrom, effectiveTo } = await versionRow(world, id);
	return [state, dayOf(effectiveFrom), dayOf(effectiveTo)];
};
const stateOf = async (id: string) => (await versionRow(world, id)).state;
/** One minute after midnight in Hà Tĩnh. */
const travelTo = (day: Day) => world.clock.set(new Date(`${day}T00:01:00+07:00`));
const batchOf = (id: string) => world.client.issueBatch.findUniqueOrThrow({ where: { id } });

/** Everything that can be open in a unit, with what is in force and what is to come. `end` is the first day without the unit. */
async function populate(end: Day) {
	const officer = await world.as('officer');
	const inForce = await issuedVersion(world);
	const soon = await issuedVersion(world, { effectiveOn: addDays(end, -20) });
	const replaced = await issuedVersion(world);
	const onTheDay = await issuedVersion(world, { documentId: replaced.documentId, effectiveOn: end, confirm: warningCodes });
	const later = await issuedVersion(world, { effectiveOn: addDays(end, 30) });
	const withdrawn = await issuedVersion(world);
	const withdrawal = await issueNow(await world.as('head'), {
		unitId: world.unitId,
		versionIds: [],
		withdrawals: [{ documentId: withdrawn.documentId, reason: 'Luật thay đổi' }],
		decisionNumber: '2/QĐ',
		decisionDate: world.day(),
		effectiveOn: addDays(end, 10),
		confirm: warningCodes,
		password
	});
	const draft = await draftVersion(world);
	const inReview = await submittedVersion(world);
	const inApproval = await passedVersion(world);
	const approved = await approvedVersion(world);
	const batch = await createBatch(officer, { unitId: world.unitId, versionIds: [approved.id] });
	const correction = await proposeCorrection(officer, {
		batchId: inForce.batch.id,
		field: 'decisionNumber',
		newValue: '519/QĐ-SNV',
		reason: 'Gõ nhầm'
	});
	const exception = await world.client.sodException.create({
		data: {
			unitId: world.unitId,
			number: 'NL-2026-001',
			reason: 'Đơn vị nhỏ',
			signedById: world.ids.head,
			validFrom: toDbDate(world.day()),
			validTo: toDbDate(addDays(end, 60))
		}
	});
	const guestId = await world.addPerson(['reviewer'], { unitId: world.otherUnitId });
	const guest = await world.client.guestReview.create({
		data: {
			versionId: inReview.id,
			askedOfUnitId: world.otherUnitId,
			askedById: world.ids.officer,
			reason: 'Thiếu người',
			state: 'appointed',
			guestId
		}
	});
	const wanted = await world.client.guestReview.create({
		data: { versionId: draft.id, askedOfUnitId: world.otherUnitId, askedById: world.ids.officer, reason: 'Thiếu người' }
	});
	return {
		...{ inForce, soon, replaced, onTheDay, later, withdrawn, withdrawal },
		...{ draft, inReview, inApproval, approved, batch, correction, exception, guest, guestId, wanted }
	};
}

async function invited(more: { elsewhere?: string } = {}): Promise<string> {
	const { id } = await world.client.user.create({ data: { fullName: 'Người mới', staffName: `M.${randomUUID()}`, status: 'invited' } });
	const longAgo = toDbDate('2016-01-01');
	for (const unitId of [world.unitId, ...(more.elsewhere ? [more.elsewhere] : [])])
		await world.client.membership.create({ data: { userId: id, unitId, roles: ['reader'], position: '', validFrom: longAgo } });
	const expiresAt = new Date(world.clock.now().getTime() + 90 * 86_400_000);
	const made = await world.client.invitation.create({ data: { userId: id, channel: 'slip', secretHash: randomUUID(), expiresAt } });
	return made.id;
}

describe('a merge on a day to come', () => {
	let end: Day;
	let things: Awaited<ReturnType<typeof populate>>;
	let [alone, elsewhere] = ['', ''];
	let eventId: string;
	let asked: { id: string };
	let between: { id: string };

	beforeAll(async () => {
		end = world.day(30);
		things = await populate(end);
		[alone, elsewhere] = [await invited(), await invited({ elsewhere: world.otherUnitId })];
		const foreign = await world.client.document.create({
			data: {
				unitId: world.otherUnitId,
				kindCode: 'QT',
				code: 'QT.1',
				codeKey: 'QT.1',
				codeSort: 'QT.1',
				title: 'Của đơn vị khác',
				createdById: world.ids.outsider
			}
		});
		const version = await world.client.version.create({
			data: { documentId: foreign.id, unitId: world.otherUnitId, issueNo: 1, revisionNo: 0, title: 'X', createdById: world.ids.outsider }
		});
		asked = await world.client.guestReview.create({
			data: { versionId: version.id, askedOfUnitId: world.unitId, askedById: world.ids.outsider, reason: 'Nhờ giúp' }
		});
		const input = { kind: 'MERGE' as const, from: [world.unitId], to: [{ unitId: world.otherUnitId }] };
		expect(await refusal(recordUnitEvent(await world.as('coordinator'), { ...input, effectiveOn: world.day(-1) }))).toMatchObject({
			code: 'unit_event_late'
		});
		const applied = await recordUnitEvent(await world.as('coordinator'), { ...input, effectiveOn: end });
		expect(applied.ended).toEqual([world.unitId]);
		eventId = applied.eventId;
	});

	it('ends on the day what is in force or will be before it', async () => {
		for (const { id } of [things.inForce, things.replaced, things.withdrawn])
			expect(await rangeOf(id)).toEqual(['issued', world.day(), end]);
		expect(await rangeOf(things.soon.id)).toEqual(['issued', addDays(end, -20), end]);
		const row = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'version.end_with_unit', subjectId: things.inForce.id } });
		expect(row).toMatchObject({ unitId: world.unitId, after: { until: end, unitEvent: eventId } });
	});

	it('takes back the batches of that day and later: versions approved again, predecessors and withdrawals undone', async () => {
		for (const { id, batch } of [things.onTheDay, things.later]) {
			expect(await rangeOf(id)).toEqual(['approved', null, null]);
			expect(await batchOf(batch.id)).toMatchObject({ state: 'revoked', stateReason: reason });
			expect(await world.client.signature.count({ where: { versionId: id, voidedAt: null } })).toBe(1);
		}
		expect(await batchOf(things.withdrawal.id)).toMatchObject({ state: 'revoked' });
		expect(await batchOf(things.soon.batch.id)).toMatchObject({ state: 'issued' });
		const [row] = await world.client.auditTrail.findMany({ where: { event: 'issue_batch.revoke', subjectId: things.later.batch.id } });
		expect(row).toMatchObject({ unitId: world.unitId, actorId: world.ids.coordinator, actorRole: 'system', comment: reason });
		expect(await noticesOf(world, 'staff', things.later.documentId)).toEqual(['revoked']);
	});

	it('leaves everything that is open to be finished, and tells the heads of both', async () => {
		expect(await Promise.all([things.draft, things.inReview, things.inApproval, things.approved].map(({ id }) => stateOf(id)))).toEqual([
			...['draft', 'in_review', 'in_approval', 'approved']
		]);
		expect(await batchOf(things.batch.id)).toMatchObject({ state: 'draft' });
		for (const who of ['head', 'deputy', 'outsider'] as const) expect(await noticesOf(world, who, world.unitId)).toEqual(['unit_ends']);
		for (const who of ['officer', 'coordinator'] as const) expect(await noticesOf(world, who, world.unitId)).toEqual([]);
		expect((await verifyChain(world.system, world.unitId)).chain.closedAt).toBeNull();
	});

	it('lets the unit issue for the days that are left, never beyond', async () => {
		expect(await refusal(issueVersions(world, [things.later.id], { effectiveOn: end }))).toMatchObject({ code: 'unit_closed' });
		between = await issueVersions(world, [things.later.id], { effectiveOn: world.day(5) });
		expect(await rangeOf(things.later.id)).toEqual(['issued', world.day(5), end]);
		// Replacing one and taking it back again does not open the end of the other either.
		const second = await issueVersions(world, [things.onTheDay.id], { effectiveOn: world.day(6), confirm: warningCodes });
		expect(await rangeOf(things.replaced.id)).toEqual(['issued', world.day(), world.day(6)]);
		await revokeBatch(await world.as('head'), { batchId: second.id, comment: 'Để sau', password });
		expect(await rangeOf(things.replaced.id)).toEqual(['issued', world.day(), end]);
	});

	it('is no job’s doing: from midnight on the unit is closed for everybody, a guest too', async () => {
		const before = await world.asId(things.guestId);
		travelTo(addDays(end, -1));
		expect((await world.as('officer')).actor).toMatchObject({ memberships: [{ unitId: world.unitId }] });
		travelTo(end);
		expect((await world.as('officer')).actor).toMatchObject({ memberships: [] });
		expect(await refusal(submitVersion(await world.as('drafter'), { versionId: things.draft.id }))).toMatchObject({
			code: 'version_not_found'
		});
		expect(await stateOf(things.inReview.id)).toBe('in_review');
		for (const guest of [before, await world.asId(things.guestId)])
			expect(await refusal(passVersion(guest, { versionId: things.inReview.id }))).toMatchObject({ code: 'unit_closed' });
		const appointing = appointGuest(await world.as('coordinator'), { guestReviewId: things.wanted.id, guestId: things.guestId });
		expect(await refusal(appointing)).toMatchObject({ code: 'unit_closed' });
	});

	it('has nothing in force from that day on, and everything the day before', async () => {
		const inForce = (day: Day) => world.client.version.count({ where: { unitId: world.unitId, ...inForceOn(day) } });
		expect(await Promise.all([-2, -1, 0, 1, 400].map((days) => inForce(addDays(end, days))))).toEqual([5, 5, 0, 0, 0]);
	});

	it('closes by the job what is still open, once', async () => {
		expect(await closeEndedUnits(world.system)).toBe(1);
		expect(await closeEndedUnits(world.system)).toBe(0);
		for (const thing of [things.draft, things.inReview, things.inApproval, things.approved, things.onTheDay]) {
			expect(await versionRow(world, thing.id)).toMatchObject({ state: 'cancelled', stateReason: reason });
			expect((await trailOf(world, thing.id)).at(-1)).toBe('version.cancel');
		}
		expect(await world.client.versionAct.findFirst({ where: { versionId: things.draft.id, event: 'cancel' } })).toMatchObject({
			userId: null,
			actorName: systemActor.name,
			comment: reason
		});
		expect(await batchOf(things.batch.id)).toMatchObject({ state: 'discarded', stateReason: reason });
		expect(await batchOf(between.id)).toMatchObject({ state: 'issued' });
		const { client } = world;
		expect(await client.batchCorrection.findUnique({ where: { id: things.correction.id } })).toMatchObject({ state: 'declined' });
		expect(await client.sodException.findUnique({ where: { id: things.exception.id } })).toMatchObject({
			endedAt: world.clock.now(),
			endedById: null,
			endReason: reason
		});
		for (const id of [things.guest.id, things.wanted.id, asked.id])
			expect(await client.guestReview.findUnique({ where: { id } })).toMatchObject({ state: 'ended' });
		expect(await client.invitation.findUnique({ where: { id: alone } })).toMatchObject({ revokedAt: world.clock.now() });
		expect(await client.invitation.findUnique({ where: { id: elsewhere } })).toMatchObject({ revokedAt: null });
	});

	it('frees numbers and keeps codes', async () => {
		const { documentId } = things.draft;
		expect(await world.client.document.findUnique({ where: { id: documentId } })).toMatchObject({ status: 'open' });
		const cancelled = await versionRow(world, things.onTheDay.id);
		const others = await world.client.version.count({
			where: { documentId: cancelled.documentId, state: { not: 'cancelled' }, issueNo: cancelled.issueNo, revisionNo: cancelled.revisionNo }
		});
		expect(others).toBe(0);
	});

	it('tells each once: heads of both what was closed, those who acted, who asked for a guest', async () => {
		for (const who of ['head', 'deputy', 'outsider'] as const) expect(await noticesOf(world, who, world.unitId)).toContain('unit_closed');
		const [notice] = await world.client.notice.findMany({ where: { userId: world.ids.outsider, kind: 'unit_closed' } });
		expect(notice?.params).toMatchObject({ unit: 'Đơn vị SO-NV', who: 'Đơn vị SO-TC', count: 6 });
		// Five drafts, one notice: what the drafter wrote they hear of by codes.
		const told = await world.client.notice.findMany({ where: { userId: world.ids.drafter, kind: 'cancelled' } });
		expect(told).toMatchObject([{ subjectType: 'unit', params: { reason } }]);
		expect(await world.client.notice.count({ where: { userId: world.ids.staff, kind: 'cancelled' } })).toBe(0);
		expect(await world.client.notice.count({ where: { userId: world.ids.outsider, kind: 'guest_ended' } })).toBe(1);
		const openAbout = { subjectId: { in: [things.draft.id, things.inReview.id, things.batch.id] }, lapsedAt: null };
		expect(await world.client.notice.count({ where: openAbout })).toBe(0);
	});

	it('closes the trail of the unit over a signed last row; what comes later is the province’s', async () => {
		const check = await verifyChain(world.system, world.unitId);
		expect(check).toMatchObject({ broken: null, chain: { closedAt: world.clock.now() } });
		const chain = { chainId: check.chain.id, seq: BigInt(check.rows) };
		const last = await world.client.auditTrail.findUniqueOrThrow({ where: { chainId_seq: chain } });
		expect(last).toMatchObject({
			event: 'trail.close',
			actorName: 'system',
			after: { endedOn: end, unitEvent: eventId, drafts: 5, batches: 1, corrections: 1, exceptions: 1, guests: 1, invitations: 1 }
		});
		expect(await newestCheckpoint(world.system, world.unitId)).toMatchObject({ seq: check.rows, hash: last.hash });

		const access = await world.client.inspectionAccess.findFirstOrThrow({ where: { unitId: world.unitId } });
		await endInspection(await world.as('coordinator'), { accessId: access.id });
		const row = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'inspection.end' } });
		expect(row).toMatchObject({ unitId: null, after: { unitId: world.unitId } });
		expect(await verifyChain(world.system, world.unitId)).toMatchObject({ broken: null, rows: check.rows });
		expect((await verifyChain(world.system, null)).broken).toBeNull();
	});
});

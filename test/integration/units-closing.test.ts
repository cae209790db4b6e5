import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { newestCheckpoint } from '#lib/server/audit-trail/checkpoints.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { appointGuest } from '#lib/server/documents/guest-reviews.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { previewEffects } from '#lib/server/documents/unit-closing/preview.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { endInspection } from '#lib/server/people/inspections.ts';
import { addMembership } from '#lib/server/people/memberships.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { createDivision } from '#lib/server/units/divisions.ts';
import { invited, populate } from '#test/support/closing-unit.ts';
import {
	documentsWorld,
	issueVersions,
	noticesOf,
	password,
	refusal,
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
/** Counted in units-closing-system.test.ts. */
const later = {
	requests: 0,
	reviews: 0,
	records: 0,
	heldRecords: 0,
	adoptions: 0,
	programmes: 0,
	inspections: 0,
	readings: expect.any(Number)
};
/** What `populate` makes, as the preview counts it; of the people seven and the two invited. */
const touched = { people: 9, ranges: 4, laterBatches: 3, drafts: 3, approved: 1, draftBatches: 1, ...later };
const dayOf = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;
const rangeOf = async (id: string) => {
	const { state, effectiveFrom, effectiveTo } = await versionRow(world, id);
	return [state, dayOf(effectiveFrom), dayOf(effectiveTo)];
};
const stateOf = async (id: string) => (await versionRow(world, id)).state;
/** One minute after midnight in Hà Tĩnh. */
const travelTo = (day: Day) => world.clock.set(new Date(`${day}T00:01:00+07:00`));
const batchOf = (id: string) => world.client.issueBatch.findUniqueOrThrow({ where: { id } });

describe('a merge on a day to come', () => {
	let end: Day;
	let things: Awaited<ReturnType<typeof populate>>;
	let [alone, elsewhere] = ['', ''];
	let eventId: string;
	let asked: { id: string };
	let offered: { id: string };
	let between: { id: string };

	beforeAll(async () => {
		end = world.day(30);
		things = await populate(world, end);
		[alone, elsewhere] = [await invited(world), await invited(world, { elsewhere: world.otherUnitId })];
		offered = await world.client.membershipOffer.create({
			data: {
				userId: world.ids.outsider,
				unitId: world.unitId,
				roles: ['reader'],
				position: 'Chuyên viên',
				address: 'nguoi.khac@example.vn',
				offeredById: world.ids.head,
				lastDay: toDbDate(addDays(end, 5))
			}
		});
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
		const before = await world.client.version.findMany({ orderBy: { id: 'asc' } });
		const preview = await previewEffects(await world.as('coordinator'), { ...input, effectiveOn: end });
		expect(preview.ends).toEqual([{ unitId: world.unitId, code: 'SO-NV', name: 'Đơn vị SO-NV', touched }]);
		expect(await world.client.version.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
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

	it('lets people join for the days that are left, never beyond', async () => {
		const [head, officer] = [await world.as('head'), await world.as('officer')];
		const seat = { unitId: world.unitId, divisionId: world.divisionId, position: 'Chuyên viên', capacity: null, validFrom: null };
		for (const [userId, validTo, ends] of [
			[world.ids.staff, null, end],
			[world.ids.drafter, addDays(end, 1), end],
			[world.ids.reviewer, addDays(end, -1), addDays(end, -1)]
		] as const) {
			const { membershipId } = await addMembership(head, { ...seat, userId, roles: ['reader'], validTo });
			expect(dayOf((await world.client.membership.findUniqueOrThrow({ where: { id: membershipId } })).validTo)).toBe(ends);
		}
		const { id } = await createDivision(officer, {
			unitId: world.unitId,
			code: 'TC',
			name: 'Phòng Tổ chức',
			headId: null,
			validFrom: world.day()
		});
		expect(dayOf((await world.client.divisionVersion.findFirstOrThrow({ where: { divisionId: id } })).validTo)).toBe(end);
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
		expect(await client.membershipOffer.findUnique({ where: { id: offered.id } })).toMatchObject({ state: 'withdrawn' });
		expect(await trailOf(world, offered.id)).toEqual(['membership.offer_withdraw']);
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
			after: {
				endedOn: end,
				unitEvent: eventId,
				drafts: 5,
				batches: 1,
				corrections: 1,
				exceptions: 1,
				guests: 1,
				invitations: 1,
				offers: 1
			}
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

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBatch } from '#lib/server/documents/batch-facts.ts';
import { loadDocument } from '#lib/server/documents/document-facts.ts';
import { endException, grantException } from '#lib/server/documents/exceptions.ts';
import {
	appointGuest,
	askGuestReview,
	declineGuestReview,
	guestCandidates,
	guestTargets,
	loadGuestReview
} from '#lib/server/documents/guest-reviews.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { passVersion, recallVersion, submitVersion } from '#lib/server/documents/review.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import { versionWork } from '#lib/server/documents/work/version-work.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { documentsWorld, password, refusal, trailOf, versionRow, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
/** A commune with one officer and one head, below the unit of the world. */
let commune: { unitId: string; officerId: string; headId: string; officer: Ctx; head: Ctx };
beforeAll(async () => {
	world = await documentsWorld();
	commune = await smallUnit('XA-1', world.unitId);
});
afterAll(() => world.close());

async function smallUnit(code: string, parentId?: string) {
	const unitId = await world.addUnit(code, parentId);
	const officerId = await world.addPerson(['officer'], { unitId });
	const headId = await world.addPerson(['head'], { unitId });
	return { unitId, officerId, headId, officer: await world.asId(officerId), head: await world.asId(headId) };
}

let codes = 0;
async function aDraft(): Promise<string> {
	const document = await createDocument(commune.officer, {
		unitId: commune.unitId,
		kind: 'QT',
		code: `QT.G.${++codes}`,
		title: 'Tiếp công dân'
	});
	const version = await createVersion(commune.officer, { documentId: document.id, pdf: await world.pdf(), summary: 'Mới' });
	return version.id;
}

it.each(['x', 'null', '../../etc/passwd', "' or 1=1--"])('an id that cannot be one is the id of nothing: %s', async (id) => {
	const ctx = await world.as('officer');
	expect((await refusal(loadDocument(ctx, id))).code).toBe('document_not_found');
	expect((await refusal(loadVersion(ctx, id))).code).toBe('version_not_found');
	expect((await refusal(loadBatch(ctx, id))).code).toBe('batch_not_found');
	expect((await refusal(loadGuestReview(ctx, id))).code).toBe('guest_review_not_found');
});

describe('the exception (design.md §7)', () => {
	const grant = (ctx: Ctx, unitId: string, more: object = {}) =>
		grantException(ctx, { unitId, reason: 'Chỉ có hai người', validTo: world.day(364), password, ...more });

	it('is granted by a head of a small unit only, signed, with a reason, for twelve months at most', async () => {
		const unit = await smallUnit('XA-2');
		expect((await refusal(grant(unit.officer, unit.unitId))).code).toBe('forbidden');
		expect((await refusal(grant(await world.as('coordinator'), unit.unitId))).code).toBe('forbidden');
		expect((await refusal(grant(unit.head, unit.unitId, { reason: '' }))).params.fields).toEqual({ reason: 'reason_required' });
		expect((await refusal(grant(unit.head, unit.unitId, { password: 'sai' }))).code).toBe('signature_refused');
		expect((await refusal(grant(unit.head, unit.unitId, { validTo: world.day(366) }))).code).toBe('exception_too_long');
		expect((await refusal(grant(unit.head, unit.unitId, { validFrom: world.day(-1) }))).code).toBe('effective_in_past');
		expect((await refusal(grant(unit.head, unit.unitId, { validTo: world.day(-1) }))).params.fields).toEqual({ validTo: 'day_order' });
		expect(await refusal(grant(await world.as('head'), world.unitId))).toMatchObject({ code: 'exception_not_needed' });
		const { id, number } = await grant(unit.head, unit.unitId);
		expect(number).toMatch(/^NL-2026-\d{3}$/);
		expect((await refusal(grant(unit.head, unit.unitId))).code).toBe('exception_exists');
		const row = await world.client.sodException.findUniqueOrThrow({ where: { id }, include: { signature: true } });
		expect(row.signature).toMatchObject({ meaning: 'grant_exception', userId: unit.headId });
		const told = await world.client.notice.findMany({ where: { subjectId: id }, select: { userId: true } });
		expect(told.map((notice) => notice.userId).sort()).toEqual([unit.officerId, world.ids.coordinator].sort());
		await expect(world.client.$executeRaw`update sod_exception set valid_to = valid_to - 1 where id = ${id}::uuid`).rejects.toThrow(
			/append_only/
		);
		const long = world.client.$executeRaw`insert into sod_exception (id, unit_id, number, reason, signed_by_id, valid_from, valid_to)
			values (gen_random_uuid(), ${unit.unitId}::uuid, 'x', 'x', ${unit.headId}::uuid, '2026-11-24', '2027-11-25')`;
		await expect(long).rejects.toThrow(/sod_exception_length/);
	});

	it('of two heads at once is granted once', async () => {
		const unit = await smallUnit('XA-3');
		const results = await Promise.allSettled([grant(unit.head, unit.unitId), grant(unit.head, unit.unitId)]);
		expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
	});

	it('is ended by a head, the coordinator or the unit’s inspector, and is over at once', async () => {
		const unit = await smallUnit('XA-4');
		await world.client.inspectionAccess.create({
			data: {
				userId: world.ids.inspector,
				unitId: unit.unitId,
				basis: 'x',
				validFrom: new Date('2016-01-01'),
				grantedById: world.ids.coordinator
			}
		});
		for (const ender of [unit.head, await world.as('coordinator'), await world.as('inspector')]) {
			const { id } = await grant(unit.head, unit.unitId);
			expect((await refusal(endException(unit.officer, { exceptionId: id, comment: 'x' }))).code).toBe('forbidden');
			expect((await refusal(endException(await world.as('head'), { exceptionId: id, comment: 'x' }))).code).toBe('exception_not_found');
			expect((await refusal(endException(ender, { exceptionId: id, comment: '' }))).params.fields).toEqual({ comment: 'reason_required' });
			await endException(ender, { exceptionId: id, comment: 'Đã đủ người' });
			expect((await refusal(endException(ender, { exceptionId: id, comment: 'x' }))).code).toBe('illegal_transition');
			expect(await trailOf(world, id)).toEqual(['exception.grant', 'exception.end']);
		}
	});
});

describe('a guest reviewer (design.md §7)', () => {
	it('may be asked of the parent unit or the Department', async () => {
		const department = await world.addUnit('SO-KHCN');
		await world.client.membership.create({
			data: {
				userId: world.ids.coordinator,
				unitId: department,
				roles: ['reader'],
				position: 'Trưởng phòng',
				validFrom: new Date('2016-01-01')
			}
		});
		const targets = await guestTargets(commune.officer, commune.unitId);
		expect(targets.map((target) => [target.unitId, target.department]).sort()).toEqual(
			[
				[world.unitId, false],
				[department, true]
			].sort()
		);
		const versionId = await aDraft();
		const ask = (ctx: Ctx, askedOfUnitId: string) => askGuestReview(ctx, { versionId, askedOfUnitId, reason: 'Không đủ người' });
		expect((await refusal(ask(commune.officer, world.otherUnitId))).params.fields).toEqual({ askedOfUnitId: 'unit_unknown' });
		expect((await refusal(ask(commune.head, world.unitId))).code).toBe('forbidden');
		expect((await refusal(ask(await world.as('officer'), world.unitId))).code).toBe('version_not_found');
	});

	it('sees that version only, reviews it, and sees nothing any more once the round is over', async () => {
		const [versionId, otherId] = [await aDraft(), await aDraft()];
		expect((await refusal(submitVersion(commune.officer, { versionId }))).params).toMatchObject({ missing: 'reviewer' });
		const cited = await versionRow(world, otherId);
		await world.client.versionReference.create({ data: { versionId, documentId: cited.documentId } });
		expect((await versionWork(commune.officer, versionId)).references).toMatchObject([{ id: cited.documentId }]);
		const { id } = await askGuestReview(commune.officer, { versionId, askedOfUnitId: world.unitId, reason: 'Không đủ người' });
		expect((await refusal(askGuestReview(commune.officer, { versionId, askedOfUnitId: world.unitId, reason: 'x' }))).code).toBe(
			'guest_asked'
		);
		const officer = await world.as('officer');
		expect(await world.client.notice.count({ where: { userId: world.ids.officer, subjectId: id, kind: 'guest_asked' } })).toBe(1);
		const guest = await world.as('reviewer2');
		expect((await refusal(loadVersion(guest, versionId))).code).toBe('version_not_found');

		expect((await refusal(appointGuest(guest, { guestReviewId: id, guestId: world.ids.reviewer2 }))).code).toBe('guest_review_not_found');
		expect((await refusal(appointGuest(commune.officer, { guestReviewId: id, guestId: world.ids.reviewer2 }))).code).toBe('forbidden');
		const candidates = await guestCandidates(officer, await loadGuestReview(officer, id));
		expect(candidates.map((person) => person.userId)).not.toContain(commune.officerId);
		expect((await refusal(appointGuest(officer, { guestReviewId: id, guestId: world.ids.outsider }))).params.fields).toEqual({
			guestId: 'guest_not_eligible'
		});
		expect(await appointGuest(officer, { guestReviewId: id, guestId: world.ids.reviewer2 })).toMatchObject({ state: 'appointed' });
		expect((await refusal(appointGuest(officer, { guestReviewId: id, guestId: world.ids.reviewer }))).code).toBe('illegal_transition');

		expect((await loadVersion(guest, versionId)).version.id).toBe(versionId);
		expect((await refusal(loadVersion(guest, otherId))).code).toBe('version_not_found');
		expect(await versionWork(guest, versionId)).toMatchObject({ references: [], before: null });
		await submitVersion(commune.officer, { versionId });
		await passVersion(guest, { versionId });
		expect((await versionRow(world, versionId)).state).toBe('in_approval');
		await recallVersion(commune.officer, { versionId });
		expect((await refusal(loadVersion(guest, versionId))).code).toBe('version_not_found');
		expect((await world.client.guestReview.findUniqueOrThrow({ where: { id } })).state).toBe('ended');
		expect(await trailOf(world, id)).toEqual(['guest_review.ask', 'guest_review.appoint', 'guest_review.end']);
	});

	it('may be refused with a reason, after which another is asked', async () => {
		const versionId = await aDraft();
		const { id } = await askGuestReview(commune.officer, { versionId, askedOfUnitId: world.unitId, reason: 'Không đủ người' });
		const head = await world.as('head');
		expect((await refusal(declineGuestReview(head, { guestReviewId: id, comment: '' }))).params.fields).toEqual({
			comment: 'reason_required'
		});
		await declineGuestReview(head, { guestReviewId: id, comment: 'Không có người' });
		const told = await world.client.notice.findFirstOrThrow({
			where: { userId: commune.officerId, subjectId: versionId, kind: 'guest_declined' }
		});
		expect(told.params).toMatchObject({ reason: 'Không có người' });
		await askGuestReview(commune.officer, { versionId, askedOfUnitId: world.unitId, reason: 'Hỏi lại' });
	});
});

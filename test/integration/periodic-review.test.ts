import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '#lib/domain/shared/day.ts';
import { reviewsDue } from '#lib/server/documents/periodic-review/due.ts';
import { upkeepFor } from '#lib/server/documents/periodic-review/home.ts';
import { reviewPage, reviewsPage } from '#lib/server/documents/periodic-review/page.ts';
import { remindOfUpkeep } from '#lib/server/documents/periodic-review/remind.ts';
import { confirmUnchanged, noteReview } from '#lib/server/documents/periodic-review/review.ts';
import { setUpkeepRule, upkeepRule } from '#lib/server/documents/periodic-review/rule.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import {
	documentsWorld,
	issuedVersion,
	noticesOf,
	password,
	refusal,
	trailOf,
	type AVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2025-10-01T02:00:00Z');
	await world.client.reviewInterval.create({ data: { kindCode: 'QT', months: 12, basis: 'TCVN ISO 9001:2015' } });
});
afterAll(() => world.close());

/** In force since today of the world's clock. */
const inForce = (options: Parameters<typeof issuedVersion>[1] = {}) => issuedVersion(world, { confirm: ['nobody_told'], ...options });
const dueOf = async (version: AVersion) => (await reviewsDue(world.system, { documentId: version.documentId }))[0];
const go = (days: number) => {
	world.clock.set(new Date(world.clock.now().getTime() + days * 86_400_000));
};

describe('a periodic review', () => {
	let kept: AVersion, amended: AVersion, gone: AVersion, editorial: AVersion;

	it('is planned a year after the version came into force, and asked for thirty days before', async () => {
		kept = await inForce({ document: { ownerId: world.ids.staff } });
		amended = await inForce();
		gone = await inForce();
		editorial = await inForce();
		expect(await dueOf(kept)).toMatchObject({ dueOn: '2026-10-01', state: 'planned', months: 12 });
		const early = { documentId: kept.documentId, dueOn: '2026-10-01', remark: 'x' };
		expect((await refusal(noteReview(await world.as('officer'), { ...early, outcome: 'withdrawal' }))).code).toBe('review_not_due');
		go(340);
		expect(await dueOf(kept)).toMatchObject({ state: 'due' });
		const actor = (await world.as('officer')).actor;
		if (actor.kind !== 'user') throw new Error('nobody');
		expect((await upkeepFor(await world.as('officer'), actor)).reviews).toHaveLength(4);
	});

	it('is told once to officer and owner', async () => {
		await remindOfUpkeep(world.system);
		await remindOfUpkeep(world.system);
		for (const who of ['officer', 'staff'] as const)
			expect((await noticesOf(world, who, kept.documentId)).filter((kind) => kind !== 'issued')).toEqual(['review_due']);
		expect((await noticesOf(world, 'head', kept.documentId)).filter((kind) => kind !== 'issued')).toEqual([]);
	});

	it('is signed by a head as unchanged, once, over this version', async () => {
		const input = { documentId: kept.documentId, dueOn: '2026-10-01', remark: 'Vẫn phù hợp', password };
		for (const who of ['officer', 'staff', 'reviewer'] as const)
			expect((await refusal(confirmUnchanged(await world.as(who), input))).code).toBe('forbidden');
		expect((await refusal(confirmUnchanged(await world.as('outsider'), input))).code).toBe('document_not_found');
		const head = await world.as('head');
		expect((await refusal(confirmUnchanged(head, { ...input, password: 'sai' }))).code).toBe('signature_refused');
		expect((await refusal(confirmUnchanged(head, { ...input, sha256: 'a'.repeat(64) }))).code).toBe('content_changed');
		const both = await Promise.allSettled([confirmUnchanged(head, input), confirmUnchanged(await world.as('deputy'), input)]);
		expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
		const row = await world.client.periodicReview.findFirstOrThrow({
			where: { documentId: kept.documentId },
			include: { signature: true }
		});
		expect(row.signature).toMatchObject({ meaning: 'confirm_review', versionId: kept.id, pdfSha256: row.sha256 });
		expect(row.signature?.meaningText).toContain('không thay đổi');
		expect(await trailOf(world, row.id)).toEqual(['review.unchanged']);
		expect(await noticesOf(world, 'officer', kept.documentId)).toEqual(['review_unchanged']);
		// The next day counts from the intended one, though it was done before.
		expect(await dueOf(kept)).toMatchObject({ dueOn: '2027-10-01', state: 'planned' });
	});

	it('is noted as to be amended by officer or owner, and opens a change request', async () => {
		const input = { documentId: amended.documentId, dueOn: '2026-10-01', outcome: 'change_request', remark: 'Cập nhật biểu mẫu' } as const;
		expect((await refusal(noteReview(await world.as('staff'), input))).code).toBe('forbidden');
		expect((await refusal(noteReview(await world.as('officer'), { ...input, remark: ' ' }))).code).toBe('invalid');
		await noteReview(await world.as('officer'), input);
		expect((await refusal(noteReview(await world.as('officer'), input))).code).toBe('review_done');
		const requests = await world.client.changeRequest.findMany({ where: { documentId: amended.documentId } });
		expect(requests).toMatchObject([{ source: 'review', what: 'Cập nhật biểu mẫu' }]);
	});

	it('is late after its day; the owner and the list say so', async () => {
		go(30);
		expect(await dueOf(gone)).toMatchObject({ state: 'late' });
		await remindOfUpkeep(world.system);
		expect(await noticesOf(world, 'officer', gone.documentId)).toEqual(['review_late']);
		const page = await reviewsPage(await world.as('officer'), new URLSearchParams(), world.unitId);
		expect(page.lines.map((line) => line.documentId).toSorted()).toEqual([gone.documentId, editorial.documentId].toSorted());
		expect((await reviewsPage(await world.as('reviewer'), new URLSearchParams('view=done&year=2026'), world.unitId)).done).toHaveLength(2);
		expect((await refusal(reviewsPage(await world.as('staff'), new URLSearchParams(), world.unitId))).code).toBe('forbidden');
		expect((await refusal(reviewPage(await world.as('staff'), gone.documentId))).code).toBe('document_not_found');
		// Withdrawn on request alone, the default of states.md §6: one is opened, and the heads hear of it.
		const setFree = (withdrawals: Record<string, boolean>) =>
			world.client.changeRule.update({ where: { unitId: world.unitId }, data: { withdrawals } });
		await setFree({});
		const { requestId } = await noteReview(await world.as('officer'), {
			documentId: gone.documentId,
			dueOn: '2026-10-01',
			outcome: 'withdrawal',
			remark: 'Hết cần'
		});
		const request = await world.client.changeRequest.findUniqueOrThrow({ where: { id: requestId ?? '' } });
		expect(request).toMatchObject({ documentId: gone.documentId, source: 'review', kind: 'withdraw', state: 'proposed', what: 'Hết cần' });
		expect(await noticesOf(world, 'head', gone.documentId)).toContain('review_withdraw');
		await setFree({ QT: true });
		// Late though it was, the next day counts from the intended one.
		expect(await dueOf(gone)).toMatchObject({ dueOn: '2027-10-01' });
	});

	it('begins anew with a substantive version, and not with an editorial one', async () => {
		const day = world.day();
		await inForce({ documentId: editorial.documentId, changeClass: 'editorial', step: 'revision' });
		expect(await dueOf(editorial)).toMatchObject({ dueOn: '2026-10-01', state: 'late' });
		await inForce({ documentId: kept.documentId, step: 'revision' });
		expect(await dueOf(kept)).toMatchObject({ dueOn: `2027-${day.slice(5)}` });
	});

	it('is asked of nobody any more once its version was replaced or withdrawn', async () => {
		const [replaced, withdrawn] = [await inForce(), await inForce()];
		go(366);
		await remindOfUpkeep(world.system);
		for (const { documentId } of [replaced, withdrawn]) expect(await noticesOf(world, 'officer', documentId)).toContain('review_late');
		await inForce({ documentId: replaced.documentId, step: 'revision' });
		await withdrawVersion(await world.as('head'), { versionId: withdrawn.id, comment: 'Hết cần', password });
		for (const { documentId } of [replaced, withdrawn]) expect(await noticesOf(world, 'officer', documentId)).not.toContain('review_late');
	});

	it('follows the intervals of the unit', async () => {
		const rule = { unitId: world.unitId, externalDueDays: 45, reviewNoticeDays: 10, months: { QT: 24 }, rowVersion: 0 };
		expect((await refusal(setUpkeepRule(await world.as('staff'), rule))).code).toBe('forbidden');
		expect((await refusal(setUpkeepRule(await world.as('officer'), { ...rule, months: { XX: 3 } }))).code).toBe('invalid');
		await setUpkeepRule(await world.as('officer'), rule);
		expect((await refusal(setUpkeepRule(await world.as('head'), rule))).code).toBe('stale');
		expect(await upkeepRule(await world.as('head'), world.unitId)).toMatchObject({ externalDueDays: 45, rowVersion: 1 });
		expect((await dueOf(editorial))?.dueOn).toBe('2027-10-01');
		await setUpkeepRule(await world.as('officer'), { ...rule, months: { QT: 0 }, rowVersion: 1 });
		expect(await dueOf(editorial)).toBeUndefined();
	});
});

describe('the database itself', () => {
	const sql = (text: string, ...values: string[]) =>
		world.client.$transaction(async (tx) => {
			await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
			return tx.$executeRawUnsafe(text, ...values);
		});
	const insert = `insert into periodic_review (id, unit_id, document_id, version_id, due_on, outcome, remark, sha256, reviewed_by_id, reviewer_name, reviewed_on, reviewed_at)
		select gen_random_uuid(), v.unit_id, v.document_id, v.id, eiso_today(), $3::review_outcome, $4, coalesce(v.pdf_sha256, v.source_sha256), $2::uuid, 'x', eiso_today(), eiso_now()
		from version v where v.id = $1::uuid`;

	it('keeps reviews as they are', async () => {
		await expect(sql(`update periodic_review set remark = 'x'`)).rejects.toThrow('append_only');
		await expect(sql(`delete from periodic_review`)).rejects.toThrow('append_only');
		await expect(sql(`truncate periodic_review`)).rejects.toThrow('append_only');
	});

	it('takes none without a signature, without words, or of what is not in force', async () => {
		const version = await inForce();
		const later = await inForce({ effectiveOn: addDays(world.day(), 5) });
		await expect(sql(insert, version.id, world.ids.head, 'unchanged', '')).rejects.toThrow('unsigned');
		await expect(sql(insert, version.id, world.ids.head, 'withdrawal', ' ')).rejects.toThrow('illegal_transition');
		await expect(sql(insert, later.id, world.ids.head, 'withdrawal', 'x')).rejects.toThrow('content_changed');
	});
});

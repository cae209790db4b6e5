import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { acceptRequest } from '#lib/server/documents/change-requests/direct.ts';
import { linkRequest } from '#lib/server/documents/change-requests/links.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { answerBack, askBack, considerRequest } from '#lib/server/documents/change-requests/triage.ts';
import { approvalsFor, homeFor } from '#lib/server/documents/queries/home.ts';
import { returnVersion } from '#lib/server/documents/review.ts';
import { counting } from '#test/support/counting.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	passedVersion,
	submittedVersion,
	type AVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
let made: Record<'draft' | 'returned' | 'inReview' | 'inApproval' | 'approved' | 'upcoming', AVersion>;

const home = async (who: Who, unitId: string | null = world.unitId) => homeFor(await world.as(who), unitId);
const waits = async (who: Who) => (await home(who)).versions.map((version) => [version.what, version.id]);

beforeAll(async () => {
	world = await documentsWorld();
	const returned = await submittedVersion(world);
	await returnVersion(await world.as('reviewer'), { versionId: returned.id, comment: 'Bước B4 chưa có biểu mẫu' });
	made = {
		returned,
		draft: await draftVersion(world),
		inReview: await submittedVersion(world, { reviewer: world.ids.reviewer2 }),
		inApproval: await passedVersion(world),
		approved: await approvedVersion(world),
		upcoming: await issuedVersion(world, { effectiveOn: world.day(3) })
	};
});
afterAll(() => world.close());

describe('what waits', () => {
	it('for the drafter: what came back, with the reason, and the drafts', async () => {
		const { versions } = await home('drafter');
		expect(versions.map((version) => [version.what, version.id])).toEqual(
			expect.arrayContaining([
				['returned', made.returned.id],
				['draft', made.draft.id]
			])
		);
		expect(versions).toHaveLength(2);
		expect(versions.find((version) => version.what === 'returned')).toMatchObject({ remark: 'Bước B4 chưa có biểu mẫu' });
	});

	it('for the reviewer who was named, and no other', async () => {
		expect(await waits('reviewer2')).toEqual([['review', made.inReview.id]]);
		expect(await waits('reviewer')).toEqual([]);
	});

	it('for heads: what they may sign, and what they may issue', async () => {
		expect(await waits('head')).toEqual([
			['approve', made.inApproval.id],
			['issue', made.approved.id]
		]);
	});

	it('for the officer: what is approved, until it is in a batch', async () => {
		expect(await waits('officer')).toEqual([['issue', made.approved.id]]);
		await createBatch(await world.as('officer'), { unitId: world.unitId, versionIds: [made.approved.id] });
		const { versions, duties } = await home('officer');
		expect(versions).toEqual([]);
		expect(duties).toMatchObject([{ what: 'batch', detail: '1' }]);
	});

	it('for whoever moves a change request on: officer, head, who was named, and who was asked back', async () => {
		const asks = async (who: Who) => (await home(who)).duties.filter(({ what }) => what.startsWith('request')).map(({ what }) => what);
		const all = async () => ({
			staff: await asks('staff'),
			officer: await asks('officer'),
			head: await asks('head'),
			drafter: await asks('drafter'),
			outsider: await asks('outsider')
		});
		const nobody = { staff: [], officer: [], head: [], drafter: [], outsider: [] };
		const words = { what: 'Quy trình mới', why: 'Chưa có' };
		const { id: requestId } = await propose(await world.as('staff'), { kind: 'new', unitId: world.unitId, title: 'Tiếp dân', ...words });
		expect(await all()).toEqual({ ...nobody, officer: ['request_consider'] });
		await askBack(await world.as('officer'), { requestId, comment: 'Ở bước nào?' });
		expect(await all()).toEqual({ ...nobody, staff: ['request_answer'] });
		await answerBack(await world.as('staff'), { requestId, comment: 'Bước B2' });
		const considering = { requestId, opinion: 'Nên làm', drafterId: world.ids.drafter, dueOn: world.day(20) };
		await considerRequest(await world.as('officer'), considering);
		expect(await all()).toEqual({ ...nobody, head: ['request_accept'] });
		await acceptRequest(await world.as('head'), { requestId, changeClass: 'substantive' });
		expect(await all()).toEqual({ ...nobody, drafter: ['request_draft'] });
		await linkRequest(await world.as('officer'), { requestId, versionId: made.draft.id });
		expect(await all()).toEqual(nobody);
	});

	it('for nobody else: not staff, not another unit, not the province', async () => {
		for (const who of ['staff', 'outsider', 'coordinator', 'inspector', 'administrator'] as const) {
			const { versions, duties } = await home(who, who === 'outsider' ? world.otherUnitId : who === 'staff' ? world.unitId : null);
			expect([who, versions, duties]).toEqual([who, [], []]);
		}
	});
});

describe('what waits for a signature, by itself', () => {
	it('is for the head what Home says, without drafts and batches', async () => {
		const { versions, duties } = await approvalsFor(await world.as('head'));
		expect(versions.map(({ what, id }) => [what, id])).toEqual([['approve', made.inApproval.id]]);
		expect(duties).toEqual([]);
		expect((await approvalsFor(await world.as('outsider'))).versions).toEqual([]);
	});
});

describe('what changed and what there is', () => {
	it('tells the unit what will come into force', async () => {
		const { changes, figures } = await home('staff');
		expect(changes).toMatchObject([{ what: 'upcoming', documentId: made.upcoming.documentId, on: world.day(3) }]);
		expect(figures).toMatchObject({ inForce: 0, upcoming: 1, open: null, approved: null });
		expect((await home('officer')).figures).toMatchObject({ open: 5, approved: 1 });
	});

	it('tells other units nothing of it, and the coordinator numbers only', async () => {
		expect((await home('outsider', world.otherUnitId)).changes).toEqual([]);
		const province = await home('coordinator', null);
		expect(province).toMatchObject({ view: 'province', figures: { open: 5, approved: null, units: 2 } });
		const member = await world.as('coordinator');
		expect(await homeFor(member, world.otherUnitId)).toMatchObject({ view: 'province', figures: { units: 2 } });
		expect((await home('inspector', null)).figures.inspected).toMatchObject([{ code: 'SO-NV' }]);
		expect(await home('administrator', null)).toMatchObject({ view: 'administrator', changes: [], figures: { inForce: 0, open: null } });
	});

	it('sees the first day of a unit that has nothing', async () => {
		const { figures, can } = await home('outsider', world.otherUnitId);
		expect([figures.documents, can.create]).toEqual([0, true]);
		expect([figures.divided, figures.staffed]).toEqual([false, true]);
		const { client } = world;
		await onItsDay(world, async (db) => {
			const where = { unitId: world.otherUnitId, userId: world.ids.outsider };
			const day = toDbDate(world.day());
			await db.membership.updateMany({ where, data: { validTo: day } });
			await db.membership.create({ data: { ...where, roles: ['officer', 'head'], position: 'Chuyên viên', validFrom: day } });
		});
		const division = await client.division.create({ data: { unitId: world.otherUnitId } });
		await client.divisionVersion.create({
			data: { divisionId: division.id, code: 'VP', name: 'Văn phòng', validFrom: new Date(`${world.day(0)}T00:00:00Z`) }
		});
		expect((await home('outsider', world.otherUnitId)).figures).toMatchObject({ divided: true, staffed: false });
	});

	it('asks the database ten times at most', async () => {
		for (const who of ['officer', 'head', 'staff', 'coordinator', 'administrator'] as const) {
			const { ctx, count } = counting(await world.as(who));
			await homeFor(ctx, who === 'coordinator' || who === 'administrator' ? null : world.unitId);
			expect(count()).toBeLessThanOrEqual(10);
		}
	});
});

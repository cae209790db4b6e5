import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBatch } from '#lib/server/documents/batches.ts';
import { draftBatch } from '#lib/server/documents/draft-batch.ts';
import { homeFor } from '#lib/server/documents/queries/home.ts';
import { batchChoices } from '#lib/server/documents/work/batch-choices.ts';
import { approvedVersion, documentsWorld, issuedVersion, noticesOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const draft = async (who: Who, versionIds: readonly string[], more: object = {}) =>
	draftBatch(await world.as(who), { unitId: world.unitId, versionIds, ...more });
const batchDuties = async (who: Who) =>
	(await homeFor(await world.as(who), world.unitId)).duties.filter((duty) => duty.what === 'batch' || duty.what === 'batch_sign');

describe('B1 from the form', () => {
	it('saves a second time into the draft one made, and tells the heads once', async () => {
		const version = await approvedVersion(world);
		const first = await draft('officer', [version.id]);
		expect(first.outcome).toBe('made');
		const again = await draft('officer', [version.id], { decisionNumber: '518/QĐ-SNV' });
		expect(again).toEqual({ id: first.id, number: first.number, outcome: 'changed' });
		expect(await world.client.issueBatch.findUniqueOrThrow({ where: { id: first.id } })).toMatchObject({ decisionNumber: '518/QĐ-SNV' });
		const more = await approvedVersion(world);
		expect(await draft('officer', [version.id, more.id])).toMatchObject({ id: first.id, outcome: 'changed' });
		expect(await world.client.issueBatchLine.count({ where: { batchId: first.id } })).toBe(2);
		expect(await noticesOf(world, 'head', first.id)).toEqual(['batch_created']);
		const { versions } = await batchChoices(await world.as('officer'), world.unitId);
		expect(versions.find((one) => one.id === version.id)?.draft).toEqual({ id: first.id, number: first.number });
	});

	it('leads to another draft that has the version, and leaves it as it is', async () => {
		const [version, other] = [await approvedVersion(world), await approvedVersion(world)];
		const first = await draft('officer', [version.id, other.id]);
		// Somebody else's; one's own, but with more in it than what was chosen now.
		expect(await draft('head', [version.id, other.id], { decisionNumber: 'x' })).toMatchObject({ id: first.id, outcome: 'found' });
		expect(await draft('officer', [version.id])).toMatchObject({ id: first.id, outcome: 'found' });
		const row = await world.client.issueBatch.findUniqueOrThrow({ where: { id: first.id }, include: { lines: true } });
		expect([row.decisionNumber, row.lines.length]).toEqual([null, 2]);
		expect(await world.client.issueBatch.count({ where: { lines: { some: { versionId: version.id } } } })).toBe(1);
	});

	it('knows a withdrawal by its document', async () => {
		const { documentId } = await issuedVersion(world);
		const withdrawals = [{ documentId, reason: 'Hết cần' }];
		const first = await draft('officer', [], { withdrawals });
		expect(await draft('officer', [], { withdrawals })).toMatchObject({ id: first.id, outcome: 'changed' });
	});
});

describe('Home asks', () => {
	it('officers to finish a draft, heads only for what is complete or theirs to sign', async () => {
		const [version, whole] = [await approvedVersion(world), await approvedVersion(world)];
		const gone = await issuedVersion(world);
		const officer = await world.as('officer');
		const make = (more: object) => createBatch(officer, { unitId: world.unitId, versionIds: [], ...more });
		const unfinished = await make({ versionIds: [version.id] });
		const days = { decisionNumber: '518/QĐ-SNV', decisionDate: world.day(), effectiveOn: world.day(7) };
		const complete = await make({ versionIds: [whole.id], ...days });
		const withdrawing = await make({ withdrawals: [{ documentId: gone.documentId, reason: 'Hết cần' }] });
		const own = await createBatch(await world.as('head'), { unitId: world.unitId, versionIds: [(await approvedVersion(world)).id] });
		const ofHead = await batchDuties('head');
		expect(ofHead.find((duty) => duty.subjectId === own.id)).toMatchObject({ what: 'batch' });
		expect((await batchDuties('deputy')).find((duty) => duty.subjectId === own.id)).toBeUndefined();
		const named = (id: string) => ofHead.find((duty) => duty.subjectId === id);
		expect(named(unfinished.id)).toBeUndefined();
		expect(named(complete.id)).toMatchObject({ what: 'batch', detail: '1' });
		expect(named(withdrawing.id)).toMatchObject({ what: 'batch_sign', detail: gone.code });
		const ofOfficer = await batchDuties('officer');
		for (const { id } of [unfinished, complete, withdrawing])
			expect(ofOfficer.find((duty) => duty.subjectId === id)).toMatchObject({ what: 'batch', detail: '1' });
	});
});

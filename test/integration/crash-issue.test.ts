import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { issueBatch } from '#lib/server/documents/issue.ts';
import type { Orders } from '#test/support/crash/die-while-working.ts';
import { everythingIn } from '#test/support/crash/everything.ts';
import { dieAtEachStep, startWorkers, type Workers } from '#test/support/crash/workers.ts';
import {
	approvedVersion,
	documentsWorld,
	issuedVersion,
	refusal,
	trailOf,
	versionRow,
	type DocumentsWorld
} from '#test/support/documents.ts';
import { testSigner } from '#test/support/trail.ts';
import { removeFolder } from '#test/support/remove-folder.ts';

let world: DocumentsWorld;
let workers: Workers;
let cache: string;
beforeAll(async () => {
	world = await documentsWorld();
	cache = await mkdtemp(path.join(os.tmpdir(), 'eiso-compiled-'));
	workers = startWorkers(world.url, cache);
});
afterAll(async () => {
	await workers.close();
	await world.close();
	await removeFolder(cache);
});

type Prepared = { batchId: string; replacedId: string; versionIds: readonly string[] };

/** A batch of two: one replaces what is in force, one is the first of its document and asks the whole unit to read. */
async function aBatch(): Promise<Prepared> {
	const replaced = await issuedVersion(world, { confirm: warningCodes });
	const next = await approvedVersion(world, { documentId: replaced.documentId, title: 'Tên mới' });
	const first = await approvedVersion(world, { document: { audience: [{ kind: 'unit' }] } });
	const versionIds = [next.id, first.id];
	const batch = await createBatch(await world.as('officer'), {
		unitId: world.unitId,
		versionIds,
		decisionNumber: '518/QĐ-SNV',
		decisionDate: world.day(),
		effectiveOn: world.day(7)
	});
	return { batchId: batch.id, replacedId: replaced.id, versionIds };
}

function orders(batchId: string, death: Pick<Orders, 'dieBefore' | 'dieAfterSending'>): Orders {
	return {
		databaseUrl: world.url,
		storeDir: world.storeDir,
		tempDir: world.tools.tempDir,
		userId: world.ids.officer,
		now: world.clock.now().toISOString(),
		work: { kind: 'issue', batchId, confirm: warningCodes },
		...death
	};
}

async function expectIssued({ batchId, replacedId, versionIds }: Prepared): Promise<void> {
	expect(await world.client.issueBatch.findUniqueOrThrow({ where: { id: batchId } })).toMatchObject({
		state: 'issued',
		issuedById: world.ids.officer
	});
	expect(fromDbDate((await versionRow(world, replacedId)).effectiveTo)).toBe(world.day(7));
	for (const id of versionIds) {
		const row = await versionRow(world, id);
		expect(row).toMatchObject({ state: 'issued', issueBatchId: batchId, effectiveTo: null });
		expect(fromDbDate(row.effectiveFrom)).toBe(world.day(7));
		expect((await trailOf(world, id)).filter((event) => event === 'version.issue')).toHaveLength(1);
		expect(await world.client.versionAct.count({ where: { versionId: id, event: 'issue' } })).toBe(1);
	}
	expect((await trailOf(world, batchId)).filter((event) => event === 'issue_batch.issue')).toHaveLength(1);
	expect(await world.client.notice.count({ where: { subjectId: batchId, kind: 'issued', userId: world.ids.staff } })).toBe(1);
	const jobs = await world.client.$queryRaw<{ name: string }[]>`
		select distinct name from pgboss.job where data::text like ${`%${versionIds[0] ?? ''}%`} or data::text like ${`%${batchId}%`} order by name`;
	expect(jobs.map((job) => job.name)).toEqual(expect.arrayContaining(['documents.index', 'documents.make-reading-copies']));
	expect(await verifyChain(await world.as('officer'), world.unitId, testSigner)).toMatchObject({ broken: null });
}

it(
	'killed (-9) before each step of an issue: nothing at all is written; the next try issues everything',
	{ timeout: 600_000 },
	async () => {
		const prepared = await aBatch();
		const before = await everythingIn(world.client);
		const steps = await dieAtEachStep(
			workers,
			(dieBefore) => orders(prepared.batchId, { dieBefore }),
			async (dieBefore) => expect(await everythingIn(world.client), `killed before step ${dieBefore}`).toEqual(before)
		);
		expect(steps.filter((step) => step === 'COMMIT')).toEqual(['COMMIT']);
		await expectIssued(prepared);
	}
);

it('killed between the commit and its answer: everything is issued, and issuing again says so', { timeout: 60_000 }, async () => {
	const prepared = await aBatch();
	const outcome = await workers.run(orders(prepared.batchId, { dieBefore: -1, dieAfterSending: 'COMMIT' }));
	expect(outcome).toEqual({ end: 'killed' });
	await expectIssued(prepared);
	const again = await refusal(issueBatch(await world.as('officer'), { batchId: prepared.batchId, confirm: warningCodes }));
	expect(again).toMatchObject({ code: 'illegal_transition', params: { state: 'issued' } });
});

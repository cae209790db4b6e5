import { mkdtemp, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { sweepTemporary, sweepUnreferenced } from '#lib/server/files/sweep.ts';
import { hashOf } from '#lib/server/storage/hashing.ts';
import { everythingIn } from '#test/support/crash/everything.ts';
import { dieAtEachStep, startWorkers, type Workers } from '#test/support/crash/workers.ts';
import type { Orders } from '#test/support/crash/die-while-working.ts';
import { aDocument, documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';
import { pdfWith } from '#test/support/hostile-files/pdf.ts';
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

async function storedHashes(): Promise<string[]> {
	const hashes: string[] = [];
	for await (const { sha256 } of world.tools.store.list()) {
		expect((await hashOf(await world.tools.store.openRead(sha256))).sha256).toBe(sha256);
		hashes.push(sha256);
	}
	return hashes;
}

async function rowsWithoutBytes(): Promise<string[]> {
	const rows = await world.client.storedFile.findMany({ select: { sha256: true } });
	const found = await Promise.all(rows.map((row) => world.tools.store.stat(row.sha256)));
	return rows.filter((_, index) => found[index] === null).map((row) => row.sha256);
}

/** Other bytes each time, so that none finds its file in the store already. */
function orders(documentId: string, text: string, death: Pick<Orders, 'dieBefore' | 'dieAfterSending'>): Orders {
	const pdfBase64 = pdfWith({ catalog: `/Lang (${text})` }).toString('base64');
	return {
		databaseUrl: world.url,
		storeDir: world.storeDir,
		tempDir: world.tools.tempDir,
		userId: world.ids.drafter,
		now: world.clock.now().toISOString(),
		work: { kind: 'upload', documentId, fileName: 'Quy trình.pdf', pdfBase64 },
		...death
	};
}

it('killed (-9) before each step of an upload: no row, or the row and its bytes; the next try succeeds', { timeout: 600_000 }, async () => {
	const document = await aDocument(world);
	const officer = await world.as('officer');
	const before = await everythingIn(world.client);
	const steps = await dieAtEachStep(
		workers,
		(dieBefore) => orders(document.id, `step ${dieBefore}`, { dieBefore }),
		async (dieBefore) => {
			expect(await everythingIn(world.client), `killed before step ${dieBefore}`).toEqual(before);
			expect(await rowsWithoutBytes()).toEqual([]);
		}
	);
	expect(steps.filter((step) => step === 'file.sync').length).toBeGreaterThan(0);
	expect(steps.indexOf('fs.rename')).toBeLessThan(steps.indexOf('BEGIN'));
	expect(steps.filter((step) => step === 'COMMIT')).toEqual(['COMMIT']);

	const version = await world.client.version.findFirstOrThrow({ where: { documentId: document.id } });
	expect(version).toMatchObject({ state: 'draft', createdById: world.ids.drafter });
	expect(await rowsWithoutBytes()).toEqual([]);
	expect(await storedHashes()).toContain(version.pdfSha256);
	expect(await verifyChain(officer, world.unitId, testSigner)).toMatchObject({ broken: null });

	// What the dead left behind are files, and the sweep takes them after a day.
	const tomorrow = Date.now() + 25 * 60 * 60 * 1000;
	await sweepTemporary(world.tools.tempDir, undefined, tomorrow);
	await sweepTemporary(path.join(world.storeDir, 'tmp'), undefined, tomorrow);
	expect(await readdir(world.tools.tempDir)).toEqual([]);
	expect(await readdir(path.join(world.storeDir, 'tmp'))).toEqual([]);
	const isReferenced = async (sha256: string) => (await world.client.storedFile.findUnique({ where: { sha256 } })) !== null;
	await sweepUnreferenced(world.tools.store, isReferenced, { now: tomorrow });
	expect(await storedHashes()).toEqual([version.pdfSha256]);
});

it('killed between the commit and its answer: the version is there once, with its bytes', { timeout: 60_000 }, async () => {
	const document = await aDocument(world);
	const outcome = await workers.run(orders(document.id, 'commit', { dieBefore: -1, dieAfterSending: 'COMMIT' }));
	expect(outcome).toEqual({ end: 'killed' });
	const version = await world.client.version.findFirstOrThrow({ where: { documentId: document.id } });
	expect(await rowsWithoutBytes()).toEqual([]);
	expect(await world.client.auditTrail.count({ where: { subjectId: version.id } })).toBe(1);
	expect(await verifyChain(await world.as('officer'), world.unitId, testSigner)).toMatchObject({ broken: null });
});

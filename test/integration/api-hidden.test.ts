import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createBatch } from '#lib/server/documents/batches.ts';
import { indexVersion } from '#lib/server/documents/search-jobs.ts';
import { apiClient, read, type ApiAnswer, type ApiClient } from '#test/support/api-client.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	submittedVersion,
	type AVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { pdfOfPages } from '#test/support/hostile-files/pdf.ts';

let world: DocumentsWorld;
let api: ApiClient;
let draft: AVersion;
let inReview: AVersion;
let approved: AVersion;
let unitOnly: AVersion;
let provincial: AVersion;
let batchId: string;

/** None of them works on the unit's drafts. */
const strangers = ['outsider', 'staff', 'coordinator', 'inspector', 'administrator'] as const satisfies readonly Who[];

beforeAll(async () => {
	world = await documentsWorld();
	api = await apiClient(world);
	draft = await draftVersion(world, { title: 'Bản thảo Kỳ lân', document: { code: 'QT.KL.1', title: 'Bản thảo Kỳ lân' } });
	inReview = await submittedVersion(world, { title: 'Kỳ lân soát xét', document: { code: 'QT.KL.2', title: 'Kỳ lân soát xét' } });
	approved = await approvedVersion(world, { title: 'Kỳ lân đã duyệt', document: { code: 'QT.KL.3', title: 'Kỳ lân đã duyệt' } });
	unitOnly = await issuedVersion(world, { title: 'Kỳ lân nội bộ', document: { code: 'QT.KL.4', title: 'Kỳ lân nội bộ' } });
	provincial = await issuedVersion(world, {
		title: 'Kỳ lân toàn tỉnh',
		document: { code: 'QT.KL.5', title: 'Kỳ lân toàn tỉnh', visibility: 'province' }
	});
	const batch = { unitId: world.unitId, versionIds: [approved.id] };
	batchId = (await createBatch(await world.as('officer'), batch)).id;
	for (const { id } of [draft, inReview, approved, unitOnly, provincial]) await indexVersion(world.system, world.tools, { versionId: id });
});
afterAll(async () => {
	await api.close();
	await world.close();
});

/** An answer without what differs from call to call. */
function shape({ status, body }: ApiAnswer) {
	const { instance: _instance, ...rest } = z.record(z.string(), z.unknown()).parse(body);
	return { status, ...rest };
}

describe('what may not be seen does not exist', () => {
	it.each(strangers)('for %s, in every call about a document or version', async (who) => {
		const file = { bytes: pdfOfPages(1), name: 'a.pdf' };
		for (const { documentId, id } of [draft, inReview, approved]) {
			const ask = async (documentId: string, versionId: string, batchId: string) => [
				shape(await api.get(who, `/documents/${documentId}`)),
				shape(await api.get(who, `/documents/${documentId}?asOf=${world.day(9)}`)),
				shape(await api.get(who, `/documents/${documentId}/versions`)),
				shape(await api.get(who, `/documents/${documentId}/file`)),
				shape(await api.get(who, `/documents/${documentId}/file?copy=personal`)),
				shape(await api.get(who, `/documents/${documentId}/source`)),
				shape(await api.upload(who, `/documents/${documentId}/versions`, { file, summary: 'x' })),
				shape(await api.get(who, `/versions/${versionId}/original`)),
				shape(await api.post(who, `/versions/${versionId}/transitions`, { event: 'submit' })),
				shape(await api.post(who, `/versions/${versionId}/transitions`, { event: 'approve', signature: { password: 'x' } })),
				shape(await api.post(who, `/versions/${versionId}/transitions`, { event: 'withdraw', comment: 'x', signature: { password: 'x' } })),
				shape(await api.get(who, `/issue-batches/${batchId}`)),
				shape(await api.post(who, `/issue-batches/${batchId}/transitions`, { event: 'discard' }))
			];
			const answers = await ask(documentId, id, batchId);
			expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 404));
			expect(answers).toEqual(await ask(randomUUID(), randomUUID(), randomUUID()));
		}
	});

	it('in lists, counts and searches', async () => {
		const total = z.object({ total: z.int(), items: z.array(z.object({ code: z.string() })) });
		const codes = async (who: Who, path: string) => {
			const { total: count, items } = read(total, await api.get(who, path));
			expect(count).toBe(items.length);
			return items.map((item) => item.code);
		};
		const seen: Record<(typeof strangers)[number], string[]> = {
			outsider: ['QT.KL.5'],
			staff: ['QT.KL.4', 'QT.KL.5'],
			coordinator: ['QT.KL.4', 'QT.KL.5'],
			inspector: ['QT.KL.4', 'QT.KL.5'],
			administrator: []
		};
		for (const who of strangers) {
			for (const state of ['in_force', 'all']) expect(await codes(who, `/documents?unit=SO-NV&state=${state}`)).toEqual(seen[who]);
			for (const state of ['any', 'draft', 'in_review', 'approved'])
				expect(await codes(who, `/documents?unit=SO-NV&state=${state}`)).toEqual([]);
			expect(await codes(who, '/documents?unit=all&state=all&q=soat+xet')).toEqual([]);
			expect((await codes(who, '/search?q=ky+lan')).sort()).toEqual(seen[who]);
			expect((await api.get(who, '/search?q=ky+lan')).body).toMatchObject({
				kinds: seen[who].length > 0 ? [{ code: 'QT', count: seen[who].length }] : []
			});
		}
		expect(await codes('officer', '/documents?unit=SO-NV&state=all')).toHaveLength(5);
	});

	it('in the trail', async () => {
		for (const who of ['coordinator', 'outsider'] as const) {
			for (const subject of [draft.id, `version:${inReview.id}`, `document:${draft.documentId}`, `issue_batch:${batchId}`])
				expect((await api.get(who, `/audit-trail?subject=${subject}`)).body).toMatchObject({ items: [], total: 0, more: false });
		}
		expect((await api.get('staff', `/audit-trail?subject=${draft.id}`)).body).toMatchObject({ status: 404, code: 'trail_not_found' });
		expect((await api.get('officer', `/audit-trail?subject=${draft.id}`)).body).toMatchObject({ items: [{ event: 'version.create' }] });
	});

	it('as a part of something of one’s own', async () => {
		const ask = async (versionId: string, documentId: string) => [
			shape(await api.post('outsider', '/issue-batches', { unit: 'SO-TC', versionIds: [versionId], dryRun: true })),
			shape(await api.post('outsider', '/issue-batches', { unit: 'SO-TC', withdrawDocumentIds: [documentId], reason: 'x', dryRun: true })),
			shape(await api.post('outsider', '/documents', { unit: 'SO-TC', kind: 'BM', code: 'BM.1', title: 'x', parent: documentId }))
		];
		const answers = await ask(approved.id, unitOnly.documentId);
		expect(answers).toMatchObject([
			{ status: 422, errorCodes: { versionIds: 'version_unknown' } },
			{ status: 422, errorCodes: { withdrawDocumentIds: 'document_unknown' } },
			{ status: 422, errorCodes: { parent: 'parent_unknown' } }
		]);
		expect(answers).toEqual(await ask(randomUUID(), randomUUID()));
	});

	it('but what may be seen and not done is 403', async () => {
		for (const who of ['staff', 'outsider', 'coordinator'] as const) {
			const act = await api.post(who, `/versions/${provincial.id}/transitions`, {
				event: 'withdraw',
				comment: 'x',
				signature: { password: 'x' }
			});
			expect(act.body).toMatchObject({ status: 403, code: 'forbidden' });
			expect((await api.upload(who, `/documents/${provincial.documentId}/versions`, { summary: 'x' })).status).toBe(403);
		}
		expect((await api.post('staff', '/documents', { unit: 'SO-NV', kind: 'QT', code: 'QT.1', title: 'x' })).status).toBe(403);
		expect((await api.post('outsider', '/issue-batches', { unit: 'SO-NV', versionIds: [] })).status).toBe(403);
	});

	it('and an upload that may not be is not even read', async () => {
		const before = await stored();
		const file = { bytes: Buffer.concat([pdfOfPages(7), Buffer.alloc(20 * 1024 * 1024)]), name: 'a.pdf' };
		expect((await api.upload('outsider', `/documents/${draft.documentId}/versions`, { file })).status).toBe(404);
		expect(await stored()).toBe(before);
	});
});

async function stored(): Promise<number> {
	let count = 0;
	for await (const _object of world.tools.store.list()) count += 1;
	return count;
}

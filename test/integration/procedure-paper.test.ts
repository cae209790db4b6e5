import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { hashOf } from '#lib/server/storage/hashing.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { previewOf } from '#lib/server/procedures/preview.ts';
import { saveContent } from '#lib/server/procedures/save-content.ts';
import { sealProcedure } from '#lib/server/procedures/seal.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import {
	aDocument,
	documentsWorld,
	issueVersions,
	password,
	refusal,
	trailOf,
	versionRow,
	type DocumentsWorld
} from '#test/support/documents.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { sampleProcedure } from '#test/support/procedure-samples.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z', { parent: 'UBND' });
	await world.client.user.update({ where: { id: world.ids.deputy }, data: { status: 'disabled' } });
});
afterAll(async () => {
	await stopTypst();
	await world.close();
});

const sample = sampleProcedure(1, 6);

async function aDraft(documentId?: string, summary = 'Lần đầu', content = sample) {
	const id = documentId ?? (await aDocument(world, { class: 'tthc' })).id;
	const made = await createProcedureVersion(await world.as('drafter'), { documentId: id, content, summary, step: 'revision' });
	return { documentId: id, versionId: made.id, rowVersion: made.rowVersion };
}

async function bytesOf(sha256: string): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of (await world.tools.store.openRead(sha256)) as AsyncIterable<Buffer>) chunks.push(chunk);
	return Buffer.concat(chunks);
}

async function issued(versionId: string): Promise<void> {
	const { rowVersion } = await sealProcedure(await world.as('drafter'), world.tools, { versionId });
	await submitVersion(await world.as('drafter'), { versionId, rowVersion });
	await passVersion(await world.as('reviewer'), { versionId });
	await approveVersion(await world.as('head'), { versionId, password });
	await issueVersions(world, [versionId]);
}

it('makes PDF and canonical source, stores both, and gives them to the draft, once for one text', async () => {
	const draft = await aDraft();
	const drafter = await world.as('drafter');
	const sealed = await sealProcedure(drafter, world.tools, { ...draft, reviewerId: world.ids.reviewer });
	const row = await versionRow(world, draft.versionId);
	expect(row).toMatchObject({
		pdfSha256: sealed.pdfSha256,
		sourceSha256: sealed.sourceSha256,
		sourceType: 'json',
		rowVersion: draft.rowVersion + 1
	});
	const pdf = await bytesOf(sealed.pdfSha256);
	expect(createHash('sha256').update(pdf).digest('hex')).toBe(sealed.pdfSha256);
	expect(pdf.toString('latin1')).toContain('pdfaid:part>2<');
	expect(row.pdfPages).toBeGreaterThan(3);
	const cover = textOf(pdf, 1);
	for (const words of ['ĐƠN VỊ UBND', 'ĐƠN VỊ SO-NV', 'TCVN ISO 9001:2015', 'SOẠN THẢO', 'SOÁT XÉT', 'PHÊ DUYỆT', 'Giám đốc'])
		expect(cover).toContain(words);
	const nameOf = async (id: string) => (await world.client.user.findUniqueOrThrow({ where: { id } })).fullName;
	for (const who of ['drafter', 'reviewer', 'head'] as const) expect(cover).toContain(await nameOf(world.ids[who]));
	expect(cover).not.toContain('BẢN NHÁP');
	expect(JSON.parse((await bytesOf(sealed.sourceSha256)).toString('utf8'))).toMatchObject({ purpose: sample.purpose });

	const again = await sealProcedure(drafter, world.tools, {
		versionId: draft.versionId,
		rowVersion: sealed.rowVersion,
		reviewerId: world.ids.reviewer
	});
	expect(again).toEqual(sealed);
	expect((await trailOf(world, draft.versionId)).filter((event) => event === 'version.edit')).toHaveLength(1);
});

it('is for those who work on the draft, in the state that they saw; who sends it is no author by that', async () => {
	const draft = await aDraft();
	const drafter = await world.as('drafter');
	expect((await refusal(sealProcedure(drafter, world.tools, { ...draft, rowVersion: 99 }))).code).toBe('stale');
	for (const who of ['staff', 'outsider', 'administrator'] as const)
		expect((await refusal(sealProcedure(await world.as(who), world.tools, draft))).code).toBe('version_not_found');
	expect((await versionRow(world, draft.versionId)).pdfSha256).toBeNull();
	await sealProcedure(await world.as('officer'), world.tools, draft);
	const authors = await world.client.versionAuthor.findMany({ where: { versionId: draft.versionId }, select: { userId: true } });
	expect(authors).toEqual([{ userId: world.ids.drafter }]);
});

it('drops the files when the text is saved, and makes others for it', async () => {
	const draft = await aDraft();
	const drafter = await world.as('drafter');
	const first = await sealProcedure(drafter, world.tools, draft);
	await saveContent(drafter, { versionId: draft.versionId, base: 1, parts: { purpose: 'Mục đích khác.' } });
	expect((await versionRow(world, draft.versionId)).pdfSha256).toBeNull();
	const second = await sealProcedure(drafter, world.tools, { versionId: draft.versionId });
	expect(second.sourceSha256).not.toBe(first.sourceSha256);
	expect(textOf(await bytesOf(second.pdfSha256), 3)).toContain('Mục đích khác.');
	await submitVersion(drafter, { versionId: draft.versionId, rowVersion: second.rowVersion });
	expect((await refusal(sealProcedure(drafter, world.tools, { versionId: draft.versionId }))).code).toBe('illegal_transition');
});

it('prints the revisions that were issued, with the parts that each changed', async () => {
	const one = await aDraft(undefined, 'Bản đầu tiên');
	await issued(one.versionId);
	world.clock.set(new Date('2026-11-25T02:00:00Z'));
	const two = await aDraft(one.documentId, 'Thêm đối tượng', { ...sample, scope: 'Cả các xã.' });
	const sealed = await sealProcedure(await world.as('drafter'), world.tools, { versionId: two.versionId });
	const table = textOf(await bytesOf(sealed.pdfSha256), 2);
	expect(table).toContain('Ban hành lần đầu');
	expect(table).toContain('Bản đầu tiên');
	expect(table).toContain('24/11/2026');
	expect(table).toMatch(/Phạm vi\s+Thêm đối tượng/);
	expect(await hashOf(await world.tools.store.openRead(sealed.pdfSha256))).toMatchObject({ sha256: sealed.pdfSha256 });
});

it('previews what is typed, saved or not, as a draft, to those who write it', async () => {
	const draft = await aDraft();
	const content = { ...sample, purpose: 'Chưa ghi lại.' };
	const asked = { documentId: draft.documentId, content, row: sample.steps[2]?.id ?? null };
	const { pdf, places, pages } = await previewOf(await world.as('drafter'), asked);
	expect(textOf(pdf, 1)).toContain('BẢN NHÁP');
	expect(textOf(pdf, 3)).toContain('Chưa ghi lại.');
	const place = (name: string) => places.find(([one]) => one === name)?.[1];
	expect(place('purpose')).toBe(3);
	expect(place(`row:${asked.row}`)).toBeGreaterThan(3);
	expect(place('records')).toBe(pages);
	expect((await refusal(previewOf(await world.as('staff'), asked))).code).toBe('document_not_found');
	const uploaded = await aDocument(world);
	expect((await refusal(previewOf(await world.as('drafter'), { ...asked, documentId: uploaded.id }))).code).toBe('content_not_found');
});

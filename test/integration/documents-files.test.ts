import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { extractVersionText, indexVersion } from '#lib/server/documents/search-jobs.ts';
import { createVersion, editVersion } from '#lib/server/documents/versions.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { guardedStore } from '#lib/server/files/guarded-store.ts';
import { sweepFiles } from '#lib/server/files/keeping.ts';
import { storeUpload } from '#lib/server/files/store-upload.ts';
import { storageKey } from '#lib/server/storage/port.ts';
import { docxWith } from '#test/support/hostile-files/office.ts';
import { pdfWith } from '#test/support/hostile-files/pdf.ts';
import { aDocument, documentsWorld, draftVersion, issuedVersion, password, refusal, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

async function uploaded(parts: Record<string, [name: string, bytes: Buffer]>) {
	const form = new FormData();
	for (const [field, [name, bytes]] of Object.entries(parts)) form.append(field, new File([new Uint8Array(bytes)], name));
	const request = new Request('http://localhost/', { method: 'POST', body: form });
	const { files } = await storeUpload(request, world.tools, { purposes: { file: 'reading', source: 'source' } });
	const of = (field: string) => files.find((file) => file.field === field);
	const [pdf, source] = [of('file'), of('source')];
	return { pdf: pdf ? versionFileFrom(pdf) : null, source: source ? versionFileFrom(source) : null };
}

const unique = () => pdfWith({ catalog: `/Lang (${randomUUID()})` });

async function makeOld(sha256: string): Promise<void> {
	const then = Date.now() / 1000 - 2 * 86_400;
	await utimes(path.join(world.tools.tempDir, '..', 'files', storageKey(sha256)), then, then);
	await world.client.storedFile.updateMany({ where: { sha256 }, data: { createdAt: new Date('2026-11-20T00:00:00Z') } });
}

describe('an upload becomes a version', () => {
	it('with rows for its files in the same transaction, once for equal bytes', async () => {
		const { id } = await aDocument(world);
		const { pdf, source } = await uploaded({ file: ['Quy trình.pdf', unique()], source: ['Quy trình.docx', docxWith()] });
		const drafter = await world.as('drafter');
		const created = await createVersion(drafter, { documentId: id, summary: 'Mới', pdf, source });
		const row = await world.client.version.findUniqueOrThrow({ where: { id: created.id }, include: { pdf: true, source: true } });
		expect(row).toMatchObject({ pdfName: 'Quy trình.pdf', pdfPages: 1, sourceType: 'docx' });
		expect([row.pdf?.contentType, Number(row.pdf?.size)]).toEqual(['application/pdf', pdf?.size]);
		const other = await aDocument(world);
		await createVersion(drafter, { documentId: other.id, pdf });
		expect(await world.client.storedFile.count({ where: { sha256: pdf?.sha256 } })).toBe(1);
	});

	it('once when the form is sent twice, and leaves no row behind when it is refused', async () => {
		const draft = await draftVersion(world);
		const { pdf } = await uploaded({ file: ['b.pdf', unique()] });
		const drafter = await world.as('drafter');
		const send = () => editVersion(drafter, { versionId: draft.id, rowVersion: draft.rowVersion, pdf });
		const twice = await Promise.allSettled([send(), send()]);
		expect(twice.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(await world.client.versionAct.count({ where: { versionId: draft.id, event: 'edit' } })).toBe(1);
		const second = await uploaded({ file: ['c.pdf', unique()] });
		expect((await refusal(createVersion(drafter, { documentId: draft.documentId, pdf: second.pdf }))).code).toBe('open_version_exists');
		expect(await world.client.storedFile.count({ where: { sha256: second.pdf?.sha256 } })).toBe(0);
	});
});

describe('the sweep', () => {
	it('takes what nothing refers to for a day, rows first, and nothing else', async () => {
		const draft = await draftVersion(world);
		const before = await world.client.version.findUniqueOrThrow({ where: { id: draft.id } });
		const next = await uploaded({ file: ['d.pdf', unique()] });
		await editVersion(await world.as('drafter'), { versionId: draft.id, pdf: next.pdf });
		const young = await uploaded({ file: ['e.pdf', unique()] });
		const [replaced, kept, fresh] = [before.pdfSha256 ?? '', next.pdf?.sha256 ?? '', young.pdf?.sha256 ?? ''];
		await makeOld(replaced);
		await makeOld(kept);
		const swept = await sweepFiles(world.system, world.tools);
		expect(swept).toMatchObject({ rows: 1, files: 1 });
		const { store } = world.tools;
		expect([await store.stat(replaced), (await store.stat(kept)) !== null, (await store.stat(fresh)) !== null]).toEqual([null, true, true]);
	});

	it('does not cross a put of the same bytes, nor a transaction that is about to refer to them', async () => {
		const store = guardedStore(world.tools.store, world.client);
		const bytes = unique();
		const first = await uploaded({ file: ['f.pdf', bytes] });
		const sha256 = first.pdf?.sha256 ?? '';
		const { id } = await aDocument(world);
		const drafter = await world.as('drafter');
		for (let round = 0; round < 5; round++) {
			await makeOld(sha256);
			const again = async () => {
				const form = new FormData();
				form.append('file', new File([new Uint8Array(bytes)], 'f.pdf'));
				const request = new Request('http://localhost/', { method: 'POST', body: form });
				const { files } = await storeUpload(request, { ...world.tools, store }, { purposes: { file: 'reading' } });
				return files[0];
			};
			const [upload] = await Promise.all([again(), sweepFiles(world.system, { ...world.tools, store })]);
			expect(await store.stat(sha256)).not.toBeNull();
			if (round === 4 && upload) {
				await Promise.all([
					createVersion(drafter, { documentId: id, pdf: versionFileFrom(upload) }),
					sweepFiles(world.system, { ...world.tools, store })
				]);
			}
		}
		expect(await store.stat(sha256)).not.toBeNull();
		expect(await world.client.version.count({ where: { documentId: id, pdfSha256: sha256 } })).toBe(1);
	});
});

describe('the text for search', () => {
	const content = (text: string) => ({ dict: '', bytes: Buffer.from(`BT /F1 24 Tf 50 700 Td (${text}) Tj ET`) });

	it('is taken out once per file, and indexed when the version is issued', async () => {
		const { pdf } = await uploaded({ file: ['g.pdf', pdfWith({ content: content(`Tiep cong dan ${randomUUID()}`) })] });
		const version = await issuedVersion(world);
		expect((await world.client.searchEntry.findUniqueOrThrow({ where: { versionId: version.id } })).body).toBe('');
		const data = { versionId: version.id, part: 'pdf' as const };
		await extractVersionText(world.system, world.tools, data);
		const made = await world.client.fileText.findUniqueOrThrow({ where: { versionId_part: data } });
		expect(made).toMatchObject({ text: 'Quy trinh mot cua', problem: null });
		world.clock.set(new Date(world.clock.now().getTime() + 1000));
		await extractVersionText(world.system, world.tools, data);
		expect(await world.client.fileText.findUniqueOrThrow({ where: { versionId_part: data } })).toEqual(made);
		expect((await world.client.searchEntry.findUniqueOrThrow({ where: { versionId: version.id } })).body).toBe('Quy trinh mot cua');

		const draft = await draftVersion(world);
		await editVersion(await world.as('drafter'), { versionId: draft.id, pdf });
		await extractVersionText(world.system, world.tools, { versionId: draft.id, part: 'pdf' });
		expect((await world.client.fileText.findFirstOrThrow({ where: { versionId: draft.id } })).text).toMatch(/^Tiep cong dan/);
		expect(await world.client.searchEntry.count({ where: { versionId: draft.id } })).toBe(0);
	});

	it('says why there is none, and goes from the search with a revocation', async () => {
		const version = await issuedVersion(world, { effectiveOn: world.day(3) });
		const missing = await world.client.version.findUniqueOrThrow({ where: { id: version.id } });
		await world.tools.store.remove(missing.pdfSha256 ?? '');
		await expect(extractVersionText(world.system, world.tools, { versionId: version.id, part: 'pdf' })).rejects.toThrow(/no bytes/);
		await indexVersion(world.system, world.tools, { versionId: version.id });
		expect(await world.client.searchEntry.count({ where: { versionId: version.id } })).toBe(1);
		await revokeBatch(await world.as('head'), { batchId: version.batch.id, comment: 'x', password });
		await indexVersion(world.system, world.tools, { versionId: version.id });
		expect(await world.client.searchEntry.count({ where: { versionId: version.id } })).toBe(0);
		await extractVersionText(world.system, world.tools, { versionId: randomUUID(), part: 'source' });
	});
});

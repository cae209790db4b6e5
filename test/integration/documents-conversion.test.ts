import { readdir, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversionOf, convertAgain, convertSource } from '#lib/server/documents/conversion.ts';
import { versionFileFrom, type VersionFile } from '#lib/server/documents/files.ts';
import { submitVersion } from '#lib/server/documents/review.ts';
import { createVersion, editVersion } from '#lib/server/documents/versions.ts';
import { convertToPdf, officeProgram } from '#lib/server/files/office.ts';
import { storeUpload } from '#lib/server/files/store-upload.ts';
import { extractText } from '#lib/server/files/text.ts';
import { aDocument, documentsWorld, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { docxWith } from '#test/support/hostile-files/office.ts';
import { pdfWith } from '#test/support/hostile-files/pdf.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const wordText = (text: string) => docxWith({ body: `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>` });

async function upload(name: string, bytes: Buffer): Promise<VersionFile> {
	const form = new FormData();
	const field = name.endsWith('.pdf') ? 'pdf' : 'source';
	form.append(field, new File([new Uint8Array(bytes)], name));
	const request = new Request('http://localhost/', { method: 'POST', body: form });
	const { files } = await storeUpload(request, world.tools, { purposes: { pdf: 'reading', source: 'source' } });
	const [file] = files;
	if (!file) throw new Error('nothing was stored');
	return versionFileFrom(file);
}

const row = (id: string) => world.client.version.findUniqueOrThrow({ where: { id } });
const stageOf = async (id: string) => (await conversionOf(world.system, await row(id)))?.stage ?? null;

async function draftWith(text: string): Promise<{ id: string; source: VersionFile }> {
	const { id: documentId } = await aDocument(world);
	const source = await upload('Quy trình tiếp nhận.docx', wordText(text));
	const { id } = await createVersion(await world.as('drafter'), { documentId, summary: 'Mới', source });
	return { id, source };
}

const convert = ({ id, source }: { id: string; source: VersionFile }) =>
	convertSource(world.system, world.tools, { versionId: id, sourceSha256: source.sha256 });

describe('a Word text without a PDF', () => {
	it('becomes the reading PDF of its draft, by a job that was queued with it', async () => {
		const draft = await draftWith('Tiếp nhận hồ sơ đăng ký khai sinh');
		expect(await stageOf(draft.id)).toBe('waiting');
		const rights = await row(draft.id);
		await convert(draft);
		const made = await row(draft.id);
		expect(made).toMatchObject({ pdfName: 'Quy trình tiếp nhận.pdf', pdfPages: 1, rowVersion: rights.rowVersion + 1 });
		expect(await stageOf(draft.id)).toBe('made');
		expect((await extractText(world.tools, made.pdfSha256 ?? '', 'pdf')).text).toContain('Tiếp nhận hồ sơ đăng ký khai sinh');
		const [act] = await world.client.auditTrail.findMany({ where: { subjectId: draft.id, event: 'version.convert' } });
		expect(act).toMatchObject({ actorRole: 'system', after: { pdf: made.pdfSha256, source: draft.source.sha256, pages: 1 } });
		// Its author is who saved the text.
		expect(await world.client.versionAuthor.count({ where: { versionId: draft.id } })).toBe(1);
		await submitVersion(await world.as('drafter'), { versionId: draft.id });
	});

	it('is made once, however often the job comes', async () => {
		const draft = await draftWith('Một lần');
		await Promise.all([convert(draft), convert(draft)]);
		await convert(draft);
		expect(await world.client.versionAct.count({ where: { versionId: draft.id, event: 'edit' } })).toBe(1);
	});

	it('gives way to a PDF that its author uploads meanwhile', async () => {
		const draft = await draftWith('Chậm hơn');
		const own = await upload('Bản của tôi.pdf', pdfWith({ catalog: '/Lang (vi-VN-own)' }));
		await editVersion(await world.as('drafter'), { versionId: draft.id, pdf: own });
		await convert(draft);
		expect((await row(draft.id)).pdfSha256).toBe(own.sha256);
		expect((await refusal(convertAgain(await world.as('drafter'), { versionId: draft.id }))).code).toBe('nothing_to_convert');
	});

	it('takes its PDF along when another text replaces it', async () => {
		const draft = await draftWith('Bản một');
		await convert(draft);
		const second = await upload('Bản hai.docx', wordText('Bản hai'));
		await editVersion(await world.as('drafter'), { versionId: draft.id, source: second });
		expect(await row(draft.id)).toMatchObject({ pdfSha256: null, sourceSha256: second.sha256 });
		expect(await stageOf(draft.id)).toBe('waiting');
		// The job of the first text comes late.
		await convert(draft);
		expect((await row(draft.id)).pdfSha256).toBeNull();
		await convert({ id: draft.id, source: second });
		expect((await row(draft.id)).pdfName).toBe('Bản hai.pdf');
	});

	it('is asked for again only by who may edit the draft', async () => {
		const draft = await draftWith('Của ai');
		expect((await refusal(convertAgain(await world.as('outsider'), { versionId: draft.id }))).code).toBe('version_not_found');
		await convertAgain(await world.as('drafter'), { versionId: draft.id });
		expect(await stageOf(draft.id)).toBe('waiting');
	});
});

describe('a text that LibreOffice cannot read', () => {
	it('leaves the reason with the draft, and nothing else', async () => {
		const draft = await draftWith('Hỏng');
		const damaged = Buffer.from('PK\u0003\u0004 this is no document');
		const store = { ...world.tools.store, openRead: () => Promise.resolve(Readable.from([damaged])) };
		await convertSource(world.system, { ...world.tools, store }, { versionId: draft.id, sourceSha256: draft.source.sha256 });
		expect(await stageOf(draft.id)).toBe('failed');
		expect(await row(draft.id)).toMatchObject({ pdfSha256: null, state: 'draft' });
		expect((await readdir(world.tools.tempDir)).filter((name) => name.startsWith('office-'))).toEqual([]);
	});

	it('is ended when it takes too long', async () => {
		expect(officeProgram()).not.toBeNull();
		const folder = world.tools.tempDir;
		const file = `${folder}/slow.docx`;
		await writeFile(file, wordText('Chậm'));
		await expect(convertToPdf(file, 'docx', { tempDir: folder, timeoutMs: 1 })).rejects.toMatchObject({ limit: 'time' });
	});
});

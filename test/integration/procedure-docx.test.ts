import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { documentPage } from '#lib/server/documents/queries/document-page.ts';
import { passVersion } from '#lib/server/documents/review.ts';
import { submitProcedure } from '#lib/server/procedures/submit.ts';
import { emptyContent } from '#lib/domain/procedures/content.ts';
import { convertToPdf } from '#lib/server/files/office.ts';
import { contentTypes } from '#lib/server/files/rules.ts';
import type { StoredUpload } from '#lib/server/files/store-upload.ts';
import { flushAccessLog } from '#lib/server/audit-trail/access-log.ts';
import { deliverDocx } from '#lib/server/procedures/docx-export.ts';
import { readImport, saveImport, importPage } from '#lib/server/procedures/docx-import.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { readContent } from '#lib/server/procedures/read-content.ts';
import {
	aDocument,
	documentsWorld,
	issuedVersion,
	issueVersions,
	password,
	refusal,
	type DocumentsWorld
} from '#test/support/documents.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { sampleProcedure } from '#test/support/procedure-samples.ts';
import { writtenProcedures } from '../../prisma/seed/content/written-procedures.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const sample = sampleProcedure(5, 12);

async function aDraft(content = sample) {
	const { id } = await aDocument(world, { class: content.service ? 'tthc' : 'internal' });
	const made = await createProcedureVersion(await world.as('drafter'), { documentId: id, content, summary: 'Lần đầu' });
	return { documentId: id, versionId: made.id };
}

async function upload(bytes: Uint8Array, type: 'docx' | 'xlsx' = 'docx'): Promise<StoredUpload> {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const file = path.join(world.tools.tempDir, randomUUID());
	await writeFile(file, bytes);
	await world.tools.store.put(file, { sha256, size: bytes.length, contentType: contentTypes[type] });
	const about = { fileName: `a.${type}`, sha256, size: bytes.length, contentType: contentTypes[type] };
	return { field: 'file', ...about, detectedType: type, pages: null, pageSizes: [], pdfVersion: null };
}

describe('the Word file', () => {
	it('is opened by LibreOffice: A4, every page numbered, all sections', async () => {
		const draft = await aDraft();
		const { bytes, fileName } = await deliverDocx(await world.as('drafter'), draft.versionId);
		expect(fileName).toMatch(/^\[.+\] QT\.X\.\d+ 01-00 .*\.docx$/);
		const file = path.join(world.tools.tempDir, 'a.docx');
		await writeFile(file, bytes);
		const pdf = await convertToPdf(file, 'docx', { tempDir: world.tools.tempDir });
		const second = textOf(pdf, 2);
		expect(second).toMatch(/Trang: 2\/\d+/);
		expect(second).toContain('SỬA ĐỔI TÀI LIỆU');
		const third = textOf(pdf, 3);
		for (const words of ['1. MỤC ĐÍCH', '4. ĐỊNH NGHĨA, VIẾT TẮT']) expect(third).toContain(words);
	});

	it('is for those who may read the version, and is noted', async () => {
		const draft = await aDraft();
		for (const who of ['staff', 'outsider', 'administrator'] as const)
			expect((await refusal(deliverDocx(await world.as(who), draft.versionId))).code).toBe('version_not_found');
		expect((await refusal(deliverDocx(world.nobody, draft.versionId))).code).toBe('version_not_found');
		await deliverDocx(await world.as('officer'), draft.versionId);
		await flushAccessLog(world.client);
		const reads = await world.client.$queryRaw`select action, detail from eiso_log.access_log where version_id = ${draft.versionId}::uuid`;
		expect(reads).toEqual([{ action: 'source', detail: 'docx' }]);
	});
});

describe('once it is issued', () => {
	it('is on the page of who may read it, and of a past version only of who keeps the documents', async () => {
		const [written] = writtenProcedures;
		if (!written) throw new Error('no such procedure');
		const { documentId, versionId } = await aDraft(written.content);
		const officer = await world.as('officer');
		await submitProcedure(await world.as('drafter'), world.tools, { versionId, reviewer: world.ids.reviewer });
		await passVersion(await world.as('reviewer'), { versionId });
		await approveVersion(await world.as('head'), { versionId, password });
		await issueVersions(world, [versionId], { confirm: [...warningCodes] });
		const staff = await world.as('staff');
		expect((await documentPage(staff, documentId)).shown).toMatchObject({ id: versionId, docx: true });
		expect((await deliverDocx(staff, versionId)).bytes.length).toBeGreaterThan(1000);

		const next = await issuedVersion(world, { documentId, confirm: [...warningCodes] });
		const docx = async (who: 'staff' | 'officer') =>
			new Map((await documentPage(await world.as(who), documentId)).versions.map(({ id, docx }) => [id, docx]));
		expect(await docx('staff')).toEqual(
			new Map([
				[next.id, false],
				[versionId, false]
			])
		);
		expect(await docx('officer')).toEqual(
			new Map([
				[next.id, false],
				[versionId, true]
			])
		);
		expect((await refusal(deliverDocx(staff, versionId))).code).toBe('no_original');
		expect((await deliverDocx(officer, versionId)).fileName).toMatch(/\.docx$/);
	});
});

describe('the import', () => {
	it('fills an empty draft with what was recognised and placed, and keeps the parts of which the file says nothing', async () => {
		const { bytes } = await deliverDocx(await world.as('drafter'), (await aDraft()).versionId);
		const target = await aDraft({ ...emptyContent(true), stepNotes: '', clauses: [] });
		const drafter = await world.as('drafter');
		const page = await importPage(drafter, target.documentId);
		const read = await readImport(drafter, world.tools, { documentId: target.documentId, file: await upload(bytes) });
		const unplaced = [...read.unplaced, { under: '', text: 'Đoạn lạc' }];
		const places = unplaced.map(() => 'purpose' as const);
		await saveImport(drafter, { versionId: target.versionId, base: page.revision, content: read.content, unplaced, places });
		const { content } = await readContent(drafter, target.versionId);
		expect(content.purpose).toBe(`${sample.purpose}\nĐoạn lạc`);
		expect(content.steps.map(({ what, time }) => ({ what, time }))).toEqual(sample.steps.map(({ what, time }) => ({ what, time })));
		expect(content.service?.timeLimit).toEqual(sample.service?.timeLimit);
	});

	it('makes sections of the blocks of a service where the procedure is of none', async () => {
		const { bytes } = await deliverDocx(await world.as('drafter'), (await aDraft()).versionId);
		const target = await aDraft(emptyContent(false));
		const drafter = await world.as('drafter');
		const read = await readImport(drafter, world.tools, { documentId: target.documentId, file: await upload(bytes) });
		expect(read.content.service).toBeNull();
		expect(read.content.sections.map(({ heading }) => heading)).toContain('Thời gian xử lý');
		expect(JSON.stringify(read.content.sections)).toContain(sample.service?.fee ?? '?');
	});

	it('refuses other files, broken ones, and people who do not write the draft', async () => {
		const target = await aDraft();
		const drafter = await world.as('drafter');
		const asked = { documentId: target.documentId, file: await upload(Buffer.from('PK nothing of the kind')) };
		expect((await refusal(readImport(drafter, world.tools, asked))).code).toBe('office_broken');
		const sheet = await upload(Buffer.from('sheet'), 'xlsx');
		expect((await refusal(readImport(drafter, world.tools, { ...asked, file: sheet }))).code).toBe('type_not_allowed');
		expect((await refusal(readImport(await world.as('staff'), world.tools, asked))).code).toBe('document_not_found');
		expect((await refusal(importPage(drafter, (await aDocument(world)).id))).code).toBe('content_not_found');
	});
});

import { readdir } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiLimits } from '#lib/server/http/rate-limit.ts';
import { apiClient, idOf, type ApiClient } from '#test/support/api-client.ts';
import { aDocument, documentsWorld, draftVersion, passedVersion, password, type DocumentsWorld } from '#test/support/documents.ts';
import { docxWith } from '#test/support/hostile-files/office.ts';
import { encryptedPdf, pdfOfPages, pdfWith } from '#test/support/hostile-files/pdf.ts';

let world: DocumentsWorld;
let api: ApiClient;

beforeAll(async () => {
	world = await documentsWorld();
	api = await apiClient(world);
});
afterAll(async () => {
	await api.close();
	await world.close();
});

const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });
const minutes = (count: number) => world.clock.set(new Date(world.clock.now().getTime() + count * 60_000));
let next = 100;
const newDocument = () => ({ unit: 'SO-NV', kind: 'QT', code: `QT.G.${next++}`, title: 'Gửi hai lần' });

describe('the same request sent again with its key', () => {
	it('gets the same answer and does nothing', async () => {
		const headers = keyed();
		const body = newDocument();
		const first = await api.post('officer', '/documents', body, headers);
		const again = await api.post('officer', '/documents', body, headers);
		expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
		expect(await world.client.document.count({ where: { title: body.title } })).toBe(1);
		expect((await api.post('officer', '/documents', body)).body).toMatchObject({ code: 'code_taken' });
	});

	it('does it once however many are sent at once', async () => {
		const headers = keyed();
		const body = newDocument();
		const answers = await Promise.all(Array.from({ length: 6 }, () => api.post('officer', '/documents', body, headers)));
		expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body])))).toEqual(
			new Set([JSON.stringify([201, answers[0]?.body])])
		);
		expect(await world.client.document.count({ where: { code: body.code } })).toBe(1);
	});

	it('is 422 with another body, another call or another file', async () => {
		const headers = keyed();
		const body = newDocument();
		await api.post('officer', '/documents', body, headers);
		const other = await api.post('officer', '/documents', { ...body, title: 'Khác' }, headers);
		expect(other.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
		expect((await api.post('officer', '/issue-batches', { unit: 'SO-NV', draft: true }, headers)).body).toMatchObject({
			code: 'idempotency_key_reused'
		});
		const { id } = await aDocument(world);
		const file = (pages: number) => ({ file: { bytes: pdfOfPages(pages), name: 'a.pdf' }, summary: 'x' });
		const upload = keyed();
		const first = await api.upload('officer', `/documents/${id}/versions`, file(1), upload);
		expect((await api.upload('officer', `/documents/${id}/versions`, file(1), upload)).body).toEqual(first.body);
		expect((await api.upload('officer', `/documents/${id}/versions`, file(2), upload)).body).toMatchObject({
			code: 'idempotency_key_reused'
		});
		expect((await api.post('officer', '/documents', body, keyed('k'.repeat(201)))).body).toMatchObject({
			status: 422,
			code: 'idempotency_key_invalid'
		});
	});

	it('belongs to one token and one day', async () => {
		const headers = keyed();
		const body = newDocument();
		await api.post('officer', '/documents', body, headers);
		const other = await api.tokenOf('officer');
		expect((await api.post(other, '/documents', body, headers)).body).toMatchObject({ code: 'code_taken' });
		minutes(23 * 60);
		expect((await api.post('officer', '/documents', body, headers)).status).toBe(201);
		minutes(61);
		expect((await api.post('officer', '/documents', body, headers)).body).toMatchObject({ code: 'code_taken' });
	});

	it('is tried again when it was refused', async () => {
		const draft = await draftVersion(world, { summary: '' });
		const headers = keyed();
		const submit = () => api.post('drafter', `/versions/${draft.id}/transitions`, { event: 'submit' }, headers);
		expect((await submit()).body).toMatchObject({ status: 422, errorCodes: { summary: 'summary_required' } });
		await world.client.version.update({ where: { id: draft.id }, data: { summary: 'Có rồi' } });
		expect((await submit()).body).toMatchObject({ state: 'in_review' });
		expect((await submit()).body).toMatchObject({ state: 'in_review' });
	});

	it('signs once, and keeps nothing of the password', async () => {
		const passed = await passedVersion(world);
		const headers = keyed();
		const sign = () => api.post('head', `/versions/${passed.id}/transitions`, { event: 'approve', signature: { password } }, headers);
		const first = await sign();
		expect([first.status, (await sign()).body]).toEqual([200, first.body]);
		expect(await world.client.signature.count({ where: { versionId: passed.id } })).toBe(1);
		const row = await world.client.idempotencyKey.findFirstOrThrow({ where: { key: headers['idempotency-key'] } });
		expect(row.response).toEqual({ body: first.body });
	});

	it('waits for one that runs elsewhere, and not for one that died', async () => {
		const token = await api.tokenOf('officer');
		const headers = keyed();
		const body = newDocument();
		await api.post(token, '/documents', body, headers);
		const where = { tokenId_key: { tokenId: token.id, key: headers['idempotency-key'] } };
		await world.client.idempotencyKey.update({ where, data: { status: null } });
		expect((await api.post(token, '/documents', body, headers)).body).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
		minutes(3);
		expect((await api.post(token, '/documents', body, headers)).body).toMatchObject({ code: 'code_taken' });
	});
});

describe('a token that asks too often', () => {
	it('is told when to come back, for each kind of call apart', async () => {
		const token = await api.tokenOf('officer');
		const statuses = [];
		for (let call = 0; call < apiLimits.write; call++) statuses.push((await api.post(token, '/documents', {})).status);
		expect(new Set(statuses)).toEqual(new Set([422]));
		const refused = await api.post(token, '/documents', newDocument());
		expect(refused.body).toMatchObject({ status: 429, code: 'too_many' });
		const wait = Number(refused.headers.get('retry-after'));
		expect(wait).toBeGreaterThan(0);
		expect(wait).toBeLessThanOrEqual(60);
		expect((await api.get(token, '/me')).status).toBe(200);
		expect((await api.post('officer', '/documents', {})).status).toBe(422);
		world.clock.set(new Date(world.clock.now().getTime() + wait * 1000));
		expect((await api.post(token, '/documents', newDocument())).status).toBe(201);
	});
});

describe('files', () => {
	const refusals: readonly (readonly [string, () => Promise<Record<string, { bytes: Buffer; name: string } | string>>, string])[] = [
		['nothing', async () => ({ summary: 'x' }), 'upload_missing_file'],
		['an empty one', async () => ({ file: { bytes: Buffer.alloc(0), name: 'a.pdf' } }), 'file_empty'],
		['a program by the name of a PDF', async () => ({ file: { bytes: Buffer.from('MZ\x90\0\x03'), name: 'a.pdf' } }), 'type_not_allowed'],
		['a Word file as the PDF', async () => ({ file: { bytes: docxWith(), name: 'a.docx' } }), 'type_not_allowed'],
		[
			'a PDF with a script',
			async () => ({ file: { bytes: pdfWith({ catalog: '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>' }), name: 'a.pdf' } }),
			'pdf_active_content'
		],
		['an encrypted PDF', async () => ({ file: { bytes: await encryptedPdf({ user: 'x', owner: 'y' }), name: 'a.pdf' } }), 'pdf_encrypted'],
		['a PDF cut short', async () => ({ file: { bytes: pdfOfPages(3).subarray(0, 200), name: 'a.pdf' } }), 'pdf_broken'],
		['one in a field that there is not', async () => ({ scan: { bytes: pdfOfPages(1), name: 'a.pdf' } }), 'upload_unexpected_field'],
		['51 MB', async () => ({ file: { bytes: Buffer.alloc(51 * 1024 * 1024), name: 'a.pdf' } }), 'file_too_large']
	];

	it.each(refusals)('%s: refused, and nothing is left', async (_what, parts, code) => {
		const { id } = await aDocument(world);
		const refused = await api.upload('officer', `/documents/${id}/versions`, await parts());
		expect(refused.body).toMatchObject({ status: 422, code });
		expect(await world.client.version.count({ where: { documentId: id } })).toBe(0);
		expect(await readdir(world.tools.tempDir)).toEqual([]);
	});

	it('keep a name that is safe, and come with their text', async () => {
		const { id } = await aDocument(world);
		const name = '../../Quy trình \u202Efdp.exe.pdf'.normalize('NFD');
		const created = await api.upload('officer', `/documents/${id}/versions`, {
			file: { bytes: pdfOfPages(2), name },
			source: { bytes: docxWith(), name: 'Quy trình.docx' },
			title: 'Tên mới'.normalize('NFD'),
			summary: 'Sửa mục 2',
			changeClass: 'editorial'
		});
		expect(created.status).toBe(201);
		const row = await world.client.version.findUniqueOrThrow({ where: { id: idOf(created) } });
		expect(row).toMatchObject({ title: 'Tên mới', summary: 'Sửa mục 2', changeClass: 'editorial', pdfPages: 2, sourceType: 'docx' });
		expect(row.pdfName).toMatch(/^[^/\\\u202E]+\.pdf$/);
		expect((await api.get('officer', `/documents/${id}`)).body).toMatchObject({
			open: { title: 'Tên mới', state: 'draft', pdf: { fileName: row.pdfName, pages: 2, size: pdfOfPages(2).length } }
		});
	});

	it('need a form', async () => {
		const { id } = await aDocument(world);
		expect((await api.post('officer', `/documents/${id}/versions`, { summary: 'x' })).body).toMatchObject({
			status: 422,
			code: 'upload_not_multipart'
		});
		const broken = await api.send('officer', `/documents/${id}/versions`, {
			method: 'POST',
			headers: { 'content-type': 'multipart/form-data; boundary=x' },
			body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF'
		});
		expect(broken.body).toMatchObject({ status: 422, code: 'upload_incomplete' });
	});
});

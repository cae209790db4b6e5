import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { apiClient, idOf, read, type ApiClient } from '#test/support/api-client.ts';
import { documentsWorld, password, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import { docxWith } from '#test/support/hostile-files/office.ts';
import { pdfOfPages } from '#test/support/hostile-files/pdf.ts';

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

const pdf = (pages: number) => ({ bytes: pdfOfPages(pages), name: 'Quy trình.pdf', type: 'application/pdf' });
const created = z.object({ id: z.uuid(), sha256: z.string(), issueNo: z.int(), revisionNo: z.int(), rowVersion: z.int() });
const inForce = z.object({ inForce: z.object({ id: z.uuid() }).nullable() });

async function approved(documentId: string, pages: number): Promise<z.output<typeof created>> {
	const version = read(
		created,
		await api.upload('drafter', `/documents/${documentId}/versions`, { file: pdf(pages), summary: 'Theo luật mới' })
	);
	const moves = `/versions/${version.id}/transitions`;
	expect((await api.post('drafter', moves, { event: 'submit', rowVersion: version.rowVersion })).body).toEqual({
		state: 'in_review',
		rowVersion: version.rowVersion + 1
	});
	expect((await api.post('reviewer', moves, { event: 'pass', comment: 'Đồng ý' })).body).toMatchObject({ state: 'in_approval' });
	const signed = await api.post('head', moves, { event: 'approve', signature: { password, sha256: version.sha256 } });
	expect([signed.status, signed.body]).toEqual([200, { state: 'approved', rowVersion: version.rowVersion + 3 }]);
	return version;
}

it('goes from a document to its readers, and says what was in force on any day', async () => {
	const made = await api.post('officer', '/documents', {
		unit: 'so-nv',
		kind: 'QT',
		code: 'qt.tp 06',
		title: 'Cấp giấy xác nhận tình trạng hôn nhân',
		drafters: [world.ids.drafter]
	});
	expect([made.status, made.body]).toEqual([201, { id: idOf(made), code: 'QT.TP 06' }]);
	const documentId = idOf(made);
	expect((await api.get('officer', `/documents/${documentId}`)).body).toMatchObject({ inForce: null, upcoming: null, open: null });

	const first = await approved(documentId, 2);
	expect([first.issueNo, first.revisionNo]).toEqual([1, 0]);
	const batch = {
		unit: world.unitId,
		decisionNumber: '518/QĐ-SNV',
		decisionDate: world.day(),
		effectiveOn: world.day(2),
		versionIds: [first.id]
	};
	const before = await world.client.auditTrail.count();
	const dry = await api.post('officer', '/issue-batches', { ...batch, dryRun: true });
	expect([dry.status, dry.body]).toMatchObject([200, { lines: [{ versionId: first.id, supersedes: null }], problems: [], warnings: [] }]);
	expect([await world.client.issueBatch.count(), await world.client.auditTrail.count()]).toEqual([0, before]);
	const issued = await api.post('officer', '/issue-batches', batch);
	expect([issued.status, issued.body]).toMatchObject([201, { state: 'issued', effectiveOn: world.day(2) }]);
	expect((await api.get('officer', `/issue-batches/${idOf(issued)}`)).body).toMatchObject({
		state: 'issued',
		lines: [{ versionId: first.id, withdraws: false }],
		preview: null
	});

	const document = `/documents/${documentId}`;
	expect((await api.get('staff', document)).body).toMatchObject({ inForce: null, upcoming: { id: first.id, state: 'upcoming' } });
	expect((await api.get('staff', `${document}?asOf=${world.day(2)}`)).body).toMatchObject({ inForce: { id: first.id } });
	expect((await api.get('staff', `${document}/file`)).body).toMatchObject({ status: 404, code: 'nothing_in_force' });
	const ahead = await api.get('staff', `${document}/file?asOf=${world.day(2)}`);
	expect([ahead.status, ahead.headers.get('content-type')]).toEqual([200, 'application/pdf']);

	world.clock.set(new Date(world.clock.now().getTime() + 10 * 86_400_000));
	expect(read(inForce, await api.get('staff', document)).inForce?.id).toBe(first.id);
	const second = await approved(documentId, 3);
	const replacing = await api.post('officer', '/issue-batches', {
		...batch,
		decisionNumber: '530/QĐ-SNV',
		decisionDate: world.day(),
		effectiveOn: world.day(),
		versionIds: [second.id]
	});
	expect(replacing.status).toBe(201);
	expect(read(inForce, await api.get('staff', document)).inForce?.id).toBe(second.id);
	const days = [world.day(-9), world.day(-8), world.day(-1), world.day(), world.day(500)];
	const found = [];
	for (const day of days) found.push(read(inForce, await api.get('staff', `${document}?asOf=${day}`)).inForce?.id ?? null);
	expect(found).toEqual([null, first.id, first.id, second.id, second.id]);
	expect((await api.get('staff', `${document}/versions`)).body).toMatchObject({
		total: 2,
		items: [
			{ id: second.id, state: 'in_force', issueNo: 2, pdf: { sha256: second.sha256, pages: 3 } },
			{ id: first.id, state: 'superseded', lastDay: world.day(-1) }
		]
	});
	for (const [asOf, versionId] of [
		[world.day(-1), first.id],
		[world.day(), second.id]
	]) {
		const list = await api.get('staff', `/documents?unit=SO-NV&asOf=${asOf ?? ''}&kind=QT&q=tinh+trang+hon+nhan`);
		expect(list.body).toMatchObject({ total: 1, items: [{ id: documentId, versionId, state: 'in_force' }] });
	}

	const copy = await api.get('staff', `${document}/file`);
	const etag = copy.headers.get('etag') ?? '';
	expect(copy.headers.get('content-disposition')).toMatch(/^attachment; filename="QT/);
	expect((await api.get('staff', `${document}/file`, { 'if-none-match': etag })).status).toBe(304);
	expect((await api.get('staff', `${document}/file`, { range: 'bytes=0-3' })).body).toEqual(Buffer.from('%PDF'));
	const personal = await api.get('staff', `${document}/file?copy=personal`);
	expect(Buffer.isBuffer(personal.body) && personal.body.subarray(0, 4).toString()).toBe('%PDF');
	expect(await world.client.printCode.count({ where: { kind: 'personal', userId: world.ids.staff } })).toBe(1);

	const withdraw = { event: 'withdraw', from: world.day(1), comment: 'Không còn thủ tục này', signature: { password } };
	expect((await api.post('head', `/versions/${second.id}/transitions`, withdraw)).body).toMatchObject({ state: 'withdrawn' });
	expect((await api.get('staff', `${document}?asOf=${world.day(1)}`)).body).toMatchObject({ inForce: null });
	expect((await api.get('staff', document)).body).toMatchObject({ inForce: { id: second.id, lastDay: world.day() } });

	const trail = await api.get('officer', `/audit-trail?subject=version:${second.id}`);
	const acts = read(
		z.object({ items: z.array(z.object({ event: z.string(), byToken: z.boolean(), operator: z.string().nullable() })) }),
		trail
	).items;
	expect(acts.map((act) => act.event).reverse()).toEqual(await trailOf(world, second.id));
	expect(acts.every((act) => act.byToken)).toBe(true);
});

it('takes a form by its editable file, and gives that file back', async () => {
	const made = await api.post('officer', '/documents', { unit: 'SO-NV', kind: 'bm', code: 'BM.01', title: 'Phiếu' });
	const source = { bytes: docxWith(), name: 'Phiếu tiếp nhận.docx' };
	const version = read(created, await api.upload('officer', `/documents/${idOf(made)}/versions`, { source, summary: 'Lần đầu' }));
	const moves = `/versions/${version.id}/transitions`;
	await api.post('officer', moves, { event: 'submit', reviewer: world.ids.reviewer });
	await api.post('reviewer', moves, { event: 'pass' });
	await api.post('head', moves, { event: 'approve', signature: { password, sha256: version.sha256 } });
	const draft = await api.post('officer', '/issue-batches', { unit: 'SO-NV', versionIds: [version.id], draft: true });
	expect([draft.status, draft.body]).toMatchObject([201, { state: 'draft', effectiveOn: null }]);
	expect((await api.get('officer', `/issue-batches/${idOf(draft)}`)).body).toMatchObject({
		preview: { problems: [{ code: 'required', field: 'decisionNumber' }, { code: 'required' }, { code: 'required' }] }
	});
	const discarded = await api.post('officer', `/issue-batches/${idOf(draft)}/transitions`, { event: 'discard' });
	expect(discarded.body).toMatchObject({ state: 'discarded' });
	const issued = await api.post('officer', '/issue-batches', {
		unit: 'SO-NV',
		decisionNumber: '1',
		decisionDate: world.day(),
		effectiveOn: world.day(),
		versionIds: [version.id]
	});
	expect(issued.status).toBe(201);
	const back = await api.get('staff', `/documents/${idOf(made)}/source`);
	expect(back.body).toEqual(source.bytes);
	expect(decodeURIComponent(back.headers.get('content-disposition') ?? '')).toContain('BM.01 01-00');
	expect((await api.get('staff', `/documents/${idOf(made)}/file`)).body).toMatchObject({ code: 'no_reading_copy' });
});

it('withdraws by a batch with a head’s password, and takes an upcoming batch back', async () => {
	const made = await api.post('officer', '/documents', {
		unit: 'SO-NV',
		kind: 'QT',
		code: 'QT.9',
		title: 'Cũ',
		drafters: [world.ids.drafter]
	});
	const first = await approved(idOf(made), 1);
	const decision = { unit: 'SO-NV', decisionNumber: '9', decisionDate: world.day() };
	await api.post('head', '/issue-batches', { ...decision, effectiveOn: world.day(), versionIds: [first.id] });
	const goes = { ...decision, effectiveOn: world.day(5), withdrawDocumentIds: [idOf(made)], reason: 'Hết nhu cầu' };
	expect((await api.post('officer', '/issue-batches', { ...goes, signature: { password } })).body).toMatchObject({ code: 'forbidden' });
	expect((await api.post('head', '/issue-batches', goes)).body).toMatchObject({ status: 409, code: 'signature_refused' });
	const issued = await api.post('head', '/issue-batches', { ...goes, signature: { password } });
	expect(issued.status).toBe(201);
	const revoke = { event: 'revoke', comment: 'Ban hành nhầm' };
	const moves = `/issue-batches/${idOf(issued)}/transitions`;
	expect((await api.post('head', moves, revoke)).body).toMatchObject({
		code: 'signature_refused',
		params: { reason: 'password_required' }
	});
	expect((await api.post('head', moves, { ...revoke, signature: { password } })).body).toMatchObject({ state: 'revoked' });
	expect((await api.get('staff', `/documents/${idOf(made)}?asOf=${world.day(30)}`)).body).toMatchObject({ inForce: { id: first.id } });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { recordOpening } from '#lib/server/documents/reading.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { apiClient, idOf, read, type ApiClient } from '#test/support/api-client.ts';
import {
	aDocument,
	approvedVersion,
	documentsWorld,
	issuedVersion,
	password,
	type AVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';
import { pdfOfPages } from '#test/support/hostile-files/pdf.ts';
import { sampleProcedure } from '#test/support/procedure-samples.ts';

let world: DocumentsWorld;
let api: ApiClient;
let unit: string;
beforeAll(async () => {
	world = await documentsWorld();
	await world.client.reviewInterval.create({ data: { kindCode: 'QT', months: 1, basis: 'TCVN ISO 9001:2015' } });
	api = await apiClient(world);
	unit = world.unitId;
});
afterAll(async () => {
	await api.close();
	await world.close();
});

const code = z.object({ code: z.string() });
const put = (path: string, body: object) =>
	api.send('officer', path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

it('gives a procedure that is written here as a Word file, to those who may read it', async () => {
	const { id } = await aDocument(world, { class: 'internal' });
	const version = await createProcedureVersion(await world.as('drafter'), {
		documentId: id,
		content: sampleProcedure(3, 6),
		summary: 'Lần đầu'
	});
	const answer = await api.get('drafter', `/versions/${version.id}/docx`);
	expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('wordprocessingml')]);
	expect(Buffer.isBuffer(answer.body) && answer.body.subarray(0, 2).toString()).toBe('PK');
	expect(answer.headers.get('content-disposition')).toContain('.docx');
	for (const who of ['staff', 'outsider', 'administrator'] as const)
		expect(read(code, await api.get(who, `/versions/${version.id}/docx`))).toEqual({ code: 'version_not_found' });
	const uploaded = await issuedVersion(world);
	expect(read(code, await api.get('officer', `/versions/${uploaded.id}/docx`))).toEqual({ code: 'content_not_found' });
});

describe('reading', () => {
	let version: AVersion;
	beforeAll(async () => {
		version = await issuedVersion(world, { document: { audience: [{ kind: 'unit' }] } });
	});
	const reader = z.object({ items: z.array(z.looseObject({ id: z.uuid(), userId: z.uuid(), state: z.string(), rowVersion: z.int() })) });

	it('is asked of a person, and listed for who keeps the documents', async () => {
		const mine = read(z.object({ items: z.array(z.looseObject({ versionId: z.uuid() })) }), await api.get('staff', '/me/readings'));
		expect(mine.items.map(({ versionId }) => versionId)).toContain(version.id);
		const listed = read(reader, await api.get('officer', `/documents/${version.documentId}/readers?state=to_read`));
		expect(listed.items.map(({ userId }) => userId)).toContain(world.ids.staff);
		expect((await api.get('staff', `/documents/${version.documentId}/readers`)).status).toBe(404);
		expect((await api.get('head', `/units/${unit}/reading?by=people`)).body).toMatchObject({ totals: { confirmed: 0 } });
		for (const who of ['staff', 'outsider', 'coordinator'] as const)
			expect((await api.get(who, `/units/${unit}/reading`)).status).toBe(404);
	});

	it('is waived by a head with a reason, and confirmed on paper by the officer with the signed sheet', async () => {
		const { items } = read(reader, await api.get('head', `/documents/${version.documentId}/readers?state=to_read`));
		const [ofStaff, ofDrafter] = [world.ids.staff, world.ids.drafter].map((id) => items.find(({ userId }) => userId === id));
		const waive = (who: 'officer' | 'head', body: object) => api.post(who, `/reading-requests/${ofStaff?.id ?? ''}/waiver`, body);
		expect((await waive('officer', { reason: 'Nghỉ dài ngày' })).status).toBe(403);
		expect((await waive('head', { reason: '' })).status).toBe(422);
		expect((await waive('head', { reason: 'Nghỉ dài ngày', rowVersion: ofStaff?.rowVersion })).body).toEqual({ state: 'waived' });
		const sheet = { scan: { bytes: pdfOfPages(1), name: 'Biên bản.pdf' }, heldOn: '2026-11-24', place: 'Phòng họp', heldBy: 'Ông A' };
		const brief = (who: 'officer' | 'head' | 'outsider') =>
			api.upload(who, `/versions/${version.id}/briefings`, { ...sheet, people: ofDrafter?.userId ?? '', names: 'Bà B' });
		expect([(await brief('outsider')).status, (await brief('head')).status]).toEqual([404, 403]);
		expect((await brief('officer')).status).toBe(201);
		const after = await api.get('officer', `/documents/${version.documentId}/readers`);
		expect(after.body).toMatchObject({ counts: { waived: 1, onPaper: 1 }, withoutAccount: 1 });
	});
});

it('compares two versions, and says what is new for a person', async () => {
	const first = await issuedVersion(world);
	await recordOpening(await world.as('staff'), { id: first.id, round: 1 });
	const second = await issuedVersion(world, { documentId: first.documentId, title: 'Tên mới', confirm: [...warningCodes] });
	const side = z.looseObject({ from: z.looseObject({ id: z.uuid() }), to: z.looseObject({ id: z.uuid() }) });
	const path = `/documents/${first.documentId}/comparison`;
	const compared = read(side, await api.get('officer', `${path}?from=01-00&to=02-00`));
	expect([compared.from.id, compared.to.id]).toEqual([first.id, second.id]);
	expect((await api.get('officer', `${path}?from=09-00`)).status).toBe(404);
	expect((await api.get('officer', `${path}?from=x`)).status).toBe(422);
	expect((await api.get('outsider', path)).status).toBe(404);
	expect((await api.get('staff', `${path}?since=me`)).body).toMatchObject({ since: { how: expect.any(String) } });
});

it('sets owner and audience of several documents, each for itself', async () => {
	const [one, other] = [await aDocument(world), await aDocument(world)];
	const items = [{ id: one.id }, { id: other.id, rowVersion: 99 }, { id: randomUUID() }];
	const answer = await api.post('officer', '/documents/changes', { items, ownerId: world.ids.staff, audience: [{ kind: 'unit' }] });
	expect(answer.body).toMatchObject({
		done: 1,
		refused: 2,
		items: [{ status: 200 }, { status: 409, code: 'stale' }, { status: 404, code: 'document_not_found' }]
	});
	const { ownerId } = await world.client.document.findUniqueOrThrow({ where: { id: one.id } });
	expect(ownerId).toBe(world.ids.staff);
	expect((await api.post('officer', '/documents/changes', { items: [] })).status).toBe(422);
});

it('writes the words of a decision while its batch is a draft, and gives it as a file', async () => {
	const version = await approvedVersion(world);
	const batch = idOf(await api.post('officer', '/issue-batches', { unit, versionIds: [version.id], draft: true }));
	const path = `/issue-batches/${batch}/decision`;
	const { rowVersion, ...words } = read(z.looseObject({ rowVersion: z.int().nullable() }), await api.get('officer', `${path}/words`));
	expect(rowVersion).toBeNull();
	const changed = { ...words, place: 'Lào Cai', grounds: ['Căn cứ Luật Tổ chức chính quyền địa phương'] };
	expect((await put(`${path}/words`, changed)).body).toEqual({ rowVersion: 1 });
	expect(read(code, await put(`${path}/words`, changed))).toEqual({ code: 'stale' });
	expect((await api.get('officer', `${path}/words`)).body).toMatchObject({ grounds: changed.grounds, rowVersion: 1 });
	const docx = await api.get('officer', `${path}?format=docx`);
	expect([docx.status, docx.headers.get('content-disposition')]).toEqual([200, expect.stringContaining('.docx')]);
	for (const who of ['outsider', 'staff', 'administrator'] as const) {
		expect((await api.get(who, path)).status).toBe(404);
		expect((await api.get(who, `${path}/words`)).status).toBe(404);
	}
});

it('lists reviews and does the one that is due, signed by a head', async () => {
	const version = await issuedVersion(world, { confirm: ['nobody_told'] });
	const item = z.looseObject({ documentId: z.uuid(), dueOn: z.string(), state: z.string() });
	const listed = read(z.object({ items: z.array(item) }), await api.get('officer', `/periodic-reviews?unit=${unit}`));
	const due = listed.items.find(({ documentId }) => documentId === version.documentId);
	expect(due?.state).toBe('due');
	const review = (who: 'officer' | 'head' | 'outsider', signature?: object) =>
		api.post(who, `/documents/${version.documentId}/periodic-reviews`, { outcome: 'unchanged', dueOn: due?.dueOn, signature });
	expect((await review('outsider', { password })).status).toBe(404);
	expect((await review('officer', { password })).status).toBe(403);
	expect(read(code, await review('head'))).toEqual({ code: 'signature_refused' });
	expect((await review('head', { password })).status).toBe(201);
	expect((await review('head', { password })).status).toBe(409);
	const { body } = await api.get('officer', `/periodic-reviews?unit=${unit}&year=2026`);
	expect(body).toMatchObject({ done: [{ documentId: version.documentId, outcome: 'unchanged' }] });
	expect((await api.get('staff', `/periodic-reviews?unit=${unit}`)).status).toBe(403);
});

it('keeps the list of external documents', async () => {
	const law = { number: '45/2019/QH14', title: 'Bộ luật Lao động', issuer: 'Quốc hội', inForceFrom: '2021-01-01' };
	expect((await api.post('officer', '/external-documents', law)).status).toBe(403);
	const id = idOf(await api.post('coordinator', '/external-documents', law));
	expect((await api.post('coordinator', '/external-documents', law)).status).toBe(422);
	const move = (who: 'officer' | 'coordinator' | 'staff', body: object) => api.post(who, `/external-documents/${id}/transitions`, body);
	expect((await move('staff', { event: 'subscribe', unit })).status).toBe(403);
	expect((await move('officer', { event: 'subscribe', unit })).body).toEqual({ id });
	expect((await move('officer', { event: 'check', unit, checkedOn: '2026-11-24', outcome: 'in_force' })).status).toBe(200);
	expect((await move('officer', { event: 'keep', unit, appliedFor: 'QT.01', checkMonths: 6 })).status).toBe(200);
	expect((await move('coordinator', { event: 'repeal', effectiveOn: '2026-12-01', byAct: 'Luật mới' })).status).toBe(200);
	const seen = read(
		z.looseObject({ rowVersion: z.int(), repeal: z.looseObject({ id: z.uuid() }) }),
		await api.get('officer', `/external-documents/${id}`)
	);
	expect((await move('coordinator', { event: 'take_back', repealId: seen.repeal.id, reason: 'Nhầm' })).status).toBe(200);
	expect((await api.get('officer', `/external-documents/${id}`)).body).toMatchObject({ repeal: null });
	expect((await move('officer', { event: 'leave', unit })).status).toBe(200);
	expect((await put(`/external-documents/${id}`, { ...law, rowVersion: seen.rowVersion })).status).toBe(403);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiClient, idOf, read, type ApiClient } from '#test/support/api-client.ts';
import { documentsWorld, password, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { docxWith } from '#test/support/hostile-files/office.ts';
import { pdfOfPages } from '#test/support/hostile-files/pdf.ts';

let world: DocumentsWorld;
let api: ApiClient;
let unit: string;
let seriesId: string;
beforeAll(async () => {
	world = await documentsWorld();
	api = await apiClient(world);
	unit = world.unitId;
	seriesId = idOf(await api.post('officer', '/record-series', aSeries('HS.01')));
});
afterAll(async () => {
	await api.close();
	await world.close();
});

const aSeries = (code: string) => ({ unit: world.unitId, code, name: 'Hồ sơ giải quyết', place: 'Tủ 2', retentionYears: 10 });
const aRecord = (more: object = {}) => ({ seriesId, title: 'Hồ sơ số 12', madeOn: '2014-03-01', closedOn: '2014-06-30', ...more });
const evidence = () => ({
	bytes: docxWith({ parts: [{ name: 'custom/mark.xml', bytes: `<a>${randomUUID()}</a>` }] }),
	name: 'Phiếu đã điền.docx'
});
const code = z.object({ code: z.string() });
const state = z.object({ state: z.string(), rowVersion: z.int() });

it('keeps the list of records: a line is added, read, changed, and its old copy refused', async () => {
	const created = await api.post('officer', '/record-series', aSeries('HS.02'));
	expect(created.status).toBe(201);
	const id = idOf(created);
	const line = z.looseObject({ rowVersion: z.int(), retentionYears: z.int().nullable() });
	const before = read(line, await api.get('officer', `/record-series/${id}`));
	expect(before.retentionYears).toBe(10);
	const put = (rowVersion: number) =>
		api.send('officer', `/record-series/${id}`, {
			method: 'PUT',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ code: 'HS.02', name: 'Hồ sơ', place: 'Kho', retentionYears: null, rowVersion })
		});
	expect((await put(before.rowVersion)).status).toBe(200);
	expect(read(code, await put(before.rowVersion)).code).toBe('stale');
	expect(read(line, await api.get('officer', `/record-series/${id}`)).retentionYears).toBeNull();
	expect((await api.post('officer', '/record-series', aSeries('HS.02'))).status).toBe(422);
	expect((await api.post('head', '/record-series', aSeries('HS.03'))).status).toBe(403);
});

describe('a record', () => {
	it('is filed, gets evidence, is put right, and is filed once by its key', async () => {
		const headers = { 'idempotency-key': randomUUID() };
		const first = await api.post('officer', '/records', aRecord(), headers);
		expect(first.status).toBe(201);
		expect((await api.post('officer', '/records', aRecord(), headers)).body).toEqual(first.body);
		const other = await api.post('officer', '/records', aRecord({ title: 'Khác' }), headers);
		expect([other.status, read(code, other).code]).toEqual([422, 'idempotency_key_reused']);
		const id = idOf(first);
		expect((await api.upload('officer', `/records/${id}/files`, { file: evidence() })).status).toBe(201);
		const page = read(
			z.looseObject({ rowVersion: z.int(), files: z.array(z.looseObject({ id: z.uuid(), size: z.int() })) }),
			await api.get('head', `/records/${id}`)
		);
		const bytes = await api.get('head', `/records/${id}/files/${page.files[0]?.id ?? ''}`);
		expect([bytes.status, Buffer.isBuffer(bytes.body) && bytes.body.length]).toEqual([200, page.files[0]?.size]);
		const put = await api.send('officer', `/records/${id}`, {
			method: 'PUT',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ ...aRecord({ title: 'Hồ sơ số 13' }), rowVersion: page.rowVersion })
		});
		expect(put.body).toEqual({ rowVersion: page.rowVersion + 1 });
		expect(await trailOf(world, id)).toEqual(['record.create', 'record.add_evidence', 'record.edit']);
	});

	it('is listed in pages, by state, and only to who may read it', async () => {
		for (let n = 0; n < 3; n += 1) await api.post('officer', '/records', aRecord({ madeOn: '1999-01-0' + String(n + 1), closedOn: null }));
		const page = (n: number) => api.get('officer', `/records?unit=${unit}&year=1999&state=running&page=${n}&pageSize=2`);
		const list = z.object({ items: z.array(z.looseObject({ madeOn: z.string() })), total: z.int() });
		expect(read(list, await page(1)).items.map(({ madeOn }) => madeOn)).toEqual(['1999-01-03', '1999-01-02']);
		expect(read(list, await page(2))).toMatchObject({ total: 3, items: [{ madeOn: '1999-01-01' }] });
		expect((await api.get('reviewer', `/records?unit=${unit}`)).body).toMatchObject({ total: 0, items: [] });
		expect((await api.get('outsider', `/records?unit=${unit}`)).body).toMatchObject({ total: 0, items: [] });
		expect((await api.get('nobody', `/records?unit=${unit}`)).status).toBe(401);
	});

	it('loses a mistaken file to a head alone, and nothing under a hold', async () => {
		const id = idOf(await api.post('officer', '/records', aRecord()));
		const added = await api.upload('officer', `/records/${id}/files`, { file: evidence() });
		const file = read(z.object({ files: z.array(z.object({ id: z.uuid() })) }), added).files[0]?.id ?? '';
		const remove = (who: Who) => api.post(who, `/records/${id}/files/${file}/removal`, { reason: 'Nhầm hồ sơ' });
		const held = await api.post('officer', `/records/${id}/transitions`, { event: 'hold', reason: 'Có khiếu nại' });
		expect(held.body).toMatchObject({ keeping: 'held' });
		expect([(await remove('officer')).status, (await remove('staff')).status]).toEqual([403, 404]);
		expect(read(code, await remove('head')).code).toBe('evidence_held');
		const { hold } = read(z.object({ hold: z.uuid() }), held);
		const release = (who: Who) => api.post(who, `/records/${id}/transitions`, { event: 'release', hold, reason: 'Xong' });
		expect((await release('officer')).status).toBe(403);
		expect((await release('head')).body).toMatchObject({ keeping: 'due' });
		expect((await remove('head')).body).toEqual({ removed: true });
		expect((await api.get('officer', `/records/${id}`)).body).toMatchObject({ files: [{ removedReason: 'Nhầm hồ sơ' }] });
		expect((await api.get('officer', `/records/${id}/files/${file}`)).status).toBe(404);
	});
});

it('disposes of records: listed and proposed by the officer, signed by a head with the password, carried out with minutes', async () => {
	const recordId = idOf(await api.post('officer', '/records', aRecord()));
	const list = { unit, recordIds: [recordId], reason: 'Hết thời hạn lưu', method: 'Cắt nhỏ' };
	expect((await api.post('head', '/record-disposals', list)).status).toBe(403);
	const id = idOf(await api.post('officer', '/record-disposals', list));
	const move = (who: Who, body: object) => api.post(who, `/record-disposals/${id}/transitions`, body);
	expect(read(state, await move('officer', { event: 'propose' })).state).toBe('proposed');
	expect(read(code, await move('head', { event: 'approve' })).code).toBe('signature_refused');
	expect(read(code, await move('head', { event: 'approve', rowVersion: 99, signature: { password } })).code).toBe('stale');
	expect((await move('officer', { event: 'approve', signature: { password } })).status).toBe(403);
	expect(read(state, await move('head', { event: 'approve', signature: { password } })).state).toBe('approved');
	const minutes = { bytes: pdfOfPages(1), name: 'Biên bản.pdf' };
	const carryOut = () =>
		api.upload('officer', `/record-disposals/${id}/minutes`, { minutes, carriedOutOn: '2026-11-24', participants: 'Ông A' });
	expect([(await carryOut()).status, (await carryOut()).status]).toEqual([201, 409]);
	expect((await api.get('head', `/record-disposals/${id}`)).body).toMatchObject({ state: 'carried_out', minutes: 'Biên bản.pdf' });
	expect((await api.get('head', `/record-disposals/${id}/minutes`)).status).toBe(200);
	expect((await api.get('head', `/record-disposals?unit=${unit}&pageSize=1`)).body).toMatchObject({ total: 1, items: [{ id }] });
	expect((await api.get('officer', `/records/${recordId}`)).body).toMatchObject({ keeping: 'disposed', disposals: [{ id }] });
	expect((await api.get('staff', `/record-disposals?unit=${unit}`)).status).toBe(403);
});

it.each(['staff', 'reviewer', 'outsider', 'coordinator', 'inspector', 'administrator'] as const)(
	'does not exist for %s, in any call, word for word like nothing',
	async (who) => {
		const recordId = idOf(await api.post('officer', '/records', aRecord()));
		const disposalId = idOf(
			await api.post('officer', '/record-disposals', { unit, recordIds: [recordId], reason: 'Hết hạn', method: 'Đốt' })
		);
		const ask = async (record: string, series: string, disposal: string) =>
			Promise.all([
				api.get(who, `/records/${record}`),
				api.upload(who, `/records/${record}/files`, { file: evidence() }),
				api.get(who, `/records/${record}/files/${randomUUID()}`),
				api.post(who, `/records/${record}/files/${randomUUID()}/removal`, { reason: 'x' }),
				api.post(who, `/records/${record}/transitions`, { event: 'hold', reason: 'x' }),
				api.get(who, `/record-series/${series}`),
				api.get(who, `/record-disposals/${disposal}`),
				api.post(who, `/record-disposals/${disposal}/transitions`, { event: 'propose' }),
				api.get(who, `/record-disposals/${disposal}/minutes`)
			]);
		const shape = (answers: Awaited<ReturnType<typeof ask>>) =>
			answers.map(({ status, body }) => ({ status, ...read(code, { status, body, headers: new Headers() }) }));
		const there = shape(await ask(recordId, seriesId, disposalId));
		expect(there.map(({ status }) => status)).toEqual(there.map(() => 404));
		expect(there).toEqual(shape(await ask(randomUUID(), randomUUID(), randomUUID())));
	}
);

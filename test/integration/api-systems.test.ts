import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiClient, idOf, read, type ApiClient } from '#test/support/api-client.ts';
import { issuedVersion, type Who } from '#test/support/documents.ts';
import { aText, modelsWorld, type AModel, type ModelsWorld } from '#test/support/models-world.ts';

let world: ModelsWorld;
let api: ApiClient;
beforeAll(async () => {
	world = await modelsWorld();
	api = await apiClient(world);
});
afterAll(async () => {
	await api.close();
	await world.close();
});

const code = z.object({ code: z.string() });
const strangers = ['staff', 'outsider', 'administrator'] as const satisfies readonly Who[];

it('changes the system of a unit row by row, by its officer', async () => {
	const path = `/units/${world.unitId}/quality-system`;
	const change = (who: Who, body: object) => api.post(who, path, body);
	await world.client.standard.upsert({
		where: { code: 'ISO-9001-2015' },
		create: { code: 'ISO-9001-2015', nameVi: 'TCVN ISO 9001:2015', nameEn: 'ISO 9001:2015', edition: 2015, sortOrder: 1 },
		update: {}
	});
	const begin = { event: 'begin_standard', standardCode: 'ISO-9001-2015', scope: 'Toàn bộ', validFrom: '2026-01-01' };
	for (const who of strangers) expect([403, 404], who).toContain((await change(who, begin)).status);
	const standard = idOf(await change('officer', begin));
	const committee = idOf(
		await change('officer', { event: 'appoint_committee', decisionNumber: '1/QĐ', decisionDate: '2026-01-02', validFrom: '2026-01-05' })
	);
	const member = { event: 'add_member', committeeId: committee, fullName: 'Nguyễn Văn An', title: 'head', validFrom: '2026-01-05' };
	idOf(await change('officer', member));
	const step = idOf(
		await change('officer', { event: 'add_step', year: 2026, what: 'Đánh giá nội bộ', responsibleName: 'Ban chỉ đạo', dueOn: '2026-10-01' })
	);
	const row = z.looseObject({ id: z.uuid(), rowVersion: z.int() });
	const system = z.object({
		standards: z.array(row),
		committees: z.array(z.looseObject({ id: z.uuid(), members: z.array(row) })),
		plan: z.object({ year: z.int(), steps: z.array(row) })
	});
	const seen = read(system.loose(), await api.get('officer', `${path}?year=2026`));
	expect(seen).toMatchObject({ standards: [{ id: standard }], committees: [{ id: committee }], plan: { steps: [{ id: step }] } });
	const tick = { event: 'tick_step', id: step, rowVersion: seen.plan.steps[0]?.rowVersion, doneOn: '2026-10-02', result: 'Đạt' };
	expect((await change('officer', tick)).body).toEqual({ id: step });
	expect(read(code, await change('officer', tick))).toEqual({ code: 'stale' });
	expect((await change('officer', { event: 'nothing' })).status).toBe(422);
});

it('publishes services, and a unit says what it does about them', async () => {
	const { kindCode } = await world.client.unitVersion.findFirstOrThrow({ where: { unitId: world.unitId } });
	const text = {
		name: 'Đăng ký khai sinh',
		field: 'Hộ tịch',
		kindCodes: [kindCode],
		decisionNumber: '1234/QĐ-UBND',
		decisionDate: '2023-03-01',
		limit: { value: 1, unit: 'working_days' }
	};
	const publish = (who: Who) => api.post(who, '/admin-services', { code: '1.004884.H27', ...text, validFrom: '2023-03-15' });
	expect((await publish('officer')).status).toBe(403);
	const serviceId = idOf(await publish('coordinator'));
	expect((await publish('coordinator')).status).toBe(409);
	const say = (who: Who, body: object) => api.post(who, `/units/${world.unitId}/admin-services`, body);
	expect((await say('outsider', { event: 'handle', serviceIds: [serviceId] })).status).toBe(403);
	expect((await say('officer', { event: 'handle', serviceIds: [serviceId] })).status).toBe(200);
	const { documentId } = await issuedVersion(world, { document: { class: 'tthc' } });
	const linked = await say('officer', { event: 'link', serviceId, documentId });
	expect(linked.status).toBe(200);
	const unit = await api.get('officer', `/admin-services?unit=${world.unitId}`);
	expect(unit.body).toMatchObject({ items: [{ id: serviceId, coverage: { procedures: [{ documentId, linkId: idOf(linked) }] } }] });
	expect((await say('officer', { event: 'unlink', linkId: idOf(linked) })).body).toEqual({ id: null });
	const services = z.object({ items: z.array(z.looseObject({ rowVersion: z.int() })) });
	const rowVersion = read(services, await api.get('coordinator', '/admin-services')).items[0]?.rowVersion;
	const end = (rowVersion: unknown) =>
		api.post('coordinator', `/admin-services/${serviceId}/transitions`, { event: 'end', rowVersion, endsOn: '2026-12-31' });
	expect((await end(99)).status).toBe(409);
	expect((await end(rowVersion)).body).toEqual({ id: serviceId });
});

describe('models', () => {
	let model: AModel;
	beforeAll(async () => {
		model = await world.model('QT.M.01', aText());
	});

	it('are changed, retired, restored and put into sets by the Department alone', async () => {
		const move = (who: Who, body: object) => api.post(who, `/models/${model.id}/transitions`, body);
		expect((await move('outsider', { event: 'retire', reason: 'Hết dùng' })).status).toBe(403);
		const set = { name: 'Bộ khung', edition: '2015', models: [model.id] };
		expect((await api.post('outsider', '/model-sets', set)).status).toBe(403);
		const setId = idOf(await api.post('officer', '/model-sets', set));
		const change = (body: object) =>
			api.send('officer', `/model-sets/${setId}`, {
				method: 'PUT',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body)
			});
		expect((await change({ ...set, name: 'Bộ khung xã' })).body).toEqual({ id: setId });
		expect((await change({ ...set, rowVersion: 1 })).status).toBe(409);
		expect((await api.post('officer', `/model-sets/${setId}/transitions`, { event: 'retire', reason: 'Thay bộ khác' })).status).toBe(200);
		expect((await move('officer', { event: 'change', edition: '2015', dueDays: 45 })).status).toBe(200);
		expect((await move('officer', { event: 'retire', reason: 'Hết dùng' })).status).toBe(200);
		expect((await move('officer', { event: 'restore' })).status).toBe(200);
		expect((await api.post('officer', '/models', { documentId: model.documentId, edition: '2015' })).status).toBe(409);
	});

	it('are merged into what a unit adopted, part by part, or declined', async () => {
		const unit = 'SO-TC';
		expect((await api.get('outsider', `/models/${model.id}/adoptions?unit=${unit}`)).body).toEqual({ adoption: null, document: null });
		expect((await api.post('outsider', `/models/${model.id}/adoptions`, { unit, code: 'QT-07' })).status).toBe(201);
		const next = await world.nextVersion(model.documentId, { ...aText(), purpose: 'Mục đích mới' });
		const { adoption } = read(
			z.looseObject({ adoption: z.uuid() }),
			await api.get('outsider', `/models/${model.id}/adoptions?unit=${unit}`)
		);
		for (const who of ['officer', 'staff'] as const) expect((await api.get(who, `/adoptions/${adoption}/merge`)).status).toBe(404);
		const seen = read(
			z.looseObject({
				newest: z.looseObject({ id: z.uuid() }),
				own: z.looseObject({ id: z.uuid() }),
				revision: z.int(),
				offers: z.array(z.looseObject({ part: z.string() }))
			}),
			await api.get('outsider', `/adoptions/${adoption}/merge`)
		);
		expect([seen.newest.id, seen.offers.map(({ part }) => part)]).toEqual([next, ['purpose']]);
		const act = (who: Who, body: object) => api.post(who, `/adoptions/${adoption}/transitions`, { modelVersionId: next, ...body });
		expect((await act('officer', { event: 'decline', reason: 'Không dùng' })).status).toBe(404);
		const merged = await act('outsider', { event: 'merge', ownVersionId: seen.own.id, revision: seen.revision });
		expect(merged.body).toEqual({ versionId: seen.own.id });
		expect((await api.get('outsider', `/versions/${seen.own.id}/content`)).body).toMatchObject({ content: { purpose: 'Mục đích mới' } });
		expect((await act('outsider', { event: 'decline', reason: 'Không dùng' })).status).toBe(409);
	});
});

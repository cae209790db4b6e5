import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiClient, type ApiClient } from '#test/support/api-client.ts';
import { aText, modelsWorld, type AModel, type ModelsWorld } from '#test/support/models-world.ts';

let world: ModelsWorld;
let api: ApiClient;
let model: AModel;
beforeAll(async () => {
	world = await modelsWorld();
	api = await apiClient(world);
	model = await world.model('QT.M.01', aText());
});
afterAll(async () => {
	await api.close();
	await world.close();
});

it('offers the models to who keeps documents, and to nobody else', async () => {
	expect((await api.get('outsider', '/models')).body).toMatchObject({
		items: [{ id: model.id, code: 'QT.M.01', edition: '2015', version: '01/00' }],
		sets: []
	});
	for (const who of ['staff', 'administrator', 'inspector'] as const) expect((await api.get(who, '/models')).status).toBe(403);
});

it('adopts by the officer of the unit, once', async () => {
	const adopt = (who: 'outsider' | 'officer' | 'coordinator', unit = 'SO-TC') =>
		api.post(who, `/models/${model.id}/adoptions`, { unit, code: 'QT-07', roles: [{ role: 'Văn thư', words: 'Công chức văn thư' }] });
	for (const who of ['officer', 'coordinator'] as const) expect((await adopt(who)).status).toBe(403);
	const first = await adopt('outsider');
	expect([first.status, first.body]).toMatchObject([201, { outcome: 'adopted', code: 'QT-07', version: '01/00' }]);
	expect((await adopt('outsider')).body).toMatchObject({ outcome: 'already', code: 'QT-07' });
	expect((await adopt('outsider', 'KHONG-CO')).status).toBe(422);
});

it('says how a unit stands, to the unit and to the Department', async () => {
	const { body } = await api.get('outsider', '/models/adoption?unit=SO-TC');
	expect(body).toEqual({
		items: [
			{
				unit: { id: world.otherUnitId, code: 'SO-TC', name: 'Đơn vị SO-TC' },
				cells: [{ model: model.id, code: 'QT.M.01', state: 'draft', behind: null }]
			}
		]
	});
	expect((await api.get('coordinator', '/models/adoption')).body).toEqual(body);
	expect((await api.get('staff', '/models/adoption')).status).toBe(403);
});

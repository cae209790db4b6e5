import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { apiClient, read, type ApiClient } from '#test/support/api-client.ts';
import { documentsWorld, issuedVersion, password, type DocumentsWorld } from '#test/support/documents.ts';
import { textOf } from '#test/support/pdf-pages.ts';

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

const issued = z.object({ prints: z.array(z.object({ id: z.uuid(), copyNo: z.int() })) });

it('issues, prints, recalls and closes numbered prints through the API', async () => {
	const version = await issuedVersion(world);
	const path = `/documents/${version.documentId}/prints`;
	const body = { versionId: version.id, people: [world.ids.staff], places: ['Quầy số 3'] };
	expect((await api.post('head', path, body)).status).toBe(403);
	const { prints } = read(issued, await api.post('officer', path, body));
	expect(prints.map(({ copyNo }) => copyNo)).toEqual([1, 2]);
	const [mine, place] = prints.map(({ id }) => id);

	const file = await api.get('officer', `/prints/${mine}/file`);
	expect(textOf(file.body instanceof Uint8Array ? file.body : new Uint8Array())).toContain('BẢN IN CÓ KIỂM SOÁT số 001');
	expect((await api.get('staff', `/prints/${mine}/file`)).status).toBe(403);
	expect((await api.get('reviewer', `/prints/${mine}`)).body).toMatchObject({ code: 'print_not_found' });

	const move = (who: 'officer' | 'head' | 'staff', id: string | undefined, act: object) => api.post(who, `/prints/${id}/transitions`, act);
	expect((await move('staff', mine, { event: 'receive' })).body).toMatchObject({ state: 'held' });
	expect((await move('officer', mine, { event: 'recall' })).status).toBe(422);
	expect((await move('officer', mine, { event: 'recall', reason: 'đổi nơi giữ' })).body).toMatchObject({
		state: 'recalled',
		shown: 'recalled'
	});
	expect((await move('staff', mine, { event: 'report', outcome: 'returned' })).status).toBe(200);
	expect((await move('officer', mine, { event: 'return', closedOn: world.day(), rowVersion: 1 })).body).toMatchObject({ code: 'stale' });
	expect((await move('officer', mine, { event: 'return', closedOn: world.day() })).body).toMatchObject({
		state: 'closed',
		shown: 'returned'
	});
	const lose = (signature?: object) => move('head', place, { event: 'lose', reason: 'chuyển trụ sở', signature });
	expect((await lose()).body).toMatchObject({ code: 'signature_refused' });
	expect((await lose({ password })).body).toMatchObject({ shown: 'lost' });

	const list = z.object({ items: z.array(z.object({ id: z.uuid(), shown: z.string() })), total: z.int() });
	expect(read(list.omit({ total: true }), await api.get('officer', path)).items.map((print) => print.shown)).toEqual(['returned', 'lost']);
	expect(read(list, await api.get('officer', '/prints?unit=SO-NV&state=lost')).items.map(({ id }) => id)).toEqual([place]);
	expect(read(list, await api.get('staff', '/prints?unit=SO-NV&state=all')).items.map(({ id }) => id)).toEqual([mine]);
	expect(read(list, await api.get('outsider', '/prints?unit=SO-NV&state=all')).total).toBe(0);
});

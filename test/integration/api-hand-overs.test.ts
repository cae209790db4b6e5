import { afterAll, beforeAll, expect, it } from 'vitest';
import { reassignAction } from '#lib/server/corrective-actions/assign.ts';
import { beginHandOver } from '#lib/server/hand-overs/arrange.ts';
import { confirmHandOver } from '#lib/server/hand-overs/confirm.ts';
import { handOverPage } from '#lib/server/hand-overs/pages.ts';
import { assignedAction, type AnAction } from '#test/support/actions.ts';
import { apiClient, type ApiClient, type Asking } from '#test/support/api-client.ts';
import { documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';

/*
 * Hand-overs of duties by program: who reads which, the list of now and as it was confirmed, and what is not said.
 */
let world: DocumentsWorld;
let api: ApiClient;
let action: AnAction;
let id: string;
let giver: string;
let taker: string;
let asGiver: Asking;
let asTaker: Asking;

beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
	api = await apiClient(world);
	[giver, taker] = [await world.addPerson(['drafter']), await world.addPerson(['drafter'])];
	asGiver = { token: (await api.tokenOf({ userId: giver })).token };
	asTaker = { token: (await api.tokenOf({ userId: taker })).token };
	action = await assignedAction(world);
	const officer = await world.as('officer');
	await reassignAction(officer, { actionId: action.id, ownerId: giver, reason: 'Phân công' });
	({ id } = await beginHandOver(officer, world.unitId, { fromId: giver, toId: taker, reason: 'Nghỉ hưu' }));
});
afterAll(async () => {
	await api.close();
	await world.close();
});

it('are listed to both, to officers and heads of the unit, and to administrators', async () => {
	const own = { total: 1, items: [{ id, state: 'open', lastDay: world.day(30), endedAt: null }] };
	for (const who of [asGiver, asTaker, 'administrator'] as const) expect((await api.get(who, '/hand-overs')).body).toMatchObject(own);
	for (const who of ['officer', 'head'] as const) {
		expect((await api.get(who, `/hand-overs?unit=${world.unitId}`)).body).toMatchObject(own);
		// Of these they are no part.
		expect((await api.get(who, '/hand-overs')).body).toMatchObject({ total: 0, items: [] });
	}
	for (const who of ['staff', 'outsider', 'coordinator', 'inspector'] as const)
		for (const path of ['/hand-overs', `/hand-overs?unit=${world.unitId}`]) {
			const { status, body } = await api.get(who, path);
			expect([who, path, status === 200 ? body : status]).toEqual([
				who,
				path,
				status === 200 ? expect.objectContaining({ total: 0, items: [] }) : expect.toBeOneOf([403, 404])
			]);
		}
	expect((await api.get('officer', '/hand-overs?unit=KHONG-CO')).status).toBe(422);
	expect((await api.get('officer', '/hand-overs?page=không')).status).toBe(422);
	expect((await api.get('nobody', '/hand-overs')).status).toBe(401);
});

it('are read with their lines, without names of documents by an administrator, and by nobody else', async () => {
	const path = `/hand-overs/${id}`;
	for (const who of [asGiver, asTaker, 'officer', 'head'] as const) {
		const { status, body } = await api.get(who, path);
		expect(status).toBe(200);
		expect(body).toMatchObject({ id, state: 'open', reason: 'Nghỉ hưu', from: { id: giver }, to: { id: taker }, confirmations: [] });
		expect(body).toHaveProperty('lines', expect.arrayContaining([expect.objectContaining({ label: action.number })]));
	}
	const blind = await api.get('administrator', path);
	expect(blind.body).toHaveProperty('lines.1.label', '');
	expect(JSON.stringify(blind.body)).not.toContain(action.number);
	for (const who of ['staff', 'outsider', 'coordinator', 'inspector'] as const) {
		const { status, body } = await api.get(who, path);
		expect([who, status]).toEqual([who, 404]);
		expect(body).toMatchObject({ code: 'hand_over_not_found' });
	}
	expect((await api.get('officer', `/hand-overs/${world.unitId}`)).status).toBe(404);
	expect((await api.get('nobody', path)).status).toBe(401);
});

it('stay as both confirmed them', async () => {
	const { sha256 } = await handOverPage(await world.asId(giver), id);
	await confirmHandOver(await world.asId(giver), id, { side: 'giver', sha256 });
	await confirmHandOver(await world.asId(taker), id, { side: 'receiver', sha256 });
	await reassignAction(await world.as('officer'), { actionId: action.id, ownerId: world.ids.drafter, reason: 'Sau đó' });
	const { body } = await api.get(asTaker, `/hand-overs/${id}`);
	expect(body).toMatchObject({ state: 'done', sha256, endedAt: world.clock.now().toISOString() });
	expect(body).toHaveProperty('lines', [
		expect.objectContaining({ kind: 'role', stays: 'appointed' }),
		expect.objectContaining({ kind: 'action_owner', subjectId: action.id, label: action.number, leftOut: '', stays: null })
	]);
	expect(body).toHaveProperty('lines.1.to.id', taker);
	expect(body).toHaveProperty('confirmations', [
		expect.objectContaining({ side: 'giver', inPlace: false, sha256 }),
		expect.objectContaining({ side: 'receiver', inPlace: false, sha256 })
	]);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { yearParts } from '#lib/domain/year/parts.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { acceptDelegation, endDelegation } from '#lib/server/people/delegations/acts.ts';
import { offerDelegation } from '#lib/server/people/delegations/make.ts';
import { beginStandard } from '#lib/server/units/quality-system/standards.ts';
import { rollOver } from '#lib/server/year/roll-over.ts';
import { apiClient, type ApiClient } from '#test/support/api-client.ts';
import { documentsWorld, passedVersion, password, type DocumentsWorld } from '#test/support/documents.ts';

/* Delegations and years by program: what is read by whom, and what a token never does in the place of somebody absent. */
let world: DocumentsWorld;
let api: ApiClient;
beforeAll(async () => {
	world = await documentsWorld('2026-12-01T02:00:00Z', { max: 16 });
	await loadStandards(world.system, await readEditions());
	api = await apiClient(world);
});
afterAll(async () => {
	await api.close();
	await world.close();
});

describe('delegations', () => {
	let id: string;
	let versionId: string;
	beforeAll(async () => {
		const { head, staff } = world.ids;
		versionId = (await passedVersion(world)).id;
		({ id } = await offerDelegation(await world.as('head'), {
			...{ unitId: world.unitId, fromId: head, toId: staff, roles: ['head'], reason: 'Nghỉ phép năm', paper: '12/UQ-SNV' },
			...{ from: world.day(), lastDay: addDays(world.day(), 4) }
		}));
	});

	it('are listed to the two, and of the unit to who leads it', async () => {
		const listed = {
			total: 1,
			items: [
				{
					...{ id, unitId: world.unitId, absent: { id: world.ids.head }, delegate: { id: world.ids.staff }, roles: ['head'] },
					...{ from: world.day(), lastDay: world.day(4), standing: 'offered' }
				}
			]
		};
		for (const who of ['head', 'staff'] as const) expect((await api.get(who, '/delegations')).body).toMatchObject(listed);
		for (const who of ['officer', 'deputy', 'coordinator', 'administrator'] as const) {
			expect((await api.get(who, `/delegations?unit=${world.unitId}`)).body, who).toMatchObject(listed);
			expect((await api.get(who, '/delegations')).body, who).toMatchObject({ total: 0, items: [] });
		}
		for (const who of ['staff', 'drafter', 'reviewer', 'outsider', 'inspector'] as const) {
			const { status } = await api.get(who, `/delegations?unit=${world.unitId}`);
			expect([who, status]).toEqual([who, 403]);
		}
		expect((await api.get('drafter', '/delegations')).body).toMatchObject({ total: 0, items: [] });
		expect((await api.get('officer', '/delegations?unit=KHONG-CO')).status).toBe(422);
		expect((await api.get('officer', '/delegations?state=x')).status).toBe(422);
		expect((await api.get('nobody', '/delegations')).status).toBe(401);
		expect((await api.get('nobody', `/delegations?unit=${world.unitId}`)).status).toBe(401);
	});

	it('give a token nothing, and are read with what was done under them', async () => {
		await acceptDelegation(await world.as('staff'), { id });
		const waiting = await api.get('staff', `/versions/${versionId}`);
		expect(waiting.status).toBe(404);
		await approveVersion(await world.as('staff'), { versionId, password });
		const path = `/delegations/${id}`;
		for (const who of ['head', 'staff', 'officer', 'deputy'] as const) {
			const { status, body } = await api.get(who, path);
			expect([who, status]).toEqual([who, 200]);
			expect(body).toMatchObject({ id, standing: 'in_force', reason: 'Nghỉ phép năm', paper: '12/UQ-SNV', endedAt: null });
			expect(body).toHaveProperty('acts', expect.arrayContaining([expect.objectContaining({ event: 'version.approve' })]));
		}
		for (const who of ['coordinator', 'administrator'] as const) expect((await api.get(who, path)).body).toMatchObject({ id, acts: null });
		for (const who of ['drafter', 'reviewer', 'outsider', 'inspector'] as const) {
			const { status, body } = await api.get(who, path);
			expect([who, status]).toEqual([who, 404]);
			expect(body).toMatchObject({ code: 'delegation_not_found' });
		}
		expect((await api.get('head', `/delegations/${world.unitId}`)).status).toBe(404);
		expect((await api.get('nobody', path)).status).toBe(401);
	});

	it('say when they ended', async () => {
		await endDelegation(await world.as('head'), { id, reason: 'Về sớm' });
		expect((await api.get('staff', `/delegations/${id}`)).body).toMatchObject({
			standing: 'over',
			endedAt: world.clock.now().toISOString()
		});
		expect((await api.get('staff', '/delegations')).body).toMatchObject({ total: 0 });
		expect((await api.get('staff', '/delegations?state=all')).body).toMatchObject({ total: 1, items: [{ id, standing: 'over' }] });
	});
});

describe('the year of a unit', () => {
	const pathOf = (year: number | string) => `/units/${world.unitId}/years/${year}`;

	it('is read by who leads it and by coordinators, nobody else', async () => {
		for (const who of ['officer', 'head', 'coordinator'] as const) {
			const { status, body } = await api.get(who, pathOf(2027));
			expect([who, status]).toEqual([who, 200]);
			expect(body).toMatchObject({ unit: { id: world.unitId, code: 'SO-NV' }, year: 2027, asked: false, missing: [...yearParts] });
		}
		for (const who of ['staff', 'drafter', 'reviewer', 'inspector', 'administrator', 'outsider'] as const) {
			const { status } = await api.get(who, pathOf(2027));
			expect([who, status]).toEqual([who, 403]);
		}
		expect((await api.get('nobody', pathOf(2027))).status).toBe(401);
	});

	it('refuses what is no year and no unit', async () => {
		for (const year of ['1999', '2101', 'nay']) expect((await api.get('officer', pathOf(year))).status).toBe(404);
		expect((await api.get('officer', '/units/SO-NV/years/2027')).status).toBe(404);
		expect((await api.get('coordinator', `/units/${crypto.randomUUID()}/years/2027`)).status).toBe(404);
	});

	it('says which parts have begun', async () => {
		const officer = await world.as('officer');
		await beginStandard(officer, { unitId: world.unitId, standardCode: 'ISO9001-2015', scope: 'Toàn bộ', validFrom: '2026-01-01' });
		await rollOver(officer, {
			...{ unitId: world.unitId, year: 2027, parts: ['review'] },
			...{ objectives: [], steps: [], needs: [], reviewOn: '2027-12-10', ended: [] }
		});
		const { body } = await api.get('officer', pathOf(2027));
		expect(body).toHaveProperty('missing', expect.not.arrayContaining(['review']));
		expect(body).toHaveProperty('parts', expect.arrayContaining([expect.objectContaining({ part: 'review', state: 'planned', count: 1 })]));
		expect(body).toMatchObject({ asked: true });
	});
});

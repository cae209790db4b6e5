import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiClient, type ApiClient } from '#test/support/api-client.ts';
import { documentsWorld, noticesOf, password, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';

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

const year = { kind: 'year', year: 2026 } as const;
const begin = (who: Who | 'nobody', body: object = { unit: world.unitId, ...year }) => api.post(who, '/periodic-reports', body);
const move = (who: Who, id: string, body: object) => api.post(who, `/periodic-reports/${id}/transitions`, body);
const write = (who: Who, id: string, body: object) =>
	api.send(who, `/periodic-reports/${id}`, {
		...{ method: 'PUT', body: JSON.stringify(body) },
		headers: { 'content-type': 'application/json' }
	});
const idOf = (body: unknown) => z.object({ id: z.uuid() }).parse(body).id;
const codeOf = (body: unknown) => z.object({ code: z.string() }).parse(body).code;
const shown = z.object({
	state: z.string(),
	rowVersion: z.number(),
	number: z.string(),
	reportDate: z.string().nullable(),
	remarks: z.object({ results: z.string(), plan: z.string() }),
	sendings: z.array(z.object({ signer: z.string().nullable(), returnedReason: z.string().nullable() }))
});
const read = async (who: Who, id: string) => shown.parse((await api.get(who, `/periodic-reports/${id}`)).body);
const signed = async (id: string) => ({ event: 'send', rowVersion: (await read('head', id)).rowVersion, signature: { password } });

describe('a report by program', () => {
	it('is begun once by who writes it, and by nobody else', async () => {
		for (const who of ['staff', 'reviewer', 'coordinator', 'inspector', 'administrator', 'outsider'] as const)
			expect([403, 404], who).toContain((await begin(who)).status);
		expect((await begin('nobody')).status).toBe(401);
		expect((await begin('officer', { unit: 'KHÔNG-CÓ', ...year })).status).toBe(422);
		expect(await begin('officer', { unit: world.unitId, kind: 'year', year: 2027 })).toMatchObject({
			status: 422,
			body: { errorCodes: { year: 'report_too_early' } }
		});
		expect((await begin('officer', { unit: world.unitId, kind: 'month', year: 2026 })).status).toBe(422);
		expect(await world.client.periodicReport.count()).toBe(0);

		const first = await begin('officer');
		expect(first.status).toBe(201);
		const again = await begin('head');
		expect([again.status, idOf(again.body)]).toEqual([200, idOf(first.body)]);
		// The Department's own has no unit, and units do not begin it.
		expect((await begin('officer', year)).status).toBe(403);
		expect((await begin('coordinator', year)).status).toBe(201);
	});

	it('is written by its unit part by part, on the version that was read', async () => {
		const id = idOf((await begin('officer')).body);
		const { rowVersion } = await read('officer', id);
		for (const who of ['staff', 'coordinator', 'outsider'] as const)
			expect((await write(who, id, { rowVersion, number: 'X' })).status, who).toBe(404);
		const done = await write('officer', id, { rowVersion, number: '12/BC-SNV', remarks: { results: 'Duy trì tốt.' } });
		expect(done).toMatchObject({ status: 200, body: { state: 'draft', rowVersion: rowVersion + 1 } });
		const stale = await write('officer', id, { rowVersion, number: '13/BC-SNV' });
		expect([stale.status, codeOf(stale.body)]).toEqual([409, 'stale']);
		await write('head', id, { rowVersion: rowVersion + 1, remarks: { plan: 'Đánh giá lần hai.' } });
		expect(await read('officer', id)).toMatchObject({
			...{ number: '12/BC-SNV', reportDate: null },
			remarks: { results: 'Duy trì tốt.', plan: 'Đánh giá lần hai.' }
		});
		const wrong = await write('officer', id, { rowVersion: rowVersion + 2, reportDate: '2026-02-30' });
		expect([wrong.status, (await read('officer', id)).rowVersion]).toEqual([422, rowVersion + 2]);
		expect((await write('officer', id, { rowVersion: rowVersion + 2, remarks: { cost: 'x'.repeat(2001) } })).status).toBe(422);
	});

	it('is sent by a head with the password, received or given back by the Department, and each says why not', async () => {
		const id = idOf((await begin('officer')).body);
		const early = await move('head', id, await signed(id));
		expect(early).toMatchObject({ status: 422, body: { errorCodes: { reportDate: 'required' } } });
		await write('officer', id, { rowVersion: (await read('officer', id)).rowVersion, reportDate: world.day() });

		expect((await move('officer', id, await signed(id))).status).toBe(403);
		expect((await move('outsider', id, await signed(id))).status).toBe(404);
		expect((await move('head', id, { event: 'send', rowVersion: 1 })).status).toBe(422);
		const refused = await move('head', id, { ...(await signed(id)), signature: { password: 'sai' } });
		expect(codeOf(refused.body)).toBe('signature_refused');
		expect(codeOf((await move('head', id, { ...(await signed(id)), rowVersion: 1 })).body)).toBe('stale');
		expect(await move('head', id, await signed(id))).toMatchObject({ status: 200, body: { state: 'sent' } });
		expect(await noticesOf(world, 'coordinator', id)).toEqual(['report_sent']);
		const twice = await move('head', id, await signed(id));
		expect([twice.status, codeOf(twice.body)]).toEqual([409, 'illegal_transition']);
		expect((await write('officer', id, { rowVersion: (await read('officer', id)).rowVersion, number: 'Y' })).status).toBe(409);

		const { rowVersion } = await read('coordinator', id);
		expect((await move('inspector', id, { event: 'receive', rowVersion })).status).toBe(403);
		expect((await move('head', id, { event: 'receive', rowVersion })).status).toBe(403);
		expect((await move('coordinator', id, { event: 'return', rowVersion, reason: ' ' })).status).toBe(422);
		const back = await move('coordinator', id, { event: 'return', rowVersion, reason: 'Thiếu kế hoạch' });
		// The Department has what was sent; the unit's own is a draft again.
		expect(back).toMatchObject({ status: 200, body: { state: 'draft' } });
		expect((await read('officer', id)).sendings[0]?.returnedReason).toBe('Thiếu kế hoạch');
		await move('head', id, await signed(id));
		const received = await move('coordinator', id, { event: 'receive', rowVersion: (await read('coordinator', id)).rowVersion });
		expect(received).toMatchObject({ status: 200, body: { state: 'received' } });
		expect((await read('officer', id)).sendings.map(({ signer }) => signer)).toEqual([expect.any(String), expect.any(String)]);
		expect((await trailOf(world, id)).filter((event) => event !== 'periodic_report.edit')).toEqual([
			...['periodic_report.begin', 'periodic_report.send', 'periodic_report.return'],
			...['periodic_report.send', 'periodic_report.receive']
		]);
	});
});

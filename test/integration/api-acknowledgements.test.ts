import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { apiClient, read, type ApiClient } from '#test/support/api-client.ts';
import { documentsWorld, issuedVersion, password, type AVersion, type DocumentsWorld } from '#test/support/documents.ts';
import { pdfOfPages } from '#test/support/hostile-files/pdf.ts';
import { storeBytes } from '../../prisma/seed/demo/store.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';

let world: DocumentsWorld;
let api: ApiClient;
let version: AVersion;
const confirmed = z.object({
	id: z.uuid(),
	versionId: z.uuid(),
	state: z.literal('confirmed'),
	confirmedAt: z.string(),
	sha256: z.string()
});

beforeAll(async () => {
	world = await documentsWorld();
	api = await apiClient(world);
	const everybody = { audience: [{ kind: 'unit' as const }] };
	const file = await realPdf();
	version = await issuedVersion(world, { document: everybody, pdf: file });
});
afterAll(async () => {
	await api.close();
	await world.close();
});

/** Pages that can be stamped. */
async function realPdf() {
	return storeBytes(world.tools, pdfOfPages(2), { fileName: 'Quy trình.pdf', fileType: 'pdf', pages: 2 });
}

it('confirms what was opened through the API, and answers a second time with the first', async () => {
	const path = `/versions/${version.id}/acknowledgements`;
	const early = await api.post('staff', path, {});
	expect([early.status, early.body]).toMatchObject([409, { code: 'not_opened' }]);
	expect((await api.get('staff', `/documents/${version.documentId}/file`)).status).toBe(200);
	const other = await api.post('staff', path, { sha256: 'a'.repeat(64) });
	expect([other.status, other.body]).toMatchObject([409, { code: 'content_changed' }]);
	const first = await api.post('staff', path, {});
	expect(first.status).toBe(201);
	const row = read(confirmed, first);
	expect(row.versionId).toBe(version.id);
	const again = await api.post('staff', `/documents/${version.documentId}/acknowledgements`, { sha256: row.sha256 });
	expect([again.status, again.body]).toEqual([200, first.body]);
	// No body at all is as good as an empty one.
	expect((await api.send('staff', path, { method: 'POST' })).status).toBe(200);
});

it('does not exist for another unit, asks for a name, and refuses who was not asked and what is over', async () => {
	const path = `/versions/${version.id}/acknowledgements`;
	expect((await api.post('nobody', path, {})).status).toBe(401);
	expect((await api.post('outsider', path, {})).status).toBe(404);
	expect((await api.post('outsider', `/documents/${version.documentId}/acknowledgements`, {})).status).toBe(404);
	const asked = await api.post('coordinator', path, {});
	expect([asked.status, asked.body]).toMatchObject([409, { code: 'illegal_transition' }]);
	await withdrawVersion(await world.as('head'), { versionId: version.id, comment: 'hết dùng', password });
	const late = await api.post('reviewer', path, {});
	expect([late.status, late.body]).toMatchObject([409, { code: 'illegal_transition' }]);
	const none = await api.post('reviewer', `/documents/${version.documentId}/acknowledgements`, {});
	expect([none.status, none.body]).toMatchObject([404, { code: 'nothing_in_force' }]);
});

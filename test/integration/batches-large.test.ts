import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createBatch } from '#lib/server/documents/batches.ts';
import { issueBatch } from '#lib/server/documents/issue.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { approvedVersion, documentsWorld, password, type DocumentsWorld } from '#test/support/documents.ts';

type Connection = { readonly connectionParameters: { readonly application_name?: string } };

let world: DocumentsWorld;
let versionIds: string[];
beforeAll(async () => {
	world = await documentsWorld();
	const model = await approvedVersion(world);
	versionIds = await copiesOf(model.id, 150);
	for (let person = 0; person < 100; person++) await world.addPerson(['reader']);
}, 120_000);
afterAll(() => world.close());

/** Approved versions by rows, step by step as the triggers demand: how people approve is other tests' business. */
async function copiesOf(versionId: string, count: number): Promise<string[]> {
	await world.client.$transaction(async (tx) => {
		await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
		await tx.$executeRaw`
			insert into document (id, unit_id, kind_code, class, code, code_key, code_sort, title, created_by_id)
			select gen_random_uuid(), d.unit_id, d.kind_code, d.class, 'QT.L.' || n, 'QT.L.' || n, 'QT.L.' || lpad(n::text, 8, '0'), 'Lớn ' || n, d.created_by_id
			from version v join document d on d.id = v.document_id, generate_series(1, ${count}) n where v.id = ${versionId}::uuid`;
		await tx.$executeRaw`insert into document_audience (id, document_id, kind) select gen_random_uuid(), id, 'unit' from document where code like 'QT.L.%'`;
		await tx.$executeRaw`
			insert into version (id, document_id, unit_id, issue_no, revision_no, title, summary, state, round, pdf_sha256, pdf_name, pdf_pages, created_by_id, row_version)
			select gen_random_uuid(), d.id, d.unit_id, 1, 0, d.title, 'x', 'draft', 1, v.pdf_sha256, v.pdf_name, v.pdf_pages, v.created_by_id, v.row_version
			from document d, version v where d.code like 'QT.L.%' and v.id = ${versionId}::uuid`;
		const step = (state: string) =>
			tx.$executeRawUnsafe(
				`update version v set state = '${state}', row_version = v.row_version + 1 from document d where d.id = v.document_id and d.code like 'QT.L.%'`
			);
		await step('in_review');
		await step('in_approval');
		await tx.$executeRaw`
			insert into signature (id, meaning, meaning_text, version_id, round, user_id, signer_name, position, pdf_sha256, signed_at)
			select gen_random_uuid(), 'approve_version', 'x', n.id, 1, s.user_id, s.signer_name, s.position, n.pdf_sha256, s.signed_at
			from version n join document d on d.id = n.document_id, signature s where d.code like 'QT.L.%' and s.version_id = ${versionId}::uuid`;
		await step('approved');
	});
	const rows = await world.client.version.findMany({ where: { document: { code: { startsWith: 'QT.L.' } } }, select: { id: true } });
	return rows.map((row) => row.id);
}

describe('a batch of 150 versions', () => {
	it('is issued in one transaction whose statements do not grow with it, well under two seconds', async () => {
		const officer = await world.as('officer');
		const decision = { decisionNumber: '1/QĐ', decisionDate: world.day(), effectiveOn: world.day(2) };
		const small = await createBatch(officer, { unitId: world.unitId, versionIds: versionIds.slice(0, 2), ...decision });
		const statements = async (act: () => Promise<unknown>) => {
			const sent = vi.spyOn(pg.Client.prototype, 'query');
			await act();
			// The queue looks after itself on connections of its own, whenever its hour comes.
			const ours = (sent.mock.contexts as Connection[]).filter(
				({ connectionParameters }) => !connectionParameters.application_name?.startsWith('pgboss')
			);
			sent.mockRestore();
			return ours.length;
		};
		const few = await statements(() => issueBatch(officer, { batchId: small.id }));
		await revokeBatch(await world.as('head'), { batchId: small.id, comment: 'x', password });

		const large = await createBatch(officer, { unitId: world.unitId, versionIds, ...decision });
		const many = await statements(() => issueBatch(officer, { batchId: large.id }));
		expect(await world.client.version.count({ where: { issueBatchId: large.id, state: 'issued' } })).toBe(150);
		expect(few).toBeGreaterThan(10);
		expect(many).toBeLessThanOrEqual(few + 6);
		// One notice and one mail per person, not one per document.
		const told = await world.client.notice.groupBy({ by: ['userId'], where: { kind: 'issued', lapsedAt: null }, _count: true });
		expect(new Set(told.map((row) => row._count))).toEqual(new Set([1]));
		expect(told.length).toBeGreaterThan(100);
	});
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalContent } from '#lib/domain/procedures/content.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { recallVersion } from '#lib/server/documents/review.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { moveManyVersions } from '#lib/server/procedures/move-many.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { readContent } from '#lib/server/procedures/read-content.ts';
import { saveContent } from '#lib/server/procedures/save-content.ts';
import { submitProcedure } from '#lib/server/procedures/submit.ts';
import { editVersion } from '#lib/server/documents/versions.ts';
import { documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';
import { writtenProcedures } from '../../prisma/seed/content/written-procedures.ts';

let world: DocumentsWorld;
let id: string;
let other: string;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z');
	const begin = async (index: number) => {
		const written = writtenProcedures[index];
		if (!written) throw new Error('no such procedure');
		const officer = await world.as('officer');
		const document = await createDocument(officer, {
			unitId: world.unitId,
			kind: 'QT',
			class: written.kind,
			code: written.code,
			title: written.title
		});
		return (await createProcedureVersion(officer, { documentId: document.id, content: written.content })).id;
	};
	id = await begin(0);
	other = await begin(2);
}, 60_000);
afterAll(async () => {
	await stopTypst();
	await world.close();
});

const version = () => world.client.version.findUniqueOrThrow({ where: { id } });

describe('sending a procedure that is written here', () => {
	it('asks for what changed, and for what the checks found', async () => {
		const officer = await world.as('officer');
		await expect(submitProcedure(officer, world.tools, { versionId: id })).rejects.toMatchObject({
			fields: { summary: 'summary_required' }
		});
		await expect(submitProcedure(officer, world.tools, { versionId: other, summary: 'Lần đầu' })).rejects.toMatchObject({
			code: 'procedure_unfinished'
		});
		expect(await version()).toMatchObject({ state: 'draft', pdfSha256: null });
	});
	it('refuses a text that went on since it was on the screen', async () => {
		await saveContent(await world.as('officer'), { versionId: id, base: 1, parts: { stepNotes: 'Ghi chú' } });
		const sent = submitProcedure(await world.as('officer'), world.tools, { versionId: id, summary: 'Lần đầu', revision: 1 });
		await expect(sent).rejects.toMatchObject({ code: 'stale' });
	});
	it('makes its files of the text, and freezes both', async () => {
		await submitProcedure(await world.as('officer'), world.tools, { versionId: id, summary: 'Lần đầu', revision: 2 });
		const { content } = await readContent(await world.as('reviewer'), id);
		const sent = await version();
		expect(sent).toMatchObject({ state: 'in_review', summary: 'Lần đầu' });
		expect(sent.sourceSha256).toBe(createHash('sha256').update(canonicalContent(content)).digest('hex'));
		expect(sent.pdfPages).toBeGreaterThan(1);
		await expect(saveContent(await world.as('officer'), { versionId: id, base: 2, parts: { scope: 'x' } })).rejects.toMatchObject({
			code: 'illegal_transition'
		});
	});
	it('takes the files away when it is written on', async () => {
		await recallVersion(await world.as('officer'), { versionId: id });
		expect((await version()).pdfSha256).not.toBeNull();
		await saveContent(await world.as('officer'), { versionId: id, base: 2, parts: { scope: 'Phạm vi khác' } });
		expect(await version()).toMatchObject({ state: 'draft', pdfSha256: null, sourceSha256: null });
		await submitProcedure(await world.as('officer'), world.tools, { versionId: id });
		expect((await version()).state).toBe('in_review');
	});
	it('does so for each of several that are sent at once, and refuses alone what is unfinished', async () => {
		const officer = await world.as('officer');
		const written = writtenProcedures[0];
		if (!written) throw new Error('no such procedure');
		const document = await createDocument(officer, {
			unitId: world.unitId,
			kind: 'QT',
			class: written.kind,
			code: 'QT.NL.01',
			title: 'Nhiều'
		});
		const first = await createProcedureVersion(officer, { documentId: document.id, content: written.content });
		await editVersion(officer, { versionId: first.id, summary: 'Ban hành lần đầu' });
		await editVersion(officer, { versionId: other, summary: 'Ban hành lần đầu' });
		const answers = await moveManyVersions(officer, world.tools, { event: 'submit', items: [{ id: other }, { id: first.id }] });
		expect(answers).toMatchObject([
			{ id: other, done: false, refusal: { code: 'procedure_unfinished' } },
			{ id: first.id, done: true, state: 'in_review' }
		]);
		const sent = await world.client.version.findUniqueOrThrow({ where: { id: first.id } });
		expect(sent.pdfPages).toBeGreaterThan(1);
	});
});

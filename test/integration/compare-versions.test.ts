import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import type { CompareAsk } from '#lib/server/documents/compare.ts';
import { extractVersionText } from '#lib/server/documents/search-jobs.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { compareVersions } from '#lib/server/procedures/compare-versions.ts';
import { pdfWith } from '#test/support/hostile-files/pdf.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import {
	approvedVersion,
	documentsWorld,
	issuedVersion,
	issueVersions,
	refusal,
	type AVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';

let world: DocumentsWorld;
let first: AVersion;
let draftId: string;
beforeAll(async () => {
	world = await documentsWorld('2026-11-01T02:00:00Z');
	first = await issuedVersion(world, { confirm: warningCodes });
	const draft = await createVersion(await world.as('drafter'), {
		documentId: first.documentId,
		step: 'revision',
		pdf: await pdfSaying('Thoi han 10 ngay lam viec.'),
		summary: 'Rút ngắn thời hạn',
		title: 'Tên mới'
	});
	draftId = draft.id;
});
afterAll(() => world.close());

/** A PDF in the store whose page says this. */
async function pdfSaying(words: string): Promise<VersionFile> {
	const bytes = pdfWith({ content: { dict: '', bytes: Buffer.from(`BT /F1 24 Tf 50 700 Td (${words}) Tj ET`) } });
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const file = path.join(world.tools.tempDir, `${sha256}.pdf`);
	await writeFile(file, bytes);
	await world.tools.store.put(file, { sha256, size: bytes.length, contentType: 'application/pdf' });
	return { sha256, fileName: 'v2.pdf', fileType: 'pdf', size: bytes.length, pages: 1 };
}

const compare = async (who: Who, ask: CompareAsk) => compareVersions(await world.as(who), world.tools, first.documentId, ask);

describe('comparing versions', () => {
	it('shows what they say of themselves and their words, whether the text was taken out before or not', async () => {
		for (const round of ['read now', 'kept']) {
			const found = await compare('officer', { from: '01-00', to: '01-01' });
			expect(
				found.facts.map(({ field }) => field),
				round
			).toEqual(expect.arrayContaining(['title', 'numbers']));
			expect(found.text).toMatchObject({ missing: null, sameFile: false, pages: true });
			expect(found.text?.comparison?.changed, round).toBeGreaterThan(0);
			await extractVersionText(world.system, world.tools, { versionId: draftId, part: 'pdf' });
		}
		const { layout } = await world.client.fileText.findUniqueOrThrow({ where: { versionId_part: { versionId: draftId, part: 'pdf' } } });
		expect(layout).toContain('Thoi han 10 ngay');
	});

	it('completes what was taken out before lines were kept', async () => {
		await world.client.fileText.updateMany({ where: { versionId: draftId }, data: { layout: null } });
		expect((await compare('officer', { from: '01-00', to: '01-01' })).text?.comparison?.changed).toBeGreaterThan(0);
		const { layout } = await world.client.fileText.findUniqueOrThrow({ where: { versionId_part: { versionId: draftId, part: 'pdf' } } });
		expect(layout).toContain('Thoi han 10 ngay');
	});

	it('takes a version with itself for no change', async () => {
		expect((await compare('staff', { from: '01-00', to: '01-00' })).text).toMatchObject({ sameFile: true });
	});

	it('is for those who may read both', async () => {
		expect((await refusal(compare('staff', { from: '01-00', to: '01-01' }))).code).toBe('version_not_found');
		expect((await refusal(compare('outsider', {}))).code).toBe('document_not_found');
		expect((await compare('staff', {})).choices.map(({ slug }) => slug)).toEqual(['01-00']);
		expect((await compare('staff', {})).from).toBeNull();
		expect((await refusal(compare('officer', { from: '09-09', to: '01-01' }))).code).toBe('version_not_found');
	});

	it('names of what they refer to only what the person may read', async () => {
		const hidden = await issuedVersion(world, {
			document: { visibility: 'restricted', audience: [{ kind: 'person', userId: world.ids.head }] },
			confirm: warningCodes
		});
		const one = await issuedVersion(world, { confirm: warningCodes });
		const two = await approvedVersion(world, { documentId: one.documentId, step: 'revision', references: [hidden.documentId] });
		await issueVersions(world, [two.id], { effectiveOn: world.day(5), confirm: warningCodes });
		const references = async (who: Who) => {
			const found = await compareVersions(await world.as(who), world.tools, one.documentId, { from: '01-00', to: '01-01' });
			return found.facts.filter(({ field }) => field === 'references');
		};
		expect(await references('officer')).toEqual([{ field: 'references', before: '', after: hidden.code }]);
		expect(await references('staff')).toEqual([]);
	});

	it('takes the version that the person opened last, and says so', async () => {
		expect((await compare('reviewer', { to: '01-01', since: 'me' })).since).toEqual({ how: 'never', on: null });
		await world.client.versionOpening.create({
			data: { versionId: first.id, userId: world.ids.reviewer, round: 1, firstAt: world.clock.now() }
		});
		const found = await compare('reviewer', { to: '01-01', since: 'me' });
		expect(found.since).toEqual({ how: 'opened', on: world.day() });
		expect(found.from?.slug).toBe('01-00');
	});
});

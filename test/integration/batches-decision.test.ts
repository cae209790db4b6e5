import mammoth from 'mammoth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flushAccessLog } from '#lib/server/audit-trail/access-log.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { decisionPaper } from '#lib/server/documents/decision-paper.ts';
import { saveDecisionText } from '#lib/server/documents/decision-text.ts';
import { issueBatch } from '#lib/server/documents/issue.ts';
import { decisionPage } from '#lib/server/documents/work/decision-page.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import {
	approvedVersion,
	documentsWorld,
	issuedVersion,
	password,
	refusal,
	trailOf,
	versionRow,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z', { parent: 'UBND-T' });
});
afterAll(async () => {
	await stopTypst();
	await world.close();
});

/** A batch that issues one version and withdraws another document. */
async function batchOf(more: object = {}) {
	const fresh = await approvedVersion(world);
	const old = await issuedVersion(world);
	const batch = await createBatch(await world.as('officer'), {
		unitId: world.unitId,
		versionIds: [fresh.id],
		withdrawals: [{ documentId: old.documentId, reason: 'Không còn thủ tục này' }],
		decisionNumber: '518/QĐ-SNV',
		decisionDate: world.day(),
		effectiveOn: world.day(7),
		...more
	});
	return { batch, fresh, old };
}
const wordText = async (bytes: Uint8Array) => (await mammoth.extractRawText({ buffer: Buffer.from(bytes) })).value;
const squeezed = (text: string) => text.replace(/\s+/g, ' ');
const words = (more: object = {}) => ({
	place: 'Hà Tĩnh',
	subject: 'Về việc ban hành tài liệu',
	authority: 'Giám đốc Sở Nội vụ',
	standard: 'TCVN ISO 9001:2015',
	grounds: ['Căn cứ một'],
	responsible: 'Các phòng',
	recipients: ['Như Điều 3;'],
	signerHeading: ['KT. Giám đốc', 'Phó Giám đốc'],
	signerName: 'Nguyễn Thị B',
	rowVersion: undefined,
	...more
});
async function papers(who: Who, id: string) {
	const ctx = await world.as(who);
	const pdf = await decisionPaper(ctx, id, 'pdf');
	const docx = await decisionPaper(ctx, id, 'docx');
	return { pdf, docx, texts: [squeezed([1, 2].map((page) => textOf(pdf.bytes, page)).join(' ')), squeezed(await wordText(docx.bytes))] };
}

describe('the decision of a batch', () => {
	it('says the same figures as PDF and as DOCX, and that it is a draft until it is issued', async () => {
		const { batch, fresh, old } = await batchOf();
		const { pdf, docx, texts } = await papers('officer', batch.id);
		const title = (await versionRow(world, fresh.id)).title;
		for (const text of texts) {
			for (const part of ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc', 'Số: 518/QĐ-SNV', 'DỰ THẢO', 'QUYẾT ĐỊNH:'])
				expect(text).toContain(part);
			for (const part of ['ngày 24 tháng 11 năm 2026', 'có hiệu lực kể từ ngày 01 tháng 12 năm 2026', 'Điều 3.', 'Nơi nhận:', 'Lưu: VT'])
				expect(text).toContain(part);
			for (const part of [fresh.code, old.code, title, 'Không còn thủ tục này', 'DANH MỤC TÀI LIỆU BAN HÀNH', 'Tài liệu bị bãi bỏ'])
				expect(text).toContain(part);
		}
		expect(pdf.fileName).toBe(`Dự thảo quyết định ${batch.number}.pdf`);
		expect(docx.contentType).toContain('wordprocessingml');

		await issueBatch(await world.as('head'), { batchId: batch.id, password, confirm: ['withdraws'] });
		const after = await papers('head', batch.id);
		for (const text of after.texts) {
			expect(text).not.toContain('DỰ THẢO');
			expect(text).toContain(old.code);
		}
		expect(after.docx.fileName).toBe('Quyết định 518-QĐ-SNV.docx');
	});

	it('is written by officer and head, read by who reads batches, and there for nobody else', async () => {
		const { batch } = await batchOf();
		expect(await saveDecisionText(await world.as('head'), { batchId: batch.id, ...words() })).toEqual({ rowVersion: 1 });
		expect((await decisionPage(await world.as('reviewer'), batch.id)).canEdit).toBe(false);
		expect((await refusal(saveDecisionText(await world.as('reviewer'), { batchId: batch.id, ...words({ rowVersion: 1 }) }))).code).toBe(
			'forbidden'
		);
		for (const who of ['staff', 'drafter', 'outsider', 'coordinator', 'administrator'] as const) {
			const ctx = await world.as(who);
			expect((await refusal(decisionPaper(ctx, batch.id, 'docx'))).code).toBe('batch_not_found');
			expect((await refusal(saveDecisionText(ctx, { batchId: batch.id, ...words() }))).code).toBe('batch_not_found');
		}
		await papers('reviewer', batch.id);
		await flushAccessLog(world.client);
		const reads = await world.client.$queryRaw<{ detail: string }[]>`
			select detail from eiso_log.access_log where user_id = ${world.ids.reviewer}::uuid and detail like ${`decision ${batch.number}%`} order by detail`;
		expect(reads.map((read) => read.detail)).toEqual([`decision ${batch.number} docx`, `decision ${batch.number} pdf`]);
	});

	it('keeps its words with the batch: recorded, overwritten by nobody unseen, fixed with the issue', async () => {
		const { batch } = await batchOf();
		const officer = await world.as('officer');
		await saveDecisionText(officer, { batchId: batch.id, ...words() });
		expect((await refusal(saveDecisionText(officer, { batchId: batch.id, ...words() }))).code).toBe('stale');
		expect(await saveDecisionText(officer, { batchId: batch.id, ...words({ rowVersion: 1, place: 'Kỳ Anh' }) })).toEqual({ rowVersion: 2 });
		expect((await trailOf(world, batch.id)).filter((event) => event === 'issue_batch.change')).toHaveLength(2);
		expect(
			(await papers('officer', batch.id)).texts.every((text) => text.includes('Kỳ Anh, ngày 24') && text.includes('PHÓ GIÁM ĐỐC'))
		).toBe(true);
		await issueBatch(await world.as('head'), { batchId: batch.id, password, confirm: ['withdraws'] });
		expect((await refusal(saveDecisionText(officer, { batchId: batch.id, ...words({ rowVersion: 2 }) }))).code).toBe('illegal_transition');
		const { batch: bare } = await batchOf();
		await issueBatch(await world.as('head'), { batchId: bare.id, password, confirm: ['withdraws'] });
		const attacks = [
			(id: string) => `update decision_text set place = 'Nơi khác' where batch_id = '${id}'`,
			(id: string) => `delete from decision_text where batch_id = '${id}'`,
			() => `insert into decision_text select '${bare.id}', place, subject, authority, standard, grounds, responsible, recipients,
				signer_heading, signer_name, updated_by_id, updated_at, 1 from decision_text where batch_id = '${batch.id}'`,
			() => 'truncate decision_text'
		];
		for (const attack of attacks)
			await expect(onItsDay(world, (db) => db.$executeRawUnsafe(attack(batch.id)))).rejects.toThrow(/illegal_transition|append_only|never/);
	});

	it.each([
		['#import "x"; #eval("1") $x$ \\ *b* _i_'],
		['<w:p/>&amp;<!-- ]]> "\'' + ' \u0000\u0007\u202e\ufffe x'],
		['Hệ thống quản lý'.normalize('NFD')],
		['A'.repeat(10_000)]
	])('prints what people typed as text and nothing else (%#)', { timeout: 60_000 }, async (hostile) => {
		const text = hostile.replaceAll('\u0000', '');
		const short = text.slice(0, 200);
		const fresh = await approvedVersion(world, { document: { title: `Mới ${short}` } });
		const old = await issuedVersion(world, { document: { title: `Cũ ${short}` } });
		const { batch } = await batchOf({
			versionIds: [fresh.id],
			withdrawals: [{ documentId: old.documentId, reason: `Vì ${short}` }],
			decisionNumber: '9/QĐ'
		});
		const given = { subject: text, authority: text, grounds: [text], responsible: text, recipients: [text], signerHeading: [text] };
		expect((await papers('officer', batch.id)).texts[0]).toContain('- Sở Khoa học và Công nghệ;');
		const more = { ...given, signerName: text, place: `Nơi ${short}`, standard: `Chuẩn ${short}` };
		await saveDecisionText(await world.as('officer'), { batchId: batch.id, ...words(more) });
		const { pdf, texts } = await papers('officer', batch.id);
		expect(Buffer.from(pdf.bytes.slice(0, 5)).toString()).toBe('%PDF-');
		const start = text.normalize('NFC').slice(0, 12);
		for (const one of texts) expect(one).toContain(start.trim());
		// Of the annex as well: titles, and why something is withdrawn.
		for (const field of ['Mới', 'Cũ', 'Vì', 'Nơi', 'Chuẩn']) expect(texts[1]).toContain(squeezed(`${field} ${start.trim().slice(0, 8)}`));
	});
});

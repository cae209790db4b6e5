import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { flushAccessLog } from '#lib/server/audit-trail/access-log.ts';
import { accessView } from '#lib/server/audit-trail/access-list.ts';
import { documentPage } from '#lib/server/documents/queries/document-page.ts';
import { deliverOriginal, deliverPersonalCopy, deliverReadingCopy, deliverSource } from '#lib/server/documents/reading.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { returnVersion } from '#lib/server/documents/review.ts';
import { storeUpload } from '#lib/server/files/store-upload.ts';
import {
	documentsWorld,
	draftVersion,
	issuedVersion,
	refusal,
	submittedVersion,
	type AVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { docxWith } from '#test/support/hostile-files/office.ts';

let world: DocumentsWorld;
let first: AVersion;
let second: AVersion;
let draft: AVersion;

const host = () => ({ tools: world.tools, settings: { origin: 'http://localhost', port: 80 } });
const get = (headers: Record<string, string> = {}) => new Request('http://localhost/files', { headers });

beforeAll(async () => {
	world = await documentsWorld('2026-10-01T02:00:00Z');
	const returned = await submittedVersion(world, { document: { code: 'QT.1', title: 'Tiếp công dân' }, title: 'Tiếp công dân' });
	await returnVersion(await world.as('reviewer'), { versionId: returned.id, comment: 'Sai mục 3' });
	first = await issuedVersion(world, { document: { code: 'QT.2', title: 'Kết hôn' }, title: 'Kết hôn' });
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
	second = await issuedVersion(world, { documentId: first.documentId, title: 'Kết hôn, bản hai', confirm: warningCodes });
	draft = await draftVersion(world);
});
afterAll(() => world.close());

describe('files', () => {
	it('are delivered as stamped copies, whole and in parts; a part is no second read', async () => {
		const ctx = await world.as('staff');
		const whole = await deliverReadingCopy(ctx, host(), second.id, get({ 'sec-fetch-dest': 'empty' }));
		expect(whole.status).toBe(200);
		expect(whole.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
		expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
		const bytes = Buffer.from(await whole.arrayBuffer());
		const part = await deliverReadingCopy(ctx, host(), second.id, get({ range: 'bytes=5-9' }));
		expect([part.status, Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(5, 10))]).toEqual([206, true]);
		const again = await deliverReadingCopy(ctx, host(), second.id, get({ 'if-none-match': whole.headers.get('etag') ?? '' }));
		expect(again.status).toBe(304);
		const past = await deliverReadingCopy(ctx, host(), first.id, get());
		await past.body?.cancel();
		await flushAccessLog(world.client);
		const log = await world.client.$queryRaw<{ action: string; n: bigint }[]>`
			select action, count(*) as n from eiso_log.access_log where user_id = ${world.ids.staff}::uuid group by action order by action`;
		expect(log).toEqual([
			{ action: 'file', n: 1n },
			{ action: 'open', n: 1n },
			{ action: 'past', n: 1n }
		]);
	});

	it('note the first opening once', async () => {
		const before = await world.client.versionOpening.findMany({ where: { versionId: second.id } });
		expect(before.map((opening) => opening.userId)).toEqual([world.ids.staff]);
		world.clock.set(new Date('2026-11-24T05:00:00Z'));
		await (await deliverReadingCopy(await world.as('staff'), host(), second.id, get())).body?.cancel();
		expect(await world.client.versionOpening.findMany({ where: { versionId: second.id } })).toEqual(before);
	});

	it('carry the person on a personal copy', async () => {
		const copy = await deliverPersonalCopy(await world.as('staff'), host(), second.id);
		const bytes = await copy.arrayBuffer();
		expect(bytes.byteLength).toBe(Number(copy.headers.get('content-length')));
		expect(copy.headers.get('cache-control')).toBe('private, no-store');
		expect(await world.client.printCode.count({ where: { versionId: second.id, kind: 'personal', userId: world.ids.staff } })).toBe(1);
	});

	it('of a draft are for those who work on it', async () => {
		const answer = await deliverOriginal(await world.as('drafter'), host(), draft.id, get());
		await answer.body?.cancel();
		expect(answer.status).toBe(200);
		for (const who of ['staff', 'outsider', 'coordinator', 'inspector', 'administrator'] as const) {
			const ctx = await world.as(who);
			for (const ask of [deliverOriginal, deliverReadingCopy, deliverSource])
				expect((await refusal(ask(ctx, host(), draft.id, get()))).code).toBe('version_not_found');
			expect((await refusal(deliverPersonalCopy(ctx, host(), draft.id))).code).toBe('version_not_found');
		}
		expect((await refusal(deliverReadingCopy(world.nobody, host(), second.id, get()))).code).toBe('version_not_found');
		expect((await refusal(deliverReadingCopy(await world.as('staff'), host(), 'x’ or 1', get()))).code).toBe('version_not_found');
	});
});

describe('the signed file of an issued version', () => {
	const checkers = ['officer', 'head', 'reviewer', 'coordinator', 'inspector'] as const;
	const others = ['staff', 'drafter', 'outsider', 'administrator'] as const;

	it('is, byte for byte, what the signature of the approval names, for those who check approvals', async () => {
		const { pdfSha256 } = await world.client.signature.findFirstOrThrow({ where: { versionId: second.id, meaning: 'approve_version' } });
		for (const who of checkers) {
			const answer = await deliverOriginal(await world.as(who), host(), second.id, get());
			const bytes = Buffer.from(await answer.arrayBuffer());
			expect([who, createHash('sha256').update(bytes).digest('hex')]).toEqual([who, pdfSha256]);
			expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toMatch(/^attachment;.*\[BẢN GỐC ĐÃ KÝ\] QT\.2 /);
		}
		const copy = await deliverReadingCopy(await world.as('officer'), host(), second.id, get());
		const stamped = createHash('sha256').update(Buffer.from(await copy.arrayBuffer()));
		expect(stamped.digest('hex')).not.toBe(pdfSha256);
	});

	it('does not exist for who reads copies, and not for drafts of others', async () => {
		for (const who of others) {
			const { code } = await refusal(deliverOriginal(await world.as(who), host(), second.id, get()));
			expect([who, code]).toEqual([who, who === 'staff' || who === 'drafter' ? 'no_original' : 'version_not_found']);
		}
		expect((await refusal(deliverOriginal(world.nobody, host(), second.id, get()))).code).toBe('version_not_found');
		expect((await refusal(deliverOriginal(await world.as('coordinator'), host(), draft.id, get()))).code).toBe('version_not_found');
	});

	it('says in its name that it is not in force any more, and in the access log that it was fetched', async () => {
		const inspector = await world.as('inspector');
		const answer = await deliverOriginal(inspector, host(), first.id, get());
		await answer.body?.cancel();
		expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toContain('[HẾT HIỆU LỰC – BẢN GỐC ĐÃ KÝ] QT.2 ');
		await flushAccessLog(world.client);
		const log = await world.client.$queryRaw<{ action: string; detail: string }[]>`
			select action, detail from eiso_log.access_log where user_id = ${world.ids.inspector}::uuid and version_id = ${first.id}::uuid`;
		expect(log).toEqual([{ action: 'file', detail: 'original' }]);
		expect(await world.client.versionOpening.count({ where: { versionId: first.id, userId: world.ids.inspector } })).toBe(0);
		const reads = await accessView(await world.as('officer'), { unit: world.unitId }, 1);
		expect(reads.items.map((read) => read.detail)).toContain('Bản gốc đã ký');
	});

	it('is offered on the page to those alone', async () => {
		for (const who of [...checkers, 'staff', 'drafter'] as const) {
			const { can } = await documentPage(await world.as(who), second.documentId);
			expect([who, can.evidence]).toEqual([who, checkers.some((one) => one === who)]);
		}
	});

	it('is the source where a form was signed without a PDF', async () => {
		const bytes = docxWith();
		const upload = new FormData();
		upload.set('source', new File([new Uint8Array(bytes)], 'Phiếu.docx'));
		const request = new Request('http://localhost/', { method: 'POST', body: upload });
		const { files } = await storeUpload(request, world.tools, { purposes: { source: 'source' } });
		const [source] = files.map(versionFileFrom);
		const form = await issuedVersion(world, { document: { code: 'BM.1', title: 'Phiếu', kind: 'BM' }, title: 'Phiếu', pdf: null, source });
		const answer = await deliverOriginal(await world.as('inspector'), host(), form.id, get());
		expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
		expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toMatch(/\[BẢN GỐC ĐÃ KÝ\] BM\.1 .*\.docx/);
		expect((await refusal(deliverOriginal(await world.as('staff'), host(), form.id, get()))).code).toBe('no_original');
	});
});

describe('the page of a document', () => {
	const page = async (who: Who, id: string, ask = {}) => documentPage(await world.as(who), id, ask);

	it('shows what is in force, what was on a day, and past versions from the history', async () => {
		expect(await page('staff', first.documentId)).toMatchObject({ shown: { id: second.id }, title: 'Kết hôn, bản hai', isToday: true });
		expect(await page('staff', first.documentId, { asOf: '2026-11-01' })).toMatchObject({ shown: { id: first.id, state: 'superseded' } });
		expect((await page('staff', first.documentId, { asOf: '2026-09-01' })).shown).toBeNull();
		expect(await page('staff', first.documentId, { version: '01-00' })).toMatchObject({ shown: { id: first.id }, isAsked: true });
		expect((await refusal(page('staff', first.documentId, { version: '09-00' }))).code).toBe('version_not_found');
		expect(await page('staff', first.documentId, { asOf: 'không phải ngày' })).toMatchObject({ isToday: true });
	});

	it('does not exist for whom it does not', async () => {
		for (const who of ['staff', 'outsider', 'coordinator', 'administrator'] as const)
			expect((await refusal(page(who, draft.documentId))).code).toBe('document_not_found');
		expect((await refusal(page('outsider', first.documentId))).code).toBe('document_not_found');
		expect((await refusal(page('staff', 'x'))).code).toBe('document_not_found');
	});

	it('gives who keeps the documents every act, and others only how it was approved', async () => {
		const kept = await page('officer', first.documentId);
		expect(kept.history.acts.map((act) => act.event)).toEqual(expect.arrayContaining(['create', 'submit', 'pass', 'approve', 'issue']));
		const read = await page('staff', first.documentId);
		expect(read.history.acts.map((act) => act.event)).not.toContain('create');
		expect(read.history.acts.every((act) => act.comment === null)).toBe(true);
		expect(read.history.signatures).toHaveLength(2);
		expect([kept.can.createVersion, read.can.createVersion]).toEqual([true, false]);
	});
});

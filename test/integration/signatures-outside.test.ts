import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachDecision, deliverDecision, removeDecision } from '#lib/server/documents/batch-papers.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { documentPage } from '#lib/server/documents/queries/document-page.ts';
import { batchWork } from '#lib/server/documents/work/batch-work.ts';
import { attachToAnnouncement, deliverOfAnnouncement, removeFromAnnouncement } from '#lib/server/roll-out/announcements/outside-papers.ts';
import { checkJob, checkSignedFile, recheckJob } from '#lib/server/signatures/checks.ts';
import { papersOf, type PaperFile } from '#lib/server/signatures/papers.ts';
import { addTrustAnchor, readCandidate, retireTrustAnchor, trustList, trustPage } from '#lib/server/signatures/trust-list.ts';
import { approvedVersion, documentsWorld, issueVersions, refusal, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { pastGuards } from '#test/support/raw-writes.ts';
import { runCommand } from '#test/support/command-line.ts';
import { makeHolder, pem } from '#test/support/signing/authority.ts';
import { makeCms } from '#test/support/signing/cms.ts';
import { makePdf, signPdf } from '#test/support/signing/pdf.ts';

const root = makeHolder({ name: 'CA mẫu', organisation: 'Thử nghiệm', isCa: true });
const other = makeHolder({ name: 'CA khác', isCa: true });
const signer = makeHolder({ name: 'Nguyễn Thị Ký', organisation: 'Sở Nội vụ', issuer: root });

let world: DocumentsWorld;
let batchId: string;
let draftId: string;
let documentId: string;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z');
	const version = await approvedVersion(world);
	documentId = version.documentId;
	batchId = (await issueVersions(world, [version.id])).id;
	draftId = (await createBatch(await world.as('officer'), { unitId: world.unitId, versionIds: [], withdrawals: [] })).id;
});
afterAll(() => world.close());

const attack = (sql: string) => world.client.$executeRawUnsafe(sql);

async function stored(bytes: Buffer, fileName = 'Quyết định (đã ký).pdf'): Promise<PaperFile> {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const temporary = path.join(world.tools.tempDir, randomUUID());
	await writeFile(temporary, bytes);
	await world.tools.store.put(temporary, { sha256, size: bytes.length, contentType: 'application/pdf' });
	await rm(temporary, { force: true });
	return { sha256, fileName, fileType: 'pdf', size: bytes.length };
}

const signedPdf = async (line: string) =>
	signPdf(await makePdf([line]), { sign: (content) => makeCms(content, { signer }), claimedAt: new Date('2026-11-20T03:00:00Z') });
const attach = async (who: Who, files: readonly PaperFile[], to = batchId) =>
	attachDecision(await world.as(who), world.tools, { batchId: to, files });
const papers = async (who: Who = 'officer') => (await batchWork(await world.as(who), batchId)).papers;
const paperOf = async (sha256: string) => {
	const found = (await papers()).find((paper) => paper.sha256 === sha256 && !paper.removed);
	if (!found) throw new Error('no such paper');
	return found;
};
const trust = async (holder = root, who: Who = 'administrator') => {
	const ctx = await world.as(who);
	const { certificate } = readCandidate(ctx, Buffer.from(pem(holder)));
	return addTrustAnchor(ctx, { certificate, compared: true, note: 'Công văn 12/BCY, 02/11/2026' });
};
/** What the worker does: the jobs that wait, in the order in which they came. */
async function work(): Promise<void> {
	for (const { id } of await world.boss.fetch('signatures.recheck', { batchSize: 10 })) {
		await recheckJob(world.system);
		await world.boss.complete('signatures.recheck', id);
	}
	for (const { id, data } of await world.boss.fetch<{ sha256: string }>('signatures.check', { batchSize: 50 })) {
		await checkJob(world.system, world.tools, data);
		await world.boss.complete('signatures.check', id);
	}
}

describe('a decision signed outside', () => {
	it('is attached to the issued batch by officer or head, checked at once, and read by all who read the batch', async () => {
		const file = await stored(await signedPdf('518/QD-SNV'));
		await attach('officer', [file]);
		const paper = await paperOf(file.sha256);
		expect(paper).toMatchObject({ name: 'Quyết định (đã ký).pdf', size: file.size });
		expect(paper.checks).toMatchObject({
			isWaiting: false,
			earlier: [],
			newest: {
				trustVersion: 0,
				report: { verdict: 'not_checked', signatures: [{ reason: 'no_trust_list', signer: { name: 'Nguyễn Thị Ký' } }] }
			}
		});
		expect((await papers('reviewer')).map(({ id }) => id)).toEqual([paper.id]);
		const served = await deliverDecision(await world.as('reviewer'), world.tools.store, batchId, paper.id, new Request('http://x/'));
		expect(served.headers.get('content-disposition')).toContain('attachment');
		expect(
			createHash('sha256')
				.update(Buffer.from(await served.arrayBuffer()))
				.digest('hex')
		).toBe(file.sha256);
		const entry = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: batchId, event: 'paper.attach' } });
		expect(entry.after).toMatchObject({ files: [{ name: file.fileName, sha256: file.sha256 }] });
		await attach('head', [await stored(await signedPdf('519/QD-SNV'))]);
		expect(await papers()).toHaveLength(2);
	});

	it('stands beside the approval on the page of the version, for those who may read the batch', async () => {
		const signatures = async (who: Who) => (await documentPage(await world.as(who), documentId)).signatures;
		expect(await signatures('staff')).toEqual([]);
		expect((await signatures('reviewer')).map(({ name, report }) => [name, report?.verdict])).toEqual([
			['Quyết định (đã ký).pdf', 'not_checked'],
			['Quyết định (đã ký).pdf', 'not_checked']
		]);
	});

	it('is refused of others, on a draft, twice, and of what is no PDF', async () => {
		const file = await stored(await signedPdf('520/QD-SNV'));
		expect((await refusal(attach('reviewer', [file]))).code).toBe('forbidden');
		for (const who of ['staff', 'outsider', 'coordinator', 'administrator'] as const)
			expect((await refusal(attach(who, [file]))).code).toBe('batch_not_found');
		expect((await refusal(attach('officer', [file], draftId))).code).toBe('illegal_transition');
		const [known] = await papers();
		if (!known) throw new Error('no paper');
		const again = { ...file, sha256: known.sha256, size: known.size };
		expect((await refusal(attach('officer', [again]))).params.fields).toEqual({ paper: 'paper_known' });
		expect((await refusal(attach('officer', [file, file]))).params.fields).toEqual({ paper: 'paper_known' });
		expect((await refusal(attach('officer', [{ ...file, fileType: 'png' }]))).params.fields).toEqual({ paper: 'paper_pdf' });
		const staff = await world.as('staff');
		expect((await refusal(deliverDecision(staff, world.tools.store, batchId, known.id, new Request('http://x/')))).code).toBe(
			'batch_not_found'
		);
		const officer = await world.as('officer');
		const elsewhere = await refusal(deliverDecision(officer, world.tools.store, draftId, known.id, new Request('http://x/')));
		expect(elsewhere.code).toBe('file_not_found');
	});

	it('that is no signed file says so', async () => {
		const file = await stored(await makePdf(['unsigned']), 'a.pdf');
		await attach('officer', [file]);
		expect((await paperOf(file.sha256)).checks.newest?.report).toMatchObject({ verdict: 'unsigned', signatures: [] });
	});

	it('is taken away with a reason, once; its name and what its checks found stay', async () => {
		const file = await stored(await signedPdf('521/QD-SNV'), 'nham.pdf');
		await attach('officer', [file]);
		const { id } = await paperOf(file.sha256);
		const remove = async (who: Who, reason: string) => removeDecision(await world.as(who), { batchId, paperId: id, reason });
		expect((await refusal(remove('reviewer', 'Nhầm'))).code).toBe('forbidden');
		expect((await refusal(remove('officer', ' \u200b'))).params.fields).toEqual({ reason: 'reason_required' });
		await remove('officer', 'Đính kèm nhầm');
		expect((await refusal(remove('officer', 'Lần nữa'))).code).toBe('stale');
		const gone = (await papers()).find((paper) => paper.id === id);
		expect(gone).toMatchObject({
			removed: { reason: 'Đính kèm nhầm' },
			name: 'nham.pdf',
			checks: { newest: { report: { verdict: 'not_checked' } } }
		});
		const officer = await world.as('officer');
		expect((await refusal(deliverDecision(officer, world.tools.store, batchId, id, new Request('http://x/')))).code).toBe('file_not_found');
		expect(await world.client.outsidePaper.findUniqueOrThrow({ where: { id } })).toMatchObject({ storedSha256: null, sha256: file.sha256 });
		// It may come back: the stub is no paper.
		await attach('officer', [file]);
	});
});

describe('an announcement signed outside', () => {
	it('takes its signed papers once it is signed, of the unit alone, and shows them to those who may read it', async () => {
		await world.client.standard.upsert({
			where: { code: 'T-9001' },
			create: { code: 'T-9001', nameVi: 'T', nameEn: 'T', edition: 2015, sortOrder: 1 },
			update: {}
		});
		const { id } = await world.client.announcement.create({
			data: {
				...{ unitId: world.unitId, number: 'CB-2026-001', kind: 'first', standardCode: 'T-9001', words: {} },
				...{ createdById: world.ids.officer, createdAt: world.clock.now() }
			}
		});
		const file = await stored(await signedPdf('Cong bo'));
		const attachTo = async (who: Who) => attachToAnnouncement(await world.as(who), world.tools, { id, files: [file] });
		expect((await refusal(attachTo('officer'))).code).toBe('illegal_transition');
		const { id: signatureId } = await world.client.actSignature.create({
			data: {
				...{ subjectType: 'announcement', subjectId: id, meaning: 'sign_announcement', meaningText: 'x', unitId: world.unitId },
				...{ userId: world.ids.head, signerName: 'x', position: 'Giám đốc', contentSha256: 'x', signedAt: world.clock.now() }
			}
		});
		const day = new Date('2026-11-24');
		const decided = {
			signatureId,
			signedAt: world.clock.now(),
			content: {},
			decisionDate: day,
			effectiveOn: day,
			decisionNumber: '9/QĐ-SNV'
		};
		await pastGuards(world.client, ['announcement'], (db) =>
			db.announcement.update({ where: { id }, data: { state: 'signed', ...decided } })
		);
		expect((await refusal(attachTo('coordinator'))).code).toBe('forbidden');
		expect((await refusal(attachTo('staff'))).code).toBe('announcement_not_found');
		await attachTo('head');
		const [paper] = (await papersOf(await world.as('coordinator'), 'announcement', id)).filter(({ removed }) => !removed);
		if (!paper) throw new Error('no paper');
		expect(paper.checks.newest?.report.verdict).toBe('not_checked');
		const serve = async (who: Who) => deliverOfAnnouncement(await world.as(who), world.tools.store, id, paper.id, new Request('http://x/'));
		expect((await serve('coordinator')).status).toBe(200);
		expect((await refusal(serve('staff'))).code).toBe('announcement_not_found');
		expect((await refusal(serveFromBatch(paper.id))).code).toBe('file_not_found');
		const remove = async (who: Who) => removeFromAnnouncement(await world.as(who), { id, paperId: paper.id, reason: 'Nhầm' });
		expect((await refusal(remove('coordinator'))).code).toBe('forbidden');
		await remove('officer');
	});
});

/** A paper of another thing is none of the batch. */
async function serveFromBatch(paperId: string): Promise<Response> {
	return deliverDecision(await world.as('officer'), world.tools.store, batchId, paperId, new Request('http://x/'));
}

describe('whom the installation trusts', () => {
	it('is nobody at first, and kept by the administrator alone', async () => {
		expect(await trustList(await world.as('administrator'))).toEqual({ version: 0, active: [], retired: [] });
		for (const who of ['officer', 'head', 'coordinator', 'staff'] as const) {
			const ctx = await world.as(who);
			expect((await refusal(trustList(ctx))).code).toBe('forbidden');
			expect((await refusal(trust(root, who))).code).toBe('forbidden');
		}
	});

	it('takes the certificate of an authority, PEM or DER, and nothing else', async () => {
		const ctx = await world.as('administrator');
		const facts = {
			subject: 'CN=CA mẫu, O=Thử nghiệm',
			isRoot: true,
			fingerprint: createHash('sha256').update(root.certificate).digest('hex')
		};
		expect(readCandidate(ctx, root.certificate)).toMatchObject(facts);
		expect(readCandidate(ctx, Buffer.from(`x\n${pem(root)}`))).toMatchObject(facts);
		const ended = makeHolder({ name: 'Hết hạn', isCa: true, to: new Date('2026-11-01T00:00:00Z') });
		const refusedFor = async (bytes: Buffer) => (await refusal(Promise.resolve().then(() => readCandidate(ctx, bytes)))).params.fields;
		expect(await refusedFor(Buffer.from('hello'))).toEqual({ certificate: 'trust_unreadable' });
		expect(await refusedFor(Buffer.from(pem(root) + pem(other)))).toEqual({ certificate: 'trust_several' });
		expect(await refusedFor(signer.certificate)).toEqual({ certificate: 'trust_no_authority' });
		expect(await refusedFor(ended.certificate)).toEqual({ certificate: 'trust_ended' });
		expect((await trustPage(ctx, 'nonsense')).candidate).toBeNull();
	});

	it('is asked to be compared first, and is on the list once', async () => {
		const ctx = await world.as('administrator');
		const { certificate } = readCandidate(ctx, root.certificate);
		const add = (more: object) => addTrustAnchor(ctx, { certificate, compared: true, note: 'Công văn', ...more });
		expect((await refusal(add({ compared: false }))).params.fields).toEqual({ compared: 'trust_compare_first' });
		expect((await refusal(add({ note: ' ' }))).params.fields).toEqual({ note: 'required' });
		await trust(root);
		expect((await refusal(trust(root))).code).toBe('trust_known');
		await trust(other);
		const list = await trustList(ctx);
		expect([list.version, list.active.map(({ subject }) => subject)]).toEqual([2, ['CN=CA mẫu, O=Thử nghiệm', 'CN=CA khác']]);
		const entries = await world.client.auditTrail.findMany({ where: { event: 'trust.add' }, orderBy: { seq: 'asc' } });
		expect(entries.map(({ unitId, after }) => [unitId, after])).toMatchObject([
			[null, { trustVersion: 1, trustedCertificate: 'CN=CA mẫu, O=Thử nghiệm', trustSource: 'Công văn 12/BCY, 02/11/2026' }],
			[null, { trustVersion: 2 }]
		]);
	});

	it('has every attached paper checked again, which adds to what is known and changes none of it', async () => {
		const [first] = await papers();
		if (!first) throw new Error('no paper');
		expect(first.checks).toMatchObject({ isWaiting: true, newest: { trustVersion: 0, report: { verdict: 'not_checked' } } });
		await work();
		await work();
		const valid = await paperOf(first.sha256);
		expect(valid.checks).toMatchObject({
			isWaiting: false,
			newest: { trustVersion: 2, report: { verdict: 'valid', signatures: [{ anchor: 'CA mẫu' }] } },
			earlier: [{ trustVersion: 0, report: { verdict: 'not_checked' } }]
		});
		const rows = await world.client.signatureCheck.count({ where: { sha256: first.sha256 } });
		await checkJob(world.system, world.tools, { sha256: first.sha256 });
		await Promise.all([1, 2, 3].map(() => checkSignedFile(world.system, world.tools, first.sha256)));
		expect(await world.client.signatureCheck.count({ where: { sha256: first.sha256 } })).toBe(rows);
		await checkJob(world.system, world.tools, { sha256: '0'.repeat(64) });
	});

	it('is retired with a reason, once, and may come back', async () => {
		const ctx = await world.as('administrator');
		const { active } = await trustList(ctx);
		const [anchor] = active;
		if (!anchor) throw new Error('no anchor');
		expect((await refusal(retireTrustAnchor(ctx, { id: anchor.id, reason: '' }))).params.fields).toEqual({ reason: 'reason_required' });
		expect((await refusal(retireTrustAnchor(ctx, { id: 'x', reason: 'Lộ khóa' }))).code).toBe('trust_not_found');
		await retireTrustAnchor(ctx, { id: anchor.id, reason: 'Lộ khóa' });
		expect((await refusal(retireTrustAnchor(ctx, { id: anchor.id, reason: 'Lại' }))).code).toBe('stale');
		await work();
		const [paper] = await papers();
		expect(paper?.checks.newest).toMatchObject({
			trustVersion: 3,
			report: { verdict: 'not_checked', signatures: [{ reason: 'unknown_root' }] }
		});
		expect(paper?.checks.earlier.map(({ report }) => report.verdict)).toEqual(['valid', 'not_checked']);
		await trust(root);
		expect(await trustList(ctx)).toMatchObject({ version: 4, retired: [{ id: anchor.id, retired: { reason: 'Lộ khóa' } }] });
	});

	it('is numbered without gaps when two change it at once', async () => {
		const many = ['a', 'b', 'c'].map((name) => makeHolder({ name, isCa: true }));
		await Promise.all(many.map((holder) => trust(holder)));
		expect((await trustList(await world.as('administrator'))).version).toBe(7);
	});
});

describe('the database', () => {
	it('lets nobody change what was trusted, attached or found', async () => {
		for (const sql of [
			'delete from trust_anchor',
			"update trust_anchor set note = 'x'",
			'update trust_anchor set retired_at = null, retired_by_id = null, retired_in = null, retired_reason = null where retired_at is not null',
			"update trust_anchor set retired_at = now(), retired_by_id = added_by_id, retired_in = 99, retired_reason = 'x' where retired_at is null",
			'truncate trust_anchor',
			'delete from outside_paper',
			"update outside_paper set name = 'x'",
			'update outside_paper set removed_at = null, removed_by_id = null, removed_reason = null, stored_sha256 = sha256 where removed_at is not null',
			'truncate outside_paper',
			"update signature_check set verdict = 'valid'",
			'delete from signature_check',
			'truncate signature_check'
		])
			await expect(attack(sql), sql).rejects.toThrow(/append_only/);
	});

	it('takes no certificate under another fingerprint, none twice, and no number out of turn', async () => {
		const columns = 'id, certificate, fingerprint, subject, issuer, serial, not_before, not_after, added_by_id, added_at, added_in';
		const insert = (certificate: string, fingerprint: string, number: number) =>
			attack(`insert into trust_anchor (${columns})
				values (gen_random_uuid(), ${certificate}, ${fingerprint}, 'x', 'x', '1', now(), now(), '${world.ids.administrator}', now(), ${number})`);
		const own = "encode(sha256('\\x01'::bytea), 'hex')";
		await expect(insert("'\\x01'::bytea", "'ff'", 8)).rejects.toThrow(/trust_anchor_is_itself/);
		await expect(insert("'\\x01'::bytea", own, 12)).rejects.toThrow(/append_only/);
		await expect(insert("'\\x01'::bytea", own, 7)).rejects.toThrow(/append_only/);
		const known = (await world.client.trustAnchor.findFirstOrThrow({ where: { retiredAt: null } })).fingerprint;
		const again = `select gen_random_uuid(), certificate, fingerprint, subject, issuer, serial, not_before, not_after, added_by_id, now(), 8
			from trust_anchor where fingerprint = '${known}' and retired_at is null`;
		await expect(attack(`insert into trust_anchor (${columns}) ${again}`)).rejects.toThrow(/trust_anchor_once/);
	});

	it('takes a paper away only with who and why, and holds the bytes of one that stays', async () => {
		await expect(attack('update outside_paper set removed_at = now(), stored_sha256 = null where removed_at is null')).rejects.toThrow(
			/outside_paper_removed_with_reason/
		);
		await expect(attack('delete from stored_file where sha256 in (select stored_sha256 from outside_paper)')).rejects.toThrow(
			/foreign key|RESTRICT/i
		);
	});
});

describe('the operator', () => {
	it('checks a file by the list, or by certificates of a file', { timeout: 60_000 }, async () => {
		const home = path.join(world.tools.tempDir, 'operator');
		await mkdir(home);
		const alone = makeHolder({ name: 'CA của người vận hành', isCa: true });
		const by = makeHolder({ name: 'Người Ký', issuer: alone });
		await writeFile(path.join(home, 'a.pdf'), await signPdf(await makePdf(), { sign: (content) => makeCms(content, { signer: by }) }));
		await writeFile(path.join(home, 'ca.pem'), pem(other) + pem(alone));
		const machine = { DATABASE_URL: world.url, STORAGE_DIR: path.join(home, 'storage'), INIT_CWD: home };
		const listed = await runCommand(['signature', 'check', 'a.pdf'], machine);
		expect([listed.code, listed.stdout.split('\n')[0]]).toEqual([1, 'not_checked']);
		const named = await runCommand(['signature', 'check', 'a.pdf', '--trust', 'ca.pem'], machine);
		expect(named.stderr).toBe('');
		expect(named.code).toBe(0);
		expect(named.stdout).toMatch(/^valid\n\n1\. signature Signature1: valid\n {3}signer {6}Người Ký\n/);
		expect(named.stdout).toContain('trusted by  CA của người vận hành');
		expect((await runCommand(['signature', 'check', 'gone.pdf', '--trust', 'ca.pem'], machine)).stderr).toContain('cannot be read');
	});
});

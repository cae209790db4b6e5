import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicActor, systemActor, userIdOf, type Role } from '#lib/domain/permissions/actor.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { flushAccessLog } from '#lib/server/audit-trail/access-log.ts';
import { evidenceOf } from '#lib/server/documents/approval-evidence.ts';
import { checkPrint } from '#lib/server/documents/print-check.ts';
import { newPrintCode, readingCodeOf, readPrintCode } from '#lib/server/documents/print-codes.ts';
import { makeReadingCopies } from '#lib/server/documents/renditions-job.ts';
import type { RenditionTools } from '#lib/server/documents/renditions-make.ts';
import { originalOf, sourceOf } from '#lib/server/documents/renditions-originals.ts';
import { personalCopy, readingCopy } from '#lib/server/documents/renditions.ts';
import { createFileParser } from '#lib/server/files/inspect.ts';
import { stopStamping } from '#lib/server/pdf/stamper.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { pdfOfPages, pdfWith } from '#test/support/hostile-files/pdf.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { addPerson, addUnit, trailContext } from '#test/support/trail.ts';
import { pastGuards } from '#test/support/raw-writes.ts';
import { removeFolder } from '#test/support/remove-folder.ts';

const clock = fixedClock(new Date('2026-11-24T09:42:00Z'));
const today = '2026-11-24';
let database: TestDatabase;
let tools: RenditionTools;
let folder: string;
let system: Ctx;
let unitId: string;
let officer: Ctx;
let reader: Ctx;
let stranger: Ctx;
let nobody: Ctx;
let count = 0;

beforeAll(async () => {
	database = await testDatabase();
	folder = await mkdtemp(path.join(os.tmpdir(), 'eiso-renditions-'));
	const tempDir = path.join(folder, 'temp');
	const store = await createFileStore({ kind: 'disk', dir: path.join(folder, 'files') });
	await mkdir(tempDir);
	const settings = { origin: 'https://iso.example.vn', port: 3000 };
	tools = { store, tempDir, settings, parser: createFileParser({ tempDir }) };
	const person = async (fullName: string, roles: Role[], unitId: string) =>
		trailContext(database, await addPerson(database, unitId, roles, fullName), clock);
	unitId = await addUnit(database, 'SO-NV');
	const otherUnit = await addUnit(database, 'SO-TC');
	officer = await person('Lê Thị Cán Bộ', ['officer'], unitId);
	reader = await person('Nguyễn Thị Thanh Huyền', ['reader'], unitId);
	stranger = await person('Trần Văn Ngoài', ['officer', 'head'], otherUnit);
	system = trailContext(database, systemActor, clock);
	nobody = trailContext(database, publicActor, clock);
	await database.client.documentKind.createMany({
		data: ['QT', 'BM'].map((code, index) => ({ code, nameVi: code, nameEn: code, sortOrder: index })),
		skipDuplicates: true
	});
});
afterAll(async () => {
	await stopStamping();
	await tools.parser.close();
	await flushAccessLog(database.client);
	await database.drop();
	await removeFolder(folder);
});

async function storeFile(bytes: Buffer, contentType = 'application/pdf'): Promise<string> {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const temporary = path.join(tools.tempDir, `given-${(count += 1)}`);
	await writeFile(temporary, bytes);
	await tools.store.put(temporary, { sha256, size: bytes.length, contentType });
	await rm(temporary);
	await database.client.storedFile.createMany({ data: [{ sha256, size: bytes.length, contentType }], skipDuplicates: true });
	return sha256;
}

type Given = {
	documentId?: string;
	from?: Day | null;
	to?: Day | null;
	state?: 'draft' | 'issued' | 'withdrawn';
	issueNo?: number;
	revisionNo?: number;
	pdf?: string | null;
	source?: string | null;
	kind?: string;
	visibility?: 'restricted' | 'unit' | 'province' | 'public';
	replacesId?: string;
	batchId?: string;
};

async function addVersion(given: Given = {}): Promise<{ id: string; documentId: string; code: string; pdf: string | null }> {
	const { client } = database;
	const userId = userIdOf(officer.actor) ?? '';
	const number = (count += 1);
	const { state = 'issued', from = today, to = null, kind = 'QT', visibility = 'unit' } = given;
	const documentId =
		given.documentId ??
		(
			await client.document.create({
				data: {
					unitId,
					kindCode: kind,
					code: `${kind}.${number}`,
					codeKey: `${kind}.${number}`,
					codeSort: `${kind}.${number}`,
					title: 'Kiểm soát tài liệu',
					visibility,
					replacesId: given.replacesId ?? null,
					createdById: userId
				},
				select: { id: true }
			})
		).id;
	const pdf = given.pdf === undefined ? await storeFile(pdfWith({ page: `/Label (${number})` })) : given.pdf;
	const isDraft = state === 'draft';
	// How it was issued is other tests' business.
	const { id } = await pastGuards(client, ['version'], (db) =>
		db.version.create({
			data: {
				documentId,
				unitId,
				state,
				issueNo: given.issueNo ?? 2,
				revisionNo: given.revisionNo ?? 1,
				title: 'Kiểm soát tài liệu',
				pdfSha256: pdf,
				pdfName: pdf && 'bản thảo cuối.pdf',
				sourceSha256: given.source ?? null,
				sourceName: given.source ? 'mẫu đơn.docx' : null,
				sourceType: given.source ? 'docx' : null,
				issueBatchId: given.batchId ?? null,
				effectiveFrom: isDraft || from === null ? null : toDbDate(from),
				effectiveTo: to === null ? null : toDbDate(to),
				createdById: userId
			},
			select: { id: true }
		})
	);
	const document = await client.document.findUniqueOrThrow({ where: { id: documentId }, select: { code: true } });
	return { id, documentId, code: document.code, pdf };
}

async function refusal(act: Promise<unknown>): Promise<string> {
	try {
		await act;
	} catch (error) {
		if (error instanceof DomainError) return `${error.status} ${error.code}`;
		throw error;
	}
	return 'allowed';
}

async function bytesOf(sha256: string): Promise<Buffer> {
	return buffer(await tools.store.openRead(sha256));
}

describe('a reading copy', () => {
	it('says on its pages what it is and where to check it', async () => {
		const version = await addVersion();
		const copy = await readingCopy(reader, tools, version.id, today);
		const words = textOf(await bytesOf(copy.sha256));
		const { code } = await database.client.printCode.findFirstOrThrow({ where: { versionId: version.id } });
		expect(words).toContain(version.code);
		expect(words).toContain('Kiểm soát tài liệu');
		expect(words).toContain('Lần ban hành 02 · sửa đổi 01 · hiệu lực từ 24/11/2026');
		expect(words).toContain('TÀI LIỆU ĐƯỢC KIỂM SOÁT');
		expect(words).toContain('Trang 1/1');
		expect(words).toContain(`https://iso.example.vn/v/${code}`);
		expect(words).not.toContain('Thanh Huyền');
		expect(copy.fileName).toBe(`${version.code} 02-01 Kiểm soát tài liệu.pdf`);
		expect(copy.size).toBe((await bytesOf(copy.sha256)).length);
		expect(readPrintCode(code)).toBe(code);
	});

	it('carries the mark of the day, each with an etag of its own, under one code', async () => {
		const version = await addVersion({ from: '2026-11-20', to: '2026-12-01' });
		const days = ['2026-11-19', '2026-11-20', '2026-11-30', '2026-12-01', '2027-05-05'];
		const copies = await Promise.all(days.map((day) => readingCopy(officer, tools, version.id, day)));
		const marks = await Promise.all(copies.map(async (copy) => textOf(await bytesOf(copy.sha256))));
		expect(marks[0]).toContain('CHƯA CÓ HIỆU LỰC, ÁP DỤNG TỪ 20/11/2026');
		expect(marks[1]).toContain('TÀI LIỆU ĐƯỢC KIỂM SOÁT');
		expect(marks[3]).toContain('HẾT HIỆU LỰC SAU NGÀY 30/11/2026');
		expect(copies[2]).toEqual(copies[1]);
		expect(copies[4]).toEqual(copies[3]);
		expect(new Set(copies.map((copy) => copy.etag)).size).toBe(3);
		expect(copies[0]?.fileName).toMatch(/^\[CHƯA CÓ HIỆU LỰC\] /);
		expect(copies[3]?.fileName).toMatch(/^\[HẾT HIỆU LỰC\] /);
		expect(await database.client.rendition.count({ where: { versionId: version.id } })).toBe(3);
		expect(await database.client.printCode.count({ where: { versionId: version.id } })).toBe(1);
	});

	it('is made once, however many ask, and leaves nothing behind but itself', async () => {
		const version = await addVersion();
		const copies = await Promise.all(Array.from({ length: 12 }, () => readingCopy(reader, tools, version.id, today)));
		expect(new Set(copies.map((copy) => copy.sha256)).size).toBe(1);
		expect(await readingCopy(officer, tools, version.id, today)).toEqual(copies[0]);
		expect(await database.client.rendition.count({ where: { versionId: version.id } })).toBe(1);
		expect(await database.client.printCode.count({ where: { versionId: version.id } })).toBe(1);
		expect(await readdir(tools.tempDir)).toEqual([]);
	});

	it('leaves the original as it was, bit for bit', async () => {
		const version = await addVersion();
		await readingCopy(reader, tools, version.id, today);
		const original = await bytesOf(version.pdf ?? '');
		expect(createHash('sha256').update(original).digest('hex')).toBe(version.pdf);
	});

	it('is written before a row refers to it', async () => {
		const version = await addVersion();
		const full = { ...tools, store: { ...tools.store, put: () => Promise.reject(new Error('the disk is full')) } };
		await expect(readingCopy(reader, full, version.id, today)).rejects.toThrow('the disk is full');
		expect(await database.client.rendition.count({ where: { versionId: version.id } })).toBe(0);
		expect(await readdir(tools.tempDir)).toEqual([]);
		expect((await readingCopy(reader, tools, version.id, today)).size).toBeGreaterThan(0);
	});

	it('is not made of an original that is not what was signed', async () => {
		const version = await addVersion();
		const other = await storeFile(pdfWith({ page: '/Label (other)' }));
		const rotten = { ...tools, store: { ...tools.store, openRead: () => tools.store.openRead(other) } };
		await expect(readingCopy(reader, rotten, version.id, today)).rejects.toThrow(/expected bytes/);
		expect(await database.client.rendition.count({ where: { versionId: version.id } })).toBe(0);
	});

	it('is for those who may read the version, and only once it is issued', async () => {
		const issued = await addVersion();
		const draft = await addVersion({ state: 'draft' });
		const form = await addVersion({ kind: 'BM', pdf: null, source: await storeFile(Buffer.from('docx'), 'application/docx') });
		const open = await addVersion({ visibility: 'public' });
		expect(await refusal(readingCopy(stranger, tools, issued.id, today))).toBe('404 version_not_found');
		expect(await refusal(readingCopy(nobody, tools, issued.id, today))).toBe('404 version_not_found');
		expect(await refusal(readingCopy(stranger, tools, draft.id, today))).toBe('404 version_not_found');
		expect(await refusal(readingCopy(reader, tools, draft.id, today))).toBe('404 version_not_found');
		expect(await refusal(readingCopy(officer, tools, draft.id, today))).toBe('404 no_reading_copy');
		expect(await refusal(readingCopy(reader, tools, form.id, today))).toBe('404 no_reading_copy');
		expect(await refusal(readingCopy(reader, tools, crypto.randomUUID(), today))).toBe('404 version_not_found');
		expect(await refusal(readingCopy(nobody, tools, open.id, today))).toBe('allowed');
		expect(await refusal(personalCopy(nobody, tools, open.id))).toBe('401 unauthenticated');
		expect(await refusal(personalCopy(stranger, tools, issued.id))).toBe('404 version_not_found');
		expect(await database.client.printCode.count({ where: { versionId: issued.id } })).toBe(0);
	});
});

describe('a personal copy', () => {
	it('names the person and the moment on every page, and is kept nowhere', async () => {
		const version = await addVersion({ pdf: await storeFile(pdfOfPages(3)) });
		const copy = await personalCopy(reader, tools, version.id);
		const bytes = await buffer(copy.body);
		expect(bytes.length).toBe(copy.size);
		for (const page of [1, 2, 3]) {
			const words = textOf(bytes, page);
			expect(words).toContain('Bản in từ hệ thống cho Nguyễn Thị Thanh Huyền, 16:42 24/11/2026; chỉ có giá trị tại thời điểm in');
			expect(words).toContain(`kiểm tra tại /v/${copy.code}`);
			expect(words).toContain(`Trang ${page}/3`);
		}
		expect(await readdir(tools.tempDir)).toEqual([]);
		expect(await database.client.rendition.count({ where: { versionId: version.id } })).toBe(0);
	});

	it('has a code of its own each time, kept with the person, and stands in the access log', async () => {
		const version = await addVersion();
		const [first, second] = await Promise.all([personalCopy(reader, tools, version.id), personalCopy(reader, tools, version.id)]);
		first.body.destroy();
		second.body.destroy();
		expect(first.code).not.toBe(second.code);
		const rows = await database.client.printCode.findMany({ where: { versionId: version.id } });
		expect(rows.map(({ kind }) => kind)).toEqual(['personal', 'personal']);
		expect(new Set(rows.map(({ userId }) => userId))).toEqual(new Set([userIdOf(reader.actor)]));
		await flushAccessLog(database.client);
		const log = await database.client.$queryRaw<{ detail: string }[]>`
			select detail from eiso_log.access_log where action = 'print' and version_id = ${version.id}::uuid`;
		expect(new Set(log.map(({ detail }) => detail))).toEqual(new Set([first.code, second.code]));
	});
});

describe('the files as they were uploaded', () => {
	it('are shown while a version is being written, to those who may see it', async () => {
		const draft = await addVersion({ state: 'draft' });
		expect(await originalOf(officer, draft.id, 'pdf')).toMatchObject({ sha256: draft.pdf, fileName: '[DỰ THẢO] bản thảo cuối.pdf' });
		expect(await refusal(originalOf(officer, draft.id, 'source'))).toBe('404 no_original');
		expect(await refusal(originalOf(reader, draft.id, 'pdf'))).toBe('404 version_not_found');
		expect(await refusal(originalOf(stranger, draft.id, 'pdf'))).toBe('404 version_not_found');
		const issued = await addVersion();
		expect(await refusal(originalOf(officer, issued.id, 'pdf'))).toBe('404 no_original');
		// Taken on from paper: nobody signed these bytes here.
		expect(await refusal(evidenceOf(officer, issued.id))).toBe('404 no_original');
	});

	it('say that they are drafts even when nobody named them, and keep a code with a slash whole', async () => {
		const draft = await addVersion({ state: 'draft' });
		const code = draft.code.replace('.', '/');
		await database.client.document.update({ where: { id: draft.documentId }, data: { code } });
		await database.client.version.update({ where: { id: draft.id }, data: { pdfName: null } });
		const named = `[DỰ THẢO] ${code.replace('/', '-')} 02-01 Kiểm soát tài liệu.pdf`;
		expect((await originalOf(officer, draft.id, 'pdf')).fileName).toBe(named);
	});

	it('are, for a blank form, the controlled thing: named by code and numbers, and with a warning when not in force', async () => {
		const source = await storeFile(Buffer.from('a form'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document');
		const form = (more: Given) => addVersion({ kind: 'BM', pdf: null, source, ...more });
		const inForce = await form({});
		const upcoming = await form({ from: '2026-12-24' });
		const past = await form({ from: '2026-01-01', to: '2026-11-01' });
		const draft = await form({ state: 'draft' });
		expect(await sourceOf(reader, inForce.id)).toMatchObject({ sha256: source, fileName: `${inForce.code} 02-01 Kiểm soát tài liệu.docx` });
		expect((await sourceOf(reader, upcoming.id)).fileName).toMatch(/^\[CHƯA CÓ HIỆU LỰC\] BM\./);
		expect((await sourceOf(officer, past.id)).fileName).toMatch(/^\[HẾT HIỆU LỰC\] BM\./);
		expect(await refusal(sourceOf(reader, past.id))).toBe('404 no_original');
		expect(await refusal(sourceOf(officer, draft.id))).toBe('404 no_original');
		expect(await refusal(sourceOf(stranger, inForce.id))).toBe('404 version_not_found');
	});
});

describe('the job after an issue', () => {
	it('makes the copies of today and of the first day, with progress, and nothing twice', async () => {
		const now = await addVersion();
		const soon = await addVersion({ from: '2026-12-01' });
		const form = await addVersion({ kind: 'BM', pdf: null, source: await storeFile(Buffer.from('form'), 'application/docx') });
		const draft = await addVersion({ state: 'draft' });
		const versionIds = [now.id, soon.id, form.id, draft.id];
		const seen: string[] = [];
		const progress = (done: number, total: number) => void seen.push(`${done}/${total}`);
		expect(await makeReadingCopies(system, tools, { versionIds }, progress)).toEqual({ copies: 3 });
		expect(seen).toEqual(['1/2', '2/2']);
		const rows = () => database.client.rendition.findMany({ where: { versionId: { in: versionIds } }, orderBy: { mark: 'asc' } });
		const made = await rows();
		expect(made.map(({ mark }) => mark.split('-')[0]).sort()).toEqual(['in_force', 'in_force', 'upcoming']);
		await makeReadingCopies(system, tools, { versionIds });
		expect(await rows()).toEqual(made);
		expect(await makeReadingCopies(system, tools, {})).toEqual({ copies: 0 });
		// At midnight nobody waits: the copy of the first day is there already.
		const copy = await readingCopy(reader, tools, soon.id, '2026-12-01');
		expect(made.map(({ sha256 }) => sha256)).toContain(copy.sha256);
	});

	it('makes the copies of a batch, and does not let one bad file hold up the others', async () => {
		const batch = await database.client.issueBatch.create({
			data: { unitId, number: 'ĐBH-2026-001', createdById: userIdOf(officer.actor) ?? '' },
			select: { id: true }
		});
		const bad = await addVersion({ batchId: batch.id, pdf: await storeFile(Buffer.from('%PDF-1.7 broken')), from: '2026-11-01' });
		const good = await addVersion({ batchId: batch.id });
		await expect(makeReadingCopies(system, tools, { batchId: batch.id })).rejects.toThrow('1 reading copies');
		const rows = await database.client.rendition.findMany({ where: { versionId: { in: [bad.id, good.id] } } });
		expect(rows.map(({ versionId }) => versionId)).toEqual([good.id]);
	});
});

describe('the check of a printed code', () => {
	it('tells where the document stands today and what replaces it', async () => {
		const old = await addVersion({ from: '2026-01-01', to: '2026-11-01', issueNo: 1, revisionNo: 0 });
		const current = await addVersion({ documentId: old.documentId, from: '2026-11-01', to: '2026-12-01', issueNo: 2, revisionNo: 0 });
		const next = await addVersion({ documentId: old.documentId, from: '2026-12-01', issueNo: 3, revisionNo: 0 });
		const check = async (version: { id: string }) => checkPrint(nobody, await readingCodeOf(system, version.id));
		expect(await check(old)).toMatchObject({
			unitName: 'Đơn vị SO-NV',
			code: old.code,
			issueNo: 1,
			state: 'superseded',
			inForceFrom: '2026-01-01',
			lastDay: '2026-10-31',
			title: null,
			printedAt: null,
			replacedBy: { code: old.code, issueNo: 2, inForceFrom: '2026-11-01', title: null }
		});
		expect(await check(current)).toMatchObject({ state: 'in_force', lastDay: '2026-11-30', replacedBy: { issueNo: 3 } });
		expect(await check(next)).toMatchObject({ state: 'upcoming', lastDay: null, replacedBy: null });
	});

	it('knows a withdrawn document, and one that took its place', async () => {
		const gone = await addVersion({ from: '2026-01-01', to: '2026-11-01', state: 'withdrawn', visibility: 'public' });
		const code = await readingCodeOf(system, gone.id);
		expect(await checkPrint(nobody, code)).toMatchObject({ state: 'withdrawn', replacedBy: null, title: 'Kiểm soát tài liệu' });
		const heir = await addVersion({ replacesId: gone.documentId, from: '2026-11-10', visibility: 'restricted' });
		expect(await checkPrint(nobody, code)).toMatchObject({ state: 'withdrawn', replacedBy: { code: heir.code, title: null } });
	});

	it('names no person, not even on a personal copy', async () => {
		const version = await addVersion({ visibility: 'province' });
		const copy = await personalCopy(reader, tools, version.id);
		copy.body.destroy();
		const typed = ` ${copy.code
			.toLowerCase()
			.replace(/(.{5})/g, '$1-')
			.replaceAll('0', 'o')
			.replaceAll('1', 'l')} `;
		const found = await checkPrint(nobody, typed);
		expect(found).toMatchObject({ code: version.code, title: 'Kiểm soát tài liệu', state: 'in_force', printedAt: clock.now() });
		expect(JSON.stringify(found)).not.toMatch(/Huyền|Cán Bộ/);
		expect(JSON.stringify(found)).not.toContain(userIdOf(reader.actor) ?? 'nobody');
	});

	it('asks the database the same of every code, and tells nothing of unknown ones', async () => {
		const known = await readingCodeOf(system, (await addVersion({ from: '2026-01-01', to: '2026-11-01' })).id);
		const questions = async (code: string) => {
			let asked = 0;
			const { client } = database;
			const counted = client.$extends({ query: { $allOperations: ({ args, query }) => ((asked += 1), query(args)) } });
			// The extended client answers as the plain one does; only its type is another.
			const found = await checkPrint({ ...nobody, db: counted as unknown as Ctx['db'] }, code);
			return { asked, found: found !== null };
		};
		const seen = await questions(known);
		expect(seen).toEqual({ asked: 3, found: true });
		for (const code of [newPrintCode(), 'x', '', '../../etc', "' or 1=1 --", '\u0000', 'U'.repeat(10_000)]) {
			expect(await questions(code)).toEqual({ asked: 3, found: false });
		}
	});
});

describe('printed codes', () => {
	it('are one for each version, however many ask', async () => {
		const version = await addVersion();
		const codes = await Promise.all(Array.from({ length: 10 }, () => readingCodeOf(system, version.id)));
		expect(new Set(codes).size).toBe(1);
	});

	it('cannot be guessed and do not repeat', () => {
		const codes = Array.from({ length: 2000 }, newPrintCode);
		expect(new Set(codes).size).toBe(2000);
		for (const code of codes) expect(readPrintCode(code)).toBe(code);
		// 128 bits in 26 signs of 5: the first sign holds only three of them.
		for (let at = 0; at < 26; at += 1) expect(new Set(codes.map((code) => code[at])).size).toBe(at === 0 ? 8 : 32);
	});

	it('are held by the database: never changed or removed, a personal one never without its person', async () => {
		const version = await addVersion();
		const code = await readingCodeOf(system, version.id);
		const { client } = database;
		await expect(client.$executeRaw`update print_code set kind = 'personal' where code = ${code}`).rejects.toThrow(/append_only/);
		await expect(client.$executeRaw`delete from print_code where code = ${code}`).rejects.toThrow(/append_only/);
		await expect(client.$executeRaw`truncate print_code cascade`).rejects.toThrow(/append_only/);
		const add = (kind: 'reading' | 'personal') => client.printCode.create({ data: { code: newPrintCode(), kind, versionId: version.id } });
		await expect(add('personal')).rejects.toThrow();
		await expect(add('reading')).rejects.toThrow();
		expect(await client.printCode.count({ where: { versionId: version.id } })).toBe(1);
	});
});

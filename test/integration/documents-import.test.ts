import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importDocuments, type ImportDocumentsReport } from '#lib/server/documents/import/import.ts';
import { readTable } from '#lib/server/files/table.ts';
import { writeSheet } from '#lib/server/files/sheet.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { runCommand } from '#test/support/command-line.ts';
import { documentsWorld, refusal, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import { docxWith } from '#test/support/hostile-files/office.ts';
import { pdfWith } from '#test/support/hostile-files/pdf.ts';
import { removeFolder } from '#test/support/remove-folder.ts';

const patient = { timeout: 120_000 };
let world: DocumentsWorld;
let folder: string;

beforeAll(async () => {
	world = await documentsWorld();
	folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'eiso-documents-import-')), 'table');
	await mkdir(path.join(folder, 'biểu mẫu'), { recursive: true });
	await writeFile(path.join(folder, '..', 'outside.pdf'), aPdf());
});
afterAll(async () => {
	await world.close();
	await removeFolder(path.dirname(folder));
});

const aPdf = () => pdfWith({ catalog: `/Lang (${randomUUID()})` });
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
async function put(name: string, bytes: Buffer = aPdf()): Promise<string> {
	await writeFile(path.join(folder, name), bytes);
	return sha256(bytes);
}

const head = 'kind\tclass\tcode\ttitle\tparent\tfile\tsource\tsummary';
type More = { as?: Ctx; dryRun?: boolean; signal?: AbortSignal; onProgress?: (stage: string, done: number) => void };

async function importing(lines: readonly string[], { as, ...more }: More = {}): Promise<ImportDocumentsReport> {
	const { rows } = await readTable(Buffer.from([head, ...lines].join('\n')), 'list.tsv');
	return importDocuments(as ?? (await world.as('officer')), world.tools, { unitId: world.unitId, rows, folder, dryRun: false, ...more });
}

const told = ({ faults }: ImportDocumentsReport) => faults.map(({ line, column, reason }) => `${line}:${column}:${reason}`);
const outcomes = ({ documents }: ImportDocumentsReport) => documents.map(({ code, outcome }) => `${code} ${outcome}`);
const documents = () => world.client.document.count();
const codes = (prefix: string) => world.client.document.findMany({ where: { code: { startsWith: prefix } }, orderBy: { codeSort: 'asc' } });

describe('a list of documents', () => {
	it('becomes documents with their files as drafts, children beneath their parents', patient, async () => {
		const pdf = await put('qt01.pdf');
		const source = await put('biểu mẫu/phiếu.docx', docxWith());
		const rows = [
			'BM\t\tBM.A.1\tPhiếu yêu cầu\tqt-a-1\t\tbiểu mẫu/phiếu.docx\t',
			'QT\tHệ thống\tqt.a.1\tKiểm soát tài liệu\t\tqt01.pdf\t\tLần đầu'
		];
		const before = await documents();
		const dry = await importing(rows, { dryRun: true });
		expect([dry.written, told(dry), outcomes(dry)]).toEqual([false, [], ['BM.A.1 new', 'QT.A.1 new']]);
		expect(await documents()).toBe(before);

		const report = await importing(rows);
		expect([report.written, told(report), outcomes(report)]).toEqual([true, [], ['BM.A.1 new', 'QT.A.1 new']]);
		const [form] = await codes('BM.A');
		const procedure = await world.client.document.findFirstOrThrow({ where: { code: 'QT.A.1' }, include: { versions: true } });
		expect(procedure).toMatchObject({ class: 'system', createdById: world.ids.officer, title: 'Kiểm soát tài liệu' });
		expect(procedure.versions).toEqual([
			expect.objectContaining({ state: 'draft', issueNo: 1, pdfSha256: pdf, pdfName: 'qt01.pdf', pdfPages: 1, summary: 'Lần đầu' })
		]);
		expect(form?.parentId).toBe(procedure.id);
		const version = await world.client.version.findFirstOrThrow({ where: { documentId: form?.id } });
		expect(version).toMatchObject({ sourceSha256: source, sourceType: 'docx', sourceName: 'phiếu.docx', pdfSha256: null });
		expect(await world.tools.store.stat(pdf)).toMatchObject({ sha256: pdf });
		expect(await trailOf(world, procedure.id)).toEqual(['document.create']);
		// Nothing stays in the temporary folder.
		expect((await readdir(world.tools.tempDir)).filter((name) => name.endsWith('.part'))).toEqual([]);
	});

	it('names every fault of rows and files and creates nothing', patient, async () => {
		await put('good.pdf');
		await put('empty.pdf', Buffer.alloc(0));
		await put('script.pdf', pdfWith({ catalog: '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>' }));
		await put('disguised.pdf', docxWith());
		await put('text.docx', aPdf());
		await symlink(path.join(folder, '..', 'outside.pdf'), path.join(folder, 'link.pdf'));
		await symlink(path.join(folder, '..'), path.join(folder, 'up'));
		const before = await documents();
		const report = await importing([
			'QT\t\tQT.B.1\tTốt\t\tgood.pdf',
			'QT\t\tQT.B.2\tThiếu tệp\t\tnowhere.pdf',
			'QT\t\tQT.B.3\tRa ngoài\t\t../outside.pdf',
			`QT\t\tQT.B.4\tTuyệt đối\t\t${path.join(folder, '..', 'outside.pdf')}`,
			'QT\t\tQT.B.5\tLiên kết\t\tlink.pdf',
			'QT\t\tQT.B.6\tQua thư mục\t\tup/outside.pdf',
			'QT\t\tQT.B.7\tKiểu Windows\t\t..\\outside.pdf',
			'QT\t\tQT.B.8\tỔ đĩa\t\tC:\\outside.pdf',
			'QT\t\tQT.B.9\tRỗng\t\tempty.pdf',
			'QT\t\tQT.B.10\tMã độc\t\tscript.pdf',
			'QT\t\tQT.B.11\tGiả dạng\t\tdisguised.pdf',
			'QT\t\tQT.B.12\tNguồn sai\t\tgood.pdf\ttext.docx',
			'QT\t\tQT.B.13\tThư mục\t\tbiểu mẫu',
			'QT\t\tQT.B.14\tKhông cha\tQT.Z\tgood.pdf',
			'XX\t\tQT.B.15\tKhông loại\t\tgood.pdf',
			'QT\t\tQT.B.16\tCon của dòng sai\tQT.B.15\tgood.pdf'
		]);
		expect(report.written).toBe(false);
		expect(told(report)).toEqual([
			'3:file:file_missing',
			'4:file:file_outside',
			'5:file:file_outside',
			'6:file:file_outside',
			'7:file:file_outside',
			'8:file:file_outside',
			'9:file:file_outside',
			'10:file:file_empty',
			'11:file:pdf_active_content',
			'12:file:type_mismatch',
			'13:source:type_mismatch',
			'14:file:file_missing',
			'15:parent:parent_unknown',
			'16:kind:kind_unknown'
		]);
		expect(await documents()).toBe(before);
	});

	it('goes on where it broke off, and leaves alone what is there with the same files', patient, async () => {
		for (const name of ['c1.pdf', 'c2.pdf', 'c3.pdf']) await put(name);
		const rows = ['QT\t\tQT.C.1\tMột\t\tc1.pdf', 'QT\t\tQT.C.2\tHai\tQT.C.1\tc2.pdf', 'QT\t\tQT.C.3\tBa\tQT.C.2\tc3.pdf'];
		const stop = new AbortController();
		await expect(importing(rows, { signal: stop.signal, onProgress: (stage) => stage === 'created' && stop.abort() })).rejects.toThrow(
			/abort/
		);
		expect((await codes('QT.C')).map(({ code }) => code)).toEqual(['QT.C.1']);
		expect(outcomes(await importing(rows, { dryRun: true }))).toEqual(['QT.C.1 there', 'QT.C.2 new', 'QT.C.3 new']);
		expect(outcomes(await importing(rows))).toEqual(['QT.C.1 there', 'QT.C.2 new', 'QT.C.3 new']);
		expect(outcomes(await importing(rows))).toEqual(['QT.C.1 there', 'QT.C.2 there', 'QT.C.3 there']);
		const [one, two, three] = await codes('QT.C');
		expect([two?.parentId, three?.parentId]).toEqual([one?.id, two?.id]);
		// The same code with another file is not the same document.
		await put('c2.pdf');
		const other = await importing(rows);
		expect([told(other), outcomes(other)]).toEqual([['3:code:code_taken'], ['QT.C.1 there', 'QT.C.2 left', 'QT.C.3 there']]);
		expect(other.faults[0]?.value).toBe('QT.C.2 Hai');
	});

	it('refuses a file that changed after it was looked at', patient, async () => {
		await put('d1.pdf');
		const rows = ['QT\t\tQT.D.1\tMột\t\td1.pdf'];
		const report = await importing(rows, {
			onProgress: (stage) => {
				if (stage === 'checked') writeFileSync(path.join(folder, 'd1.pdf'), aPdf());
			}
		});
		expect([report.written, told(report)]).toEqual([false, ['2:null:file_changed']]);
		expect(await codes('QT.D')).toEqual([]);
	});

	it('is for an officer of the unit, and for a unit that stands', async () => {
		await put('e1.pdf');
		const rows = ['QT\t\tQT.E.1\tMột\t\te1.pdf'];
		for (const who of ['head', 'drafter', 'outsider', 'administrator', 'coordinator'] as const)
			expect((await refusal(importing(rows, { as: await world.as(who) }))).code).toMatch(/forbidden|not_found/);
		expect(await codes('QT.E')).toEqual([]);
	});
});

describe('import documents on the command line', () => {
	it('creates them in the name of an officer and says that it was the command line', patient, async () => {
		await put('f1.pdf');
		const cells = [
			['kind', 'code', 'title', 'file'],
			['QT', 'QT.F.1', 'Từ bảng tính', 'f1.pdf']
		];
		const sheet = await writeSheet(
			cells.slice(1),
			(cells[0] ?? []).map((header, at) => ({ header, value: (row: string[]) => row[at] ?? '' }))
		);
		await writeFile(path.join(folder, 'list.xlsx'), sheet);
		const officer = await world.client.user.findUniqueOrThrow({ where: { id: world.ids.officer } });
		const machine = { DATABASE_URL: world.url, STORAGE_DIR: path.join(folder, '..', 'storage'), INIT_CWD: path.dirname(folder) };
		const run = (...more: string[]) =>
			runCommand(['import', 'documents', 'table/list.xlsx', '--unit', 'so-nv', '--as', officer.email ?? '', ...more], machine);
		const dry = await run('--dry-run');
		expect(dry).toMatchObject({
			code: 0,
			stdout: 'row 2\tQT.F.1\tnew\tTừ bảng tính\n',
			stderr: expect.stringContaining('1 would be created')
		});
		expect(await run()).toMatchObject({ code: 0, stderr: expect.stringContaining('1 created, 0 were there') });
		expect(await run()).toMatchObject({ code: 0, stdout: 'row 2\tQT.F.1\tthere\tTừ bảng tính\n' });
		const [made] = await codes('QT.F');
		const act = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: made?.id, event: 'document.create' } });
		expect(act).toMatchObject({ actorId: world.ids.officer, operator: `operator ${os.userInfo().username}` });
		await put('f1.pdf');
		expect(await run()).toMatchObject({
			code: 1,
			stdout: 'row 2\tcode\tcode_taken\tQT.F.1 Từ bảng tính\n',
			stderr: expect.stringContaining('nothing was created')
		});
	});
});

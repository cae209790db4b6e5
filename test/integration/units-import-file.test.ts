import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFileParser } from '#lib/server/files/inspect.ts';
import { keepTable } from '#lib/server/files/kept-table.ts';
import { writeSheet } from '#lib/server/files/sheet.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import { commitImport, importPage } from '#lib/server/units/import-file.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { refusalOf } from '#test/support/identity-world.ts';
import { contextOf, makePerson, type World } from '#test/support/identity-people.ts';
import { loadProvince, unitIdOf } from '#test/support/units.ts';
import { removeFolder } from '#test/support/remove-folder.ts';

let database: TestDatabase;
let world: World;
let dir: string;
let tools: UploadTools;
let coordinator: Ctx;
let other: Ctx;
let officer: Ctx;

beforeAll(async () => {
	database = await testDatabase();
	world = { client: database.client, clock: fixedClock(new Date('2026-11-25T02:00:00Z')) };
	await loadProvince(world);
	dir = await mkdtemp(path.join(os.tmpdir(), 'eiso-import-'));
	const tempDir = path.join(dir, 'temp');
	tools = { tempDir, store: await createFileStore({ kind: 'disk', dir: path.join(dir, 'files') }), parser: createFileParser({ tempDir }) };
	const person = async (email: string, more: Partial<Parameters<typeof makePerson>[1]>) =>
		contextOf(world, await makePerson(world, { fullName: 'Lê Điều Phối', email, ...more }));
	coordinator = await person('c@eiso.test', { province: 'coordinator' });
	other = await person('d@eiso.test', { province: 'coordinator' });
	officer = await person('o@eiso.test', { in: [{ unitId: await unitIdOf(world, 'SO-NV'), roles: ['officer', 'head'] }] });
});
afterAll(async () => {
	await tools.parser.close();
	await database.drop();
	await removeFolder(dir);
});

/** Sends a file as the upload does: received into the temporary folder, then kept. */
async function send(fileName: string, content: Buffer | string, ctx = coordinator) {
	const bytes = Buffer.from(content);
	const tempPath = path.join(tools.tempDir, `${randomUUID()}.part`);
	await mkdir(tools.tempDir, { recursive: true });
	await writeFile(tempPath, bytes);
	try {
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		return await keepTable(ctx, tools, { field: 'table', fileName, tempPath, size: bytes.length, sha256 });
	} finally {
		await rm(tempPath);
	}
}
const head = 'Mã đơn vị\tTên đơn vị\tLoại\tĐơn vị cấp trên\n';
const asked = (file: string) => ({ file, from: '2026-12-01', basis: ' QĐ 5 ' });

it('keeps the file between the dry run and the commit, and commits just what was shown', async () => {
	const { uploadId } = await send('đơn vị.tsv', `\ufeff${head}DANG-1\tBan Dân vận Tỉnh ủy\tCơ quan của Đảng\t\n`);
	const { preview } = await importPage(coordinator, tools, asked(uploadId));
	expect(preview).toMatchObject({ fileName: 'đơn vị.tsv', legalBasis: 'QĐ 5', report: { counts: { create: 1 }, errors: [] } });
	const step = { uploadId, validFrom: '2026-12-01', legalBasis: 'QĐ 5' };
	expect(
		await refusalOf(commitImport(coordinator, tools, { ...step, validFrom: '2026-12-02', expected: preview?.report.digest ?? '' }))
	).toBe('stale');
	const report = await commitImport(coordinator, tools, { ...step, expected: preview?.report.digest ?? '' });
	expect(report).toMatchObject({ committed: true, counts: { create: 1 } });
	expect(await world.client.unitVersion.findFirst({ where: { code: 'DANG-1' } })).toMatchObject({ legalBasis: 'QĐ 5' });
});

it('shows a kept file to nobody else, and the page to coordinators alone', async () => {
	const { uploadId } = await send('a.tsv', `${head}DANG-2\tBan Tổ chức\tPARTY_BODY\t\n`);
	expect(await refusalOf(importPage(other, tools, asked(uploadId)))).toBe('upload_gone');
	expect(await refusalOf(importPage(coordinator, tools, asked('../../etc/passwd')))).toBe('upload_gone');
	expect(await refusalOf(importPage(officer, tools, asked(uploadId)))).toBe('forbidden');
	expect(await refusalOf(importPage(officer, tools, { file: null, from: null, basis: null }))).toBe('forbidden');
	expect(await importPage(coordinator, tools, { file: null, from: null, basis: null })).toMatchObject({ preview: null });
});

it('reads an XLSX as it reads a TSV', async () => {
	const rows = [{ code: 'DANG-3', name: 'Văn phòng Tỉnh ủy', kind: 'PARTY_BODY' }];
	const sheet = await writeSheet(rows, [
		{ header: 'code', value: (row) => row.code },
		{ header: 'name', value: (row) => row.name },
		{ header: 'kind', value: (row) => row.kind },
		{ header: 'parent', value: () => '' }
	]);
	const { uploadId } = await send('đảng.xlsx', sheet);
	expect((await importPage(coordinator, tools, asked(uploadId))).preview?.report).toMatchObject({ errors: [], counts: { create: 1 } });
});

it('reports formulas by row and column', async () => {
	const { uploadId } = await send(
		'f.csv',
		'code,name,kind,parent\n"=1+1",Ban,PARTY_BODY,\nX-1,"=HYPERLINK(""http://x"",""y"")",PARTY_BODY,@SUM\n'
	);
	const { preview } = await importPage(coordinator, tools, asked(uploadId));
	expect(preview?.report.errors.map(({ line, column, reason }) => `${line} ${column} ${reason}`)).toEqual([
		'2 code formula',
		'3 name formula',
		'3 parent formula'
	]);
});

it.each([
	['100,000 rows', 'r.tsv', () => head + 'A\tB\tWARD\t\n'.repeat(100_000), 'table_too_many_rows'],
	['windows-1258', 'w.csv', () => Buffer.from('code,name,kind,parent\nA,X\xe3 K\xfd,WARD,\n', 'latin1'), 'table_encoding'],
	['a broken quotation', 'q.csv', () => 'code,name,kind,parent\nA,"B,WARD,\n', 'table_broken'],
	['nothing but a line end', 'e.csv', () => '\n', 'table_empty'],
	['a program', 'p.csv', () => Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1'), 'type_not_allowed']
])('refuses %s with its reason and keeps nothing', async (_what, name, content, code) => {
	const before = await world.client.upload.count();
	expect(await refusalOf(send(name, content()))).toBe(code);
	expect(await world.client.upload.count()).toBe(before);
});

it('leaves no temporary file behind', async () => {
	expect(await readdir(tools.tempDir)).toEqual([]);
});

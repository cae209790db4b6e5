import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportExternals } from '#lib/server/documents/external/export.ts';
import { commitExternalImport, externalImportPage, importExternals, type ImportExternals } from '#lib/server/documents/external/import.ts';
import { externalImportTemplate } from '#lib/server/documents/external/import-template.ts';
import { createExternal } from '#lib/server/documents/external/lines.ts';
import { externalLines } from '#lib/server/documents/external/list.ts';
import { repealExternal } from '#lib/server/documents/external/repeal.ts';
import { leaveList } from '#lib/server/documents/external/subscriptions.ts';
import { keepTable } from '#lib/server/files/kept-table.ts';
import { writeSheet } from '#lib/server/files/sheet.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { documentsWorld, refusal, trailOf, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
let coordinator: Ctx, officer: Ctx;
beforeAll(async () => {
	world = await documentsWorld();
	[coordinator, officer] = [await world.as('coordinator'), await world.as('officer')];
});
afterAll(() => world.close());

const head = ['Số ký hiệu', 'Trích yếu', 'Cơ quan ban hành', 'Ngày ban hành', 'Có hiệu lực từ', 'Có hiệu lực đến hết', 'Đường dẫn'];
const keeping = ['Ngày nhận', 'Nội dung áp dụng', 'Bộ phận giữ', 'Người kiểm tra', 'Kiểm tra mỗi (tháng)'];
const law = (number: string, title = 'Luật', issuedOn = '05/03/2020') => [number, title, 'Quốc hội', issuedOn, '', '', ''];
const table = (...rows: string[][]) => [[...head, ...keeping], ...rows].map((cells, at) => ({ line: at + 1, cells }));
async function run(list: 'unit' | 'province', rows: string[][], more: Partial<ImportExternals> = {}, ctx?: Ctx) {
	const unitId = list === 'unit' ? world.unitId : null;
	const by = ctx ?? (list === 'unit' ? await world.as('officer') : await world.as('coordinator'));
	return importExternals(by, { unitId, rows: table(...rows), dryRun: false, fileName: 'a.xlsx', ...more });
}
const lineOf = async (number: string, unitId: string | null = null) =>
	(await externalLines(await world.as(unitId ? 'officer' : 'coordinator'), { unitId, q: number, state: '', check: '', from: '' }))[0];
const imports = () => world.client.auditTrail.count({ where: { event: 'external.import' } });

describe('the list of the province', () => {
	it('says what will change, does it once, and changes nothing the second time', async () => {
		const rows = [law('1/2020/QH14'), law('2/2020/QH14', 'Luật\u0020\u0020khác'.normalize('NFD'))];
		const preview = await run('province', rows, { dryRun: true });
		expect(preview).toMatchObject({
			committed: false,
			faults: [],
			same: 0,
			changes: [
				{ line: 2, act: 'create' },
				{ line: 3, act: 'create' }
			]
		});
		expect(await lineOf('1/2020/QH14')).toBeUndefined();
		await run('province', rows, { expected: preview.digest });
		expect(await lineOf('2/2020/QH14')).toMatchObject({ title: 'Luật khác', issuedOn: '2020-03-05' });
		expect(await imports()).toBe(1);
		expect(await run('province', rows)).toMatchObject({ committed: true, same: 2, changes: [] });
		expect(await imports()).toBe(1);
		expect((await refusal(run('province', [law('1/2020/QH14', 'Mới')], { expected: preview.digest }))).code).toBe('stale');
		const id = (await lineOf('1/2020/QH14'))?.id ?? '';
		await run('province', [law('1/2020/QH14', 'Mới')]);
		expect(await trailOf(world, id)).toEqual(['external.create', 'external.edit']);
	});

	it('loses nothing: empty cells and lines that are not in the file stay', async () => {
		await run('province', [['3/2020/QH14', 'Luật', 'Quốc hội', '05/03/2020', '01/01/2021', '31/12/2030', 'https://vbpl.vn/3']]);
		expect(await run('province', [['3/2020/QH14', 'Luật', 'quốc hội', '', '', '', '']])).toMatchObject({
			changes: [{ act: 'edit', fields: [{ column: 'issuer', before: 'Quốc hội', after: 'quốc hội' }] }]
		});
		expect(await lineOf('3/2020/QH14')).toMatchObject({ issuedOn: '2020-03-05', inForceFrom: '2021-01-01', endsOn: '2031-01-01' });
		expect(await lineOf('1/2020/QH14')).toBeDefined();
	});

	it('does not take the end that a repeal gave for one that its text names', async () => {
		await run('province', [law('4/2020/QH14')]);
		const id = (await lineOf('4/2020/QH14'))?.id ?? '';
		await repealExternal(coordinator, id, { effectiveOn: world.day(10), byAct: 'x', replacedById: null, remark: '' });
		const until = world.day(9).split('-').toReversed().join('/');
		expect(await run('province', [['4/2020/QH14', 'Luật', 'Quốc hội', '05/03/2020', '', until, '']])).toMatchObject({
			same: 1,
			changes: []
		});
	});

	it('is for its coordinator alone', async () => {
		for (const who of ['officer', 'head', 'inspector', 'administrator'] as const) {
			expect((await refusal(run('province', [law('5/2020')], {}, await world.as(who)))).code, who).toBe('forbidden');
			expect((await refusal(externalImportTemplate(await world.as(who), null))).code, who).toBe('forbidden');
		}
	});
});

describe('the list of a unit', () => {
	it('takes what the province has from there, adds the rest, and says how it is kept', async () => {
		const rows = [
			[...law('1/2020/QH14', 'Tên của đơn vị'), '01/02/2026', 'QT.VTLT.01', 'Phòng Cải cách hành chính', '', '6'],
			[...law('QĐ 7', 'Quy chế riêng', ''), '', '', '', '', '']
		];
		const report = await run('unit', rows);
		expect(report.changes).toMatchObject([
			{ act: 'subscribe', differs: true },
			{ act: 'create', differs: false }
		]);
		expect(await lineOf('1/2020/QH14', world.unitId)).toMatchObject({
			title: 'Mới',
			own: false,
			receivedOn: '2026-02-01',
			appliedFor: 'QT.VTLT.01',
			division: 'Phòng Cải cách hành chính'
		});
		expect(await lineOf('QĐ 7', world.unitId)).toMatchObject({ own: true });
		expect(await run('unit', rows)).toMatchObject({ same: 2, changes: [] });
	});

	it('brings back what had left it, its own too', async () => {
		const own = (await lineOf('QĐ 7', world.unitId))?.id ?? '';
		await leaveList(officer, world.unitId, own);
		expect(await run('unit', [law('QĐ 7', 'Quy chế riêng', '')])).toMatchObject({ changes: [{ act: 'subscribe' }] });
		expect((await lineOf('QĐ 7', world.unitId))?.id).toBe(own);
	});

	it('changes only how a line is kept, and keeps what the file leaves empty', async () => {
		const report = await run('unit', [[...law('1/2020/QH14', 'Mới'), '', 'Văn thư', '', '', '']]);
		expect(report.changes).toMatchObject([{ act: 'keep', fields: [{ column: 'appliedFor', before: 'QT.VTLT.01', after: 'Văn thư' }] }]);
		expect(await lineOf('1/2020/QH14', world.unitId)).toMatchObject({ receivedOn: '2026-02-01', appliedFor: 'Văn thư' });
	});

	it('is kept by its officer and heads, and touches no other unit', async () => {
		for (const who of ['staff', 'reviewer', 'outsider', 'coordinator'] as const)
			expect((await refusal(run('unit', [law('8/2020')], {}, await world.as(who)))).code, who).toBe('forbidden');
		expect(await world.client.externalSubscription.count({ where: { unitId: world.otherUnitId } })).toBe(0);
	});
});

describe('a file with faults', () => {
	it('names each by row and column, and then brings in nothing', async () => {
		const report = await run('unit', [
			law('9/2020'),
			law('9/2020'),
			['=1+1', 'x', 'y', '', '', '', ''],
			['10/2020', '', 'Quốc hội', '31/02/2020', '', '', ''],
			['11/2020', 'a', 'b', '05/03/2020', '01/01/2020', '', 'javascript:alert(1)'],
			['12/2020', 'a', 'b', '', '02/01/2020', '01/01/2020', ''],
			[...law('13/2020'), 'hôm qua', 'x'.repeat(501), '', '', ''],
			[...law('14/2020'), '', '', 'Phòng không có', 'Người không có', '61'],
			[...law('15/2020'), '', '', 'Phòng không có', 'Người không có', '']
		]);
		expect(report.committed).toBe(false);
		expect(report.faults.map(({ line, column, reason }) => [line, column, reason])).toEqual([
			[3, 'number', 'line_twice'],
			[4, 'number', 'formula'],
			[5, 'title', 'required'],
			[6, 'inForceFrom', 'from_before_issue'],
			[6, 'link', 'link_invalid'],
			[7, 'inForceUntil', 'until_before_from'],
			[8, 'appliedFor', 'too_long'],
			[9, 'checkMonths', 'months_form'],
			[10, 'division', 'division_unknown'],
			[10, 'checker', 'person_unknown']
		]);
		expect(await lineOf('9/2020', world.unitId)).toBeUndefined();
	});

	it('is told of a missing or doubled column, and asks for the day where one number is several documents', async () => {
		const wrong = importExternals(officer, {
			unitId: world.unitId,
			rows: [{ line: 1, cells: ['Số ký hiệu', 'Số hiệu', 'Trích yếu'] }],
			dryRun: true,
			fileName: 'a'
		});
		expect((await wrong).faults.map(({ column, reason }) => [column, reason])).toEqual([
			['number', 'column_twice'],
			['issuer', 'column_missing']
		]);
		await run('province', [law('16/QĐ', 'Năm trước', '05/03/2024'), law('16/QĐ', 'Năm nay', '05/03/2025')]);
		expect((await run('unit', [law('16/QĐ', 'Năm nào', '')])).faults).toMatchObject([{ column: 'issuedOn', reason: 'ambiguous' }]);
		// The same line under two ways of writing it.
		const twice = await run('unit', [law('1/2020/QH14', 'Mới'), law('1/2020/QH14', 'Mới', '')]);
		expect(twice.faults).toMatchObject([{ line: 3, reason: 'line_twice' }]);
	});

	it('is all or nothing when somebody adds a line of it meanwhile', async () => {
		const rows = [law('17/2020'), law('18/2020')];
		const { digest } = await run('unit', rows, { dryRun: true });
		const [number, title, issuer] = law('18/2020');
		const facts = { number: number ?? '', title: title ?? '', issuer: issuer ?? '', issuedOn: '2020-03-05', inForceFrom: null };
		const kept = { receivedOn: null, appliedFor: '', divisionId: null, checkerId: null, checkMonths: 12 };
		await createExternal(officer, world.unitId, { ...facts, inForceUntil: null, link: '', ...kept });
		expect((await refusal(run('unit', rows, { expected: digest }))).code).toBe('stale');
		expect(await lineOf('17/2020', world.unitId)).toBeUndefined();
		const both = await Promise.allSettled([run('unit', rows), run('unit', rows)]);
		expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
		expect(await world.client.externalDocument.count({ where: { number: '17/2020' } })).toBe(1);
	});
});

describe('files', () => {
	async function send(fileName: string, bytes: Buffer, ctx: Ctx) {
		const tempPath = path.join(world.tools.tempDir, `${randomUUID()}.part`);
		await mkdir(world.tools.tempDir, { recursive: true });
		await writeFile(tempPath, bytes);
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		return keepTable(ctx, world.tools, { field: 'table', fileName, tempPath, size: bytes.length, sha256 }).finally(() =>
			rm(tempPath, { force: true })
		);
	}

	it('go from the blank one, filled in, through the preview into the list; and to nobody else', async () => {
		const { bytes, fileName } = await externalImportTemplate(officer, world.unitId);
		expect(fileName).toMatch(/\.xlsx$/);
		const blank = await send(fileName, Buffer.from(bytes), officer);
		expect(blank.table.rows[0]?.cells).toEqual([...head, ...keeping]);
		const filled = await writeSheet(
			[{}],
			[...head, ...keeping].map((header, at) => ({
				header,
				value: () => ['19/2020', 'Luật', 'Quốc hội', new Date('2020-03-05')][at] ?? null
			}))
		);
		const { uploadId } = await send('của đơn vị.xlsx', filled, officer);
		const { preview } = await externalImportPage(officer, world.tools, { unitId: world.unitId, file: uploadId });
		expect(preview).toMatchObject({ fileName: 'của đơn vị.xlsx', report: { faults: [], changes: [{ act: 'create', number: '19/2020' }] } });
		for (const file of [uploadId, '../../etc/passwd'])
			expect((await refusal(externalImportPage(await world.as('head'), world.tools, { unitId: world.unitId, file }))).code).toBe(
				'upload_gone'
			);
		const step = { unitId: world.unitId, file: uploadId, expected: preview?.report.digest ?? '' };
		expect((await refusal(commitExternalImport(officer, world.tools, { ...step, expected: 'x' }))).code).toBe('stale');
		expect(await commitExternalImport(officer, world.tools, step)).toMatchObject({ committed: true });
		expect(await lineOf('19/2020', world.unitId)).toMatchObject({ issuedOn: '2020-03-05' });
	});

	it('that are no tables are refused before anything is kept', async () => {
		const uploads = () => world.client.upload.count();
		const before = await uploads();
		for (const [name, bytes] of [
			['a.xlsx', Buffer.from('PK\u0003\u0004 not a workbook')],
			['b.xlsx', randomBytes()]
		] as const)
			expect((await refusal(send(name, bytes, officer))).code, name).toMatch(/^(?:office|table|file)_/);
		expect(await uploads()).toBe(before);
		// Text under the name of a workbook is read as text, and is no list.
		const page = await send('c.xlsx', Buffer.from('<html><script>alert(1)</script></html>'), officer);
		const { faults } = await importExternals(officer, { unitId: world.unitId, rows: page.table.rows, dryRun: false, fileName: 'c' });
		expect(faults.map(({ reason }) => reason)).toEqual(['column_missing', 'column_missing', 'column_missing']);
	});

	it('that were exported come back without a change', async () => {
		for (const [list, ctx] of [
			['unit', officer],
			['province', coordinator]
		] as const) {
			const { bytes } = await exportExternals(ctx, new URLSearchParams({ list }), world.unitId);
			const { table: exported } = await send('danh mục.xlsx', Buffer.from(bytes), ctx);
			const unitId = list === 'unit' ? world.unitId : null;
			const report = await importExternals(ctx, { unitId, rows: exported.rows, dryRun: true, fileName: 'x' });
			expect(report, list).toMatchObject({ faults: [], changes: [] });
			expect(report.same, list).toBeGreaterThan(3);
		}
	});

	const randomBytes = () => createHash('sha512').update('x').digest();
});

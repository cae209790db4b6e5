import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listSorts, parseListQuery } from '#lib/domain/documents/list-query.ts';
import { listDocuments } from '#lib/server/documents/queries/list.ts';
import { documentListPage } from '#lib/server/documents/queries/list-page.ts';
import { exportDocuments, exportQuery } from '#lib/server/documents/queries/list-export.ts';
import { readSheet } from 'read-excel-file/node';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { verifyAgainst } from '#lib/server/audit-trail/verify-paper.ts';
import { counting } from '#test/support/counting.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	password,
	type AVersion,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { openRoute } from '#test/support/page-loads.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { testSigner } from '#test/support/trail.ts';

let world: DocumentsWorld;
let replaced: AVersion;
let draft: AVersion;

async function list(who: Who, query = '') {
	return listDocuments(await world.as(who), parseListQuery(new URLSearchParams(query)));
}
const codes = async (who: Who, query = '') => (await list(who, query)).items.map((item) => item.code);

beforeAll(async () => {
	world = await documentsWorld('2026-10-01T02:00:00Z');
	replaced = await issuedVersion(world, { document: { code: 'QT.2', title: 'Đăng ký kết hôn' }, title: 'Đăng ký kết hôn' });
	await issuedVersion(world, { document: { code: 'QT.10', title: 'Quản lý văn bản' }, title: 'Quản lý văn bản' });
	const gone = await issuedVersion(world, { document: { code: 'QT.03', title: 'Tiếp công dân' }, title: 'Tiếp công dân' });
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
	await withdrawVersion(await world.as('head'), { versionId: gone.id, comment: 'Không còn cần', from: world.day(), password });
	await issuedVersion(world, {
		documentId: replaced.documentId,
		title: 'Đăng ký kết hôn (mới)',
		effectiveOn: world.day(7)
	});
	draft = await draftVersion(world, { document: { code: 'QT.99', title: 'Bản nháp mật' }, title: 'Bản nháp mật' });
	await approvedVersion(world, { document: { code: 'QT.11', title: 'Chờ ban hành' }, title: 'Chờ ban hành' });
});
afterAll(() => world.close());

describe('the master list of a day', () => {
	it('has what is in force today, in the order of codes as numbers', async () => {
		const found = await list('staff');
		expect(found.items.map((item) => [item.code, item.numbers, item.state])).toEqual([
			['QT.2', '01/00', 'in_force'],
			['QT.10', '01/00', 'in_force']
		]);
		expect(found.total).toBe(2);
		expect(found.items[0]).toMatchObject({ issuedOn: '2026-10-01', effectiveOn: '2026-10-01', lastDay: '2026-11-30' });
		expect(found.items[0]?.open).toMatchObject({ state: 'upcoming', effectiveOn: '2026-12-01' });
	});

	it('is that of the day: before anything, while the withdrawn one applied, and after the next one begins', async () => {
		expect(await codes('staff', 'asOf=2026-09-30')).toEqual([]);
		expect(await codes('staff', 'asOf=2026-11-23')).toEqual(['QT.2', 'QT.03', 'QT.10']);
		const later = await list('staff', 'asOf=2026-12-01&q=ket hon');
		expect(later.items).toMatchObject([{ code: 'QT.2', title: 'Đăng ký kết hôn (mới)', effectiveOn: '2026-12-01', state: 'in_force' }]);
	});

	it('shows what has no version in force when asked for', async () => {
		expect(await codes('staff', 'state=withdrawn')).toEqual(['QT.03']);
		expect(await codes('staff', 'state=upcoming')).toEqual(['QT.2']);
		expect(await codes('officer', 'state=none')).toEqual(['QT.11', 'QT.99']);
		expect((await list('officer', 'state=all')).items.map((item) => [item.code, item.state, item.open?.state])).toEqual([
			['QT.2', 'in_force', 'upcoming'],
			['QT.03', 'withdrawn', undefined],
			['QT.10', 'in_force', undefined],
			['QT.11', 'none', 'approved'],
			['QT.99', 'none', 'draft']
		]);
	});

	it('finds codes by their key and its beginning, titles without accents', async () => {
		expect(await codes('staff', 'q=qt-002')).toEqual(['QT.2']);
		expect(await codes('staff', 'q=QT 1')).toEqual([]);
		expect(await codes('staff', 'q=qt')).toEqual(['QT.2', 'QT.10']);
		expect(await codes('staff', 'q=van quan')).toEqual(['QT.10']);
		expect(await codes('staff', 'q=DANG KY')).toEqual(['QT.2']);
		expect(await codes('staff', 'q=100%25')).toEqual([]);
	});

	it('sorts, pages and counts past the last page', async () => {
		expect(await codes('staff', 'sort=-code')).toEqual(['QT.10', 'QT.2']);
		expect(await codes('staff', 'sort=title')).toEqual(['QT.2', 'QT.10']);
		const second = await list('staff', 'pageSize=1&page=2');
		expect([second.items.map((item) => item.code), second.total]).toEqual([['QT.10'], 2]);
		const beyond = await list('staff', 'pageSize=1&page=9');
		expect([beyond.items, beyond.total]).toEqual([[], 2]);
	});
});

describe('the list of the province', () => {
	it.each(listSorts.flatMap((key) => [key, `-${key}`]))('sorted by %s has each line once, page by page, in one order', async (sort) => {
		const whole = await list('staff', `unit=all&sort=${sort}`);
		expect(whole.items.length).toBe(whole.total);
		const pages = [];
		for (let page = 1; page <= whole.total; page++)
			pages.push(...(await list('staff', `unit=all&sort=${sort}&pageSize=1&page=${page}`)).items);
		expect(pages.map((item) => item.code)).toEqual(whole.items.map((item) => item.code));
		const own = await list('staff', `sort=${sort}`);
		expect(whole.items.map((item) => item.code)).toEqual(own.items.map((item) => item.code));
	});

	it('finds titles by words of two letters, and codes', async () => {
		expect(await codes('staff', 'unit=all&q=ly ba')).toEqual(['QT.10']);
		expect(await codes('staff', 'unit=all&q=qt')).toEqual(['QT.2', 'QT.10']);
		expect(await codes('staff', 'unit=all&state=all&q=tiep cong')).toEqual(['QT.03']);
	});
});

describe('drafts of a unit', () => {
	const blind: Who[] = ['staff', 'outsider', 'staff', 'inspector', 'administrator'];

	it.each(blind)('do not exist for %s: not in lists, counts, filters or exports', async (who) => {
		for (const query of [
			'state=all&unit=all',
			'state=none&unit=all',
			'open=any&unit=all',
			`unit=${world.unitId}&state=all&q=mat`,
			'state=draft&unit=all'
		]) {
			const found = await list(who, query);
			expect(found.items.map((item) => item.code)).not.toContain('QT.99');
			expect(found.items.every((item) => item.open === null || item.open.state === 'upcoming')).toBe(true);
			expect(found.total).toBe(found.items.length);
		}
		const file = await exportDocuments(await world.as(who), parseListQuery(new URLSearchParams('state=all&unit=all')), 'xlsx');
		const rows = await readSheet(Buffer.from(file.bytes), 1);
		expect(rows.flat()).not.toContain('QT.99');
		expect(rows.flat()).not.toContain('Bản nháp mật');
	});

	it('are the drafter’s who is named to them, and theirs alone among drafters', async () => {
		expect(await codes('drafter', 'open=draft')).toEqual(['QT.99']);
		const other = await world.asId(await world.addPerson(['drafter']));
		expect((await listDocuments(other, parseListQuery(new URLSearchParams('state=all&open=any')))).total).toBe(0);
		expect(draft.code).toBe('QT.99');
	});

	it('do not lend their title to a document that others see without one in force', async () => {
		const next = await draftVersion(world, { document: { code: 'QT.50', title: 'Tên cũ' }, title: 'Tên cũ' });
		expect((await list('staff', 'state=all')).items.map((item) => item.code)).not.toContain('QT.50');
		expect((await list('officer', 'state=all&q=QT.50')).items).toMatchObject([{ title: 'Tên cũ' }]);
		expect(next.code).toBe('QT.50');
	});
});

describe('the page of the list', () => {
	it('asks the database twice, whatever it shows', async () => {
		const { ctx, count } = counting(await world.as('officer'));
		const page = await documentListPage(ctx, new URLSearchParams('state=all'), world.unitId);
		expect(page.list.items.length).toBeGreaterThan(3);
		expect(page.facets.unit?.code).toBe('SO-NV');
		expect(page.can).toMatchObject({ create: true, batch: true, approve: false });
		expect(page.can.acts).toContain('submit');
		expect(page.can.acts).not.toContain('approve');
		expect(count()).toBeLessThanOrEqual(3);
	});

	it('is of other units only as far as they are open', async () => {
		expect(await codes('outsider', 'unit=SO-NV')).toEqual([]);
		expect(await codes('staff', 'unit=SO-NV')).toEqual(['QT.2', 'QT.10']);
		expect(await codes('inspector', 'unit=SO-NV')).toEqual(['QT.2', 'QT.10']);
	});
});

describe('exports', () => {
	it('have the same lines as the list, and a PDF of the paper', async () => {
		const ctx = await world.as('staff');
		const query = parseListQuery(new URLSearchParams());
		const sheet = await readSheet(Buffer.from((await exportDocuments(ctx, query, 'xlsx')).bytes), 1);
		expect(sheet.slice(1).map((row) => row[1])).toEqual(['QT.2', 'QT.10']);
		const pdf = await exportDocuments(ctx, query, 'pdf', testSigner);
		expect(Buffer.from(pdf.bytes).subarray(0, 5).toString()).toBe('%PDF-');
		expect(pdf.fileName).toMatch(/\.pdf$/);
	});

	it('say of a spreadsheet what it is of, of which day, and who made it when', async () => {
		await world.client.user.update({ where: { id: world.ids.staff }, data: { fullName: '=HYPERLINK("http://evil")' } });
		const ctx = await world.as('staff');
		const facts = async (query: string) => {
			const { bytes } = await exportDocuments(ctx, parseListQuery(new URLSearchParams(query)), 'xlsx');
			return new Map((await readSheet(Buffer.from(bytes), 2)).map(([label, value]) => [label, value]));
		};
		const own = await facts('asOf=2026-10-05&q=quan');
		expect(own.get('Đơn vị')).toMatch(/^SO-NV · /);
		expect([own.get('Tại ngày'), own.get('Bộ lọc'), own.get('Số dòng')]).toEqual(['05/10/2026', '“quan”', '1']);
		expect([own.get('Xuất lúc'), own.get('Người xuất')]).toEqual(['09:00 24/11/2026', '\'=HYPERLINK("http://evil")']);
		expect((await facts('unit=all')).get('Đơn vị')).toBe('Nhiều đơn vị');
	});

	it('carry on paper a checkpoint of the chain as it is now, of the province’s for several units', async () => {
		const ctx = await world.as('officer');
		const paper = async (query: string) =>
			textOf((await exportDocuments(ctx, parseListQuery(new URLSearchParams(query)), 'pdf', testSigner)).bytes);
		const chain = await world.client.auditChain.findFirstOrThrow({ where: { unitId: world.unitId } });
		expect(await paper('')).toContain(`Nhật ký SO-NV #${chain.seq} · ${chain.headHash.slice(0, 8)} `);
		const before = await paper('');
		await draftVersion(world, { document: { code: 'QT.98', title: 'Một việc hôm nay' } });
		const later = await world.client.auditChain.findFirstOrThrow({ where: { unitId: world.unitId } });
		expect(later.seq).toBeGreaterThan(chain.seq);
		const after = await paper('');
		expect(after).toContain(`Nhật ký SO-NV #${later.seq} · `);
		expect(before).not.toContain(`#${later.seq} · `);
		const line = after.split('\n').find((one) => one.includes('Nhật ký SO-NV')) ?? '';
		expect((await verifyAgainst(ctx, line, testSigner))[0]).toMatchObject({ outcome: 'whole', seq: Number(later.seq) });
		const province = await world.client.auditChain.findFirstOrThrow({ where: { unitId: null } });
		expect(await paper('unit=all')).toContain(`Nhật ký PROVINCE #${province.seq} · `);
	});

	it.each(['2026-13-45', 'abc', '9999-12-31', '2026-02-29', '24/11/2026'])(
		'refuse %s, which is no day, instead of being of today',
		async (asOf) => {
			const params = new URLSearchParams({ asOf, format: 'xlsx' });
			expect(() => exportQuery(params, null)).toThrow(
				expect.objectContaining({ code: 'day_unread', status: 422, params: { asked: asOf } })
			);
			const ctx = await world.as('staff');
			expect(await openRoute(world, ctx, '(app)/documents/export', { search: params.toString() })).toMatchObject({
				status: 422,
				data: { message: `“${asOf}” không phải một ngày, nên không xuất tệp. Hãy chọn lại ngày rồi xuất.` }
			});
			// The page opens, of today, and says so.
			expect(await documentListPage(ctx, params, null)).toMatchObject({ asOf: world.day() });
			for (const good of ['', 'asOf=', 'asOf=2026-11-01'])
				expect((await openRoute(world, ctx, '(app)/documents/export', { search: `format=xlsx&${good}` })).status).toBe(200);
		}
	);

	it('have codes in the text of the paper as people search for them', async () => {
		const ctx = await world.as('officer');
		const text = textOf((await exportDocuments(ctx, parseListQuery(new URLSearchParams()), 'pdf', testSigner)).bytes);
		expect(text).toContain('QT.10');
		expect(text).not.toMatch(/[\u200b\u00ad]/);
	});
});

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { z } from 'zod';
import { wholeTextOf } from '#test/support/pdf-pages.ts';
import { act, sign } from './support/acts.ts';
import { expectAccessible, expectFits } from './support/checks.ts';
import { choose, createDraft, expectState } from './support/documents.ts';
import { paperOf, typed, today } from './support/paper.ts';
import { comingBack, openAs, password, phone } from './support/people.ts';

/**
 * Two communes become one, as they did on 2025-07-01: with what they had in force on paper on the day before. A unit that has documents cannot end
 * on a day that is over, so the decision of then is entered with effect from today. The steps stand on each other.
 */
test.describe.configure({ mode: 'serial' });

const { open, leave } = comingBack();
test.afterAll(leave);

const unit = z.object({
	unitId: z.string(),
	code: z.string(),
	name: z.string(),
	head: z.string(),
	officer: z.string(),
	reader: z.string()
});
const prepared = z.object({
	to: z.object({ name: z.string(), code: z.string(), kind: z.string() }),
	from: z.tuple([unit, unit]).rest(unit)
});
type Commune = z.infer<typeof unit>;
type Paper = { code: string; title: string; numbers: string; from: string; lastDay?: string };

let merger: z.infer<typeof prepared>;
let [event, heir, oldVersion, oldCode] = ['', '', '', ''];
let oldBytes: Buffer;
const decision = '1665/NQ-UBTVQH15';
const lastOldDay = '2025-06-30';
const shared = 'QT.TP.01';
const renamed = 'QT.TP.01.B';
const draft = 'QT.NB.09';

test.beforeAll(async () => {
	const [node, script] = [path.resolve('node_modules/.bin/node'), path.resolve('test/e2e/support/communes-to-merge.ts')];
	const { stdout } = await promisify(execFile)(node, [script, process.env.E2E_STORAGE ?? '', password]);
	merger = prepared.parse(JSON.parse(stdout));
});

const papersOf = ({ name }: Commune, papers: readonly Omit<Paper, 'title'>[]): Paper[] =>
	papers.map((paper) => ({ ...paper, title: `Quy trình ${paper.code} của ${name}` }));

/** The officer lists what is in force on paper, with its files; the head signs the list. */
async function takeOn(officer: Page, head: (list: string) => Promise<Page>, papers: readonly Paper[]): Promise<void> {
	await officer.getByRole('button', { name: 'Lập danh sách' }).click();
	await officer.waitForURL(/\/take-on\/[^/]+$/);
	const fileOf = (paper: Paper) => `${paper.code}-${paper.numbers.replace('/', '-')}.pdf`;
	const files = [];
	for (const paper of papers) {
		const file = await paperOf({ ...paper, sentence: `Bản ${paper.numbers} được thực hiện tại đơn vị.` });
		files.push({ ...file, name: fileOf(paper) });
	}
	await officer.locator('input[name=files]').setInputFiles(files);
	await officer.getByRole('button', { name: 'Tải tệp lên' }).click();
	await expect(officer.getByText(/chưa dùng/)).toHaveCount(files.length);
	const table = [
		['Mã', 'Loại', 'Tên tài liệu', 'Lần ban hành/sửa đổi', 'Số quyết định', 'Ngày quyết định', 'Hiệu lực từ', 'Hiệu lực đến', 'Tệp PDF'],
		...papers.map((paper) => [
			...[paper.code, 'QT', paper.title, paper.numbers, '12/QĐ-UBND', paper.from, paper.from, paper.lastDay ?? '', fileOf(paper)]
		])
	];
	const buffer = Buffer.from(table.map((cells) => cells.join(';')).join('\n'));
	await officer.locator('input[name=table]').setInputFiles({ name: 'danh-muc.csv', mimeType: 'text/csv', buffer });
	await officer.getByRole('button', { name: 'Thêm các dòng của bảng' }).click();
	await expect(officer.getByText(/đủ để ký/)).toBeVisible();
	const page = await head(new URL(officer.url()).pathname);
	await act(page, 'Ký ghi nhận…', sign, 'Ký ghi nhận');
	await expect(page.getByText(/ghi nhận theo hồ sơ giấy/)).toBeVisible();
}

/** What the decision says: who else, the new commune, the day and the number. */
async function fillEntry(page: Page, day: string): Promise<void> {
	for (const { name } of merger.from.slice(1)) await choose(page.getByRole('combobox', { name: 'Các đơn vị cùng sáp nhập' }), name);
	await page.locator('input[name=name]').fill(merger.to.name);
	await page.locator('input[name=code]').fill(merger.to.code);
	await page.locator('select[name=kindCode]').selectOption(merger.to.kind);
	await page.getByLabel('Có hiệu lực từ ngày').fill(day);
	await page.getByLabel('Số quyết định, nghị quyết').fill(decision);
	await page.getByLabel('Ngày ký').fill('16/06/2025');
}

/** The list of documents of a unit on a day. */
const listOn = (code: string, day: string) => `/documents?unit=${encodeURIComponent(code)}&asOf=${day}`;
const rowOf = (page: Page, code: string) => page.getByRole('row').filter({ has: page.getByText(code, { exact: true }) });
const lineOf = (page: Page, code: string, { name }: Commune): Locator =>
	page
		.getByRole('listitem')
		.filter({ hasText: `${code} của ${name}` })
		.filter({ has: page.getByRole('link', { name: code, exact: true }) });
const bytesOf = async (page: Page, versionId: string) => (await page.request.get(`/files/versions/${versionId}/original`)).body();
const versionOf = async (page: Page) => {
	const href = await page.locator('main a[href*="/files/versions/"]').first().getAttribute('href');
	return /\/files\/versions\/([0-9a-f-]{36})/.exec(href ?? '')?.[1] ?? '';
};

test('both take on from paper what has been in force for years', async ({ browser }) => {
	const [first, second] = merger.from;
	const papers = [
		papersOf(first, [
			{ code: shared, numbers: '01/00', from: '01/03/2021', lastDay: '14/03/2024' },
			{ code: shared, numbers: '02/00', from: '15/03/2024' },
			{ code: 'QT.LD.02', numbers: '01/00', from: '15/03/2024' }
		]),
		papersOf(second, [
			{ code: shared, numbers: '01/00', from: '01/06/2023' },
			{ code: 'QT.DD.05', numbers: '01/00', from: '01/06/2023' }
		])
	];
	for (const [at, commune] of [first, second].entries()) {
		const officer = await open(browser, commune.officer, '/documents/take-on');
		await takeOn(officer, (list) => open(browser, commune.head, list), papers[at] ?? []);
		await officer.goto(listOn(commune.code, lastOldDay));
		await expect(rowOf(officer, shared)).toBeVisible();
	}
	const officer = await open(browser, first.officer, listOn(first.code, lastOldDay));
	await rowOf(officer, shared).getByRole('link').first().click();
	await expect(officer.getByText(/theo hồ sơ giấy/i).first()).toBeVisible();
	oldVersion = await versionOf(officer);
	oldBytes = await bytesOf(officer, oldVersion);
	const reading = await officer.request.get(`/files/versions/${oldVersion}/reading`);
	oldCode = /\/v\/([0-9A-Z]+)/.exec(wholeTextOf(await reading.body()))?.[1] ?? '';
	expect(oldCode).not.toBe('');
	await createDraft(officer, { code: draft, title: 'Tiếp công dân', sentence: 'Công dân được tiếp trong giờ làm việc.' });
});

test('the Department enters the decision; the day of then is refused, and nothing that was typed is lost', async ({ browser }) => {
	const [first, ...others] = merger.from;
	const page = await open(browser, 'coordinator', `/units/events/new?unit=${first.unitId}`);
	await page.getByRole('radio', { name: /^Sáp nhập/ }).check();
	await page.getByRole('button', { name: 'Tiếp tục' }).click();
	await fillEntry(page, '01/07/2025');
	await page.getByRole('button', { name: 'Xem trước' }).click();
	await expect(page.getByRole('alert').first()).toContainText('chỉ kết thúc được từ hôm nay trở đi');
	await expect(page.locator('input[name=name]')).toHaveValue(merger.to.name);
	await expect(page.getByLabel('Số quyết định, nghị quyết')).toHaveValue(decision);
	for (const { name } of others) await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
});

test('everything that is touched is shown with its page, and an equal code is settled', async ({ browser }) => {
	const [first, second] = merger.from;
	const page = await open(browser, 'coordinator', `/units/events/new?kind=MERGE&unit=${first.unitId}`);
	await fillEntry(page, 'hôm nay');
	const preview = page.getByRole('button', { name: 'Xem trước' });
	await preview.click();
	await expect(page.getByRole('heading', { name: `Nếu ghi nhận, từ ngày ${typed(today())}` })).toBeVisible();
	await expect(page.getByRole('heading', { name: /^Bản thảo: hủy.* \(1\)$/ })).toBeVisible();
	await expect(page.getByRole('heading', { name: /^Nhân sự: kết thúc/ })).toBeVisible();
	const links = await page
		.locator('main form section a[target=_blank]')
		.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
	for (const part of [/^\/units\//, /^\/documents\//, /^\/people\//])
		expect(links.filter((href) => part.test(href)).length).toBeGreaterThan(1);
	for (const href of links) expect((await page.request.get(href)).status(), href).toBe(200);
	await expectAccessible(page, 'the preview of a merger');
	await expectFits(page, 'the preview of a merger');

	// Of equal codes the document of the first commune is proposed. Both together need another code.
	const other = lineOf(page, shared, second);
	await expect(lineOf(page, shared, first).getByRole('checkbox')).toBeChecked();
	await expect(other.getByRole('checkbox')).not.toBeChecked();
	await other.getByRole('checkbox').check();
	await preview.click();
	await expect(other.getByText('Trùng mã: cho mã mới hoặc không chuyển tiếp.')).toBeVisible();
	await other.getByRole('textbox', { name: 'Mã ở đơn vị kế thừa' }).fill(renamed);
	await lineOf(page, 'QT.DD.05', second).getByRole('checkbox').uncheck();
	await preview.click();
	await expect(page.getByText('Trùng mã: cho mã mới hoặc không chuyển tiếp.')).toHaveCount(0);
	await page.getByRole('button', { name: 'Nhập sự kiện' }).click();
	await page.waitForURL(/\/units\/events\/(?!new)[^/]+$/);
	event = new URL(page.url()).pathname;
	await expectState(page, 'Đã áp dụng');
	const begun = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Đơn vị mới' }) });
	heir = /\/units\/([0-9a-f-]{36})/.exec((await begun.getByRole('link', { name: merger.to.name }).getAttribute('href')) ?? '')?.[1] ?? '';
	expect(heir).not.toBe('');
	await expect(page.getByRole('main')).toContainText(decision);
	await expectAccessible(page, 'an event of units');
});

test('its people are confirmed in the new commune, and nobody is there by themselves', async ({ browser }) => {
	const [first, second] = merger.from;
	const before = await open(browser, second.officer, '/');
	expect((await before.request.get(`/units/${heir}/handed-over`)).status()).toBe(404);
	const page = await open(browser, 'coordinator', `/units/${heir}/handed-over`);
	const people = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Xác nhận/ }) });
	await expect(people).toHaveCount(3 * merger.from.length);
	const positions = [`Chủ tịch ${first.name.replace(/^UBND \S+ /, '')}`, `Công chức ${first.name.replace(/^UBND \S+ /, '')}`];
	positions.push(`Thư ký ISO ${second.name.replace(/^UBND \S+ /, '')}`);
	for (const [at, name] of positions.entries()) {
		await page.getByRole('button', { name: new RegExp(`^Xác nhận ?: ${name}$`) }).click();
		await expect(people).toHaveCount(3 * merger.from.length - at - 1);
	}
	await expect(page.getByText('Đã tiếp nhận', { exact: true })).toHaveCount(positions.length);
});

test('what applies in transition carries the mark, its origin and the same bytes', async ({ browser }) => {
	const [first, second] = merger.from;
	const page = await open(browser, second.officer, `/units/${heir}/handed-over`);
	const carried = page.getByRole('table', { name: 'Tài liệu áp dụng chuyển tiếp' });
	await expect(carried.getByRole('row')).toHaveCount(4);
	await expect(carried.getByRole('row').filter({ hasText: renamed })).toContainText(second.name);
	await carried.getByRole('link', { name: shared, exact: true }).click();
	await expect(page.getByText('Đang hiệu lực', { exact: true }).first()).toBeVisible();
	await expect(page.getByText(`Áp dụng chuyển tiếp từ ${first.name}`).first()).toBeVisible();
	const version = await versionOf(page);
	expect(version).not.toBe(oldVersion);
	expect((await bytesOf(page, version)).equals(oldBytes)).toBe(true);
	const reading = await page.request.get(`/files/versions/${version}/reading`);
	expect(wholeTextOf(await reading.body()).toUpperCase()).toContain('ÁP DỤNG CHUYỂN TIẾP');
	await expectAccessible(page, 'a document in transition');
});

test('the officer of the new commune takes over the draft', async ({ browser }) => {
	const page = await open(browser, merger.from[1].officer, `/units/${heir}/handed-over`);
	const item = page.getByRole('listitem').filter({ hasText: draft });
	await item.getByRole('button', { name: /^Tiếp nhận/ }).click();
	await expect(item.getByText('Đã tiếp nhận', { exact: true })).toBeVisible();
	await page.goto(`/documents?unit=${encodeURIComponent(merger.to.code)}&state=all&q=${draft}`);
	await expect(rowOf(page, draft)).toBeVisible();
});

test('staff find the one version in force, on a phone', async ({ browser }) => {
	const [first] = merger.from;
	const title = `Quy trình ${shared} của ${first.name}`;
	const page = await openAs(browser, first.reader, `/search?q=${encodeURIComponent(title)}`, phone);
	const found = page.getByRole('listitem').filter({ hasText: title });
	await expect(found).toHaveCount(1);
	await expect(found).toContainText('Đang hiệu lực');
	await expect(found).toContainText(`Áp dụng chuyển tiếp từ ${first.name}`);
	await expectFits(page, 'a document in transition, found on a phone');
	await page.context().close();
});

test('the old communes are closed and stay readable; a paper of theirs leads to the new one', async ({ browser, page: anybody }) => {
	const page = await open(browser, 'coordinator', event);
	for (const commune of merger.from) {
		await page.goto(`/units/${commune.unitId}`);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(commune.name);
		await expect(page.getByRole('main').getByRole('link', { name: merger.to.name }).first()).toBeVisible();
		await expect(page.getByText(/^Đơn vị này đã kết thúc sau ngày/)).toBeVisible();
		await expect(page.getByRole('link', { name: 'Ghi nhận thay đổi…' })).toHaveCount(0);
	}
	const [first, second] = merger.from;
	await page.goto(listOn(first.code, lastOldDay));
	await expect(rowOf(page, shared)).toBeVisible();
	await page.goto(listOn(second.code, lastOldDay));
	await expect(rowOf(page, 'QT.DD.05')).toBeVisible();
	await page.goto(listOn(merger.to.code, today()));
	await expect(rowOf(page, shared)).toBeVisible();
	await expect(rowOf(page, renamed)).toBeVisible();
	await expect(rowOf(page, 'QT.DD.05')).toHaveCount(0);
	await anybody.goto(`/v/${oldCode}`);
	await expect(anybody.getByRole('main')).toContainText(merger.to.name);
});

test('staff of the new commune look up what the old ones issued, apart from what is in force', async ({ browser }) => {
	const [first, second] = merger.from;
	const page = await open(browser, first.reader, '/documents');
	await expect(rowOf(page, shared)).toBeVisible();
	await expect(rowOf(page, 'QT.DD.05')).toHaveCount(0);
	const before = page.getByRole('region', { name: 'Đơn vị tiền thân' });
	for (const { name } of merger.from)
		await expect(before.getByRole('listitem').filter({ hasText: name })).toContainText('kết thúc sau ngày');
	await expectAccessible(page, 'a list of documents with the units before');

	// Of the other commune, where this person never was; it was not carried over.
	await before.getByRole('link', { name: second.name }).click();
	await expect(page.getByText(`${second.name} đã kết thúc sau ngày`)).toBeVisible();
	await rowOf(page, 'QT.DD.05').getByRole('link').first().click();
	await expect(page.getByText(`${second.name} đã kết thúc sau ngày`)).toBeVisible();
	await expect(page.getByRole('main')).toContainText(decision);
	await expect(page.getByRole('link', { name: /^Áp dụng chuyển tiếp ở/ })).toHaveCount(0);
	await expectAccessible(page, 'a document of a unit that is no more');

	await page.goto(`/documents?unit=${first.unitId}&state=all`);
	await rowOf(page, shared).getByRole('link').first().click();
	await page.getByRole('link', { name: `Áp dụng chuyển tiếp ở ${merger.to.name}: ${shared}` }).click();
	await expect(page.getByText('Đang hiệu lực', { exact: true }).first()).toBeVisible();
	await page.setViewportSize(phone.viewport);
	await page.goto(`/documents?unit=${first.unitId}&state=all`);
	await expect(page.getByRole('region', { name: 'Đơn vị tiền thân' })).toBeVisible();
	await expectFits(page, 'a list of documents with the units before, on a phone');
	await page.goto(`/documents?unit=${second.unitId}&state=all`);
	await page.getByText('QT.DD.05', { exact: true }).first().click();
	await expect(page.getByText(`${second.name} đã kết thúc sau ngày`)).toBeVisible();
	await expectFits(page, 'a document of a unit that is no more, on a phone');
});

test('its officer opens what the old ones audited, planned and reported, each commune by itself', async ({ browser }) => {
	const [first, second] = merger.from;
	// The one of the two officers whom the new commune took over as its own.
	const page = await open(browser, second.officer, '/documents');
	const before = page.getByRole('region', { name: 'Đơn vị tiền thân' });
	await expectAccessible(page, 'a list of documents with the units before, for an officer');
	for (const list of [
		...['Đánh giá', 'Chương trình năm', 'Khắc phục', 'Xem xét của lãnh đạo', 'Mục tiêu', 'Rủi ro', 'Nhà cung cấp', 'Báo cáo'],
		'Công bố'
	]) {
		await page.goto('/documents');
		await before.getByRole('link', { name: `${list}: ${first.name}`, exact: true }).click();
		await expect(page.getByText(`${first.name} đã kết thúc sau ngày`)).toBeVisible();
		await expectAccessible(page, `${list} of a unit that is no more`);
	}
	// Nothing chosen is all that it left; what is chosen is taken off again within that unit.
	await page.goto('/documents');
	await before.getByRole('link', { name: `Khắc phục: ${first.name}`, exact: true }).click();
	await expect(page.getByText('Đơn vị này không để lại gì ở đây')).toBeVisible();
	await page.goto(`${page.url()}&late=1`);
	await page.getByRole('main').getByRole('link', { name: 'Xóa bộ lọc' }).last().click();
	await expect(page.getByText('Đơn vị này không để lại gì ở đây')).toBeVisible();
	await expect(page.getByText(`${first.name} đã kết thúc sau ngày`)).toBeVisible();
	await page.setViewportSize(phone.viewport);
	await page.goto('/documents');
	await expectFits(page, 'a list of documents with the units before, for an officer, on a phone');
	await before.getByRole('link', { name: `Rủi ro: ${first.name}`, exact: true }).click();
	await expect(page.getByText(`${first.name} đã kết thúc sau ngày`)).toBeVisible();
	await expectFits(page, 'the risks of a unit that is no more, on a phone');
});

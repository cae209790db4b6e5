import { expect, test, type Browser, type Page } from '@playwright/test';
import { expectAccessible, expectFits } from './support/checks.ts';
import { choose } from './support/documents.ts';
import { freshCode } from './support/paper.ts';
import { openAs, phone } from './support/people.ts';

/** A procedure that is written in eISO, by one and by two, with and without a connection and scripts. */
test.describe.configure({ mode: 'serial' });

let documentId = '';
const edit = (section: string) => `/documents/${documentId}/edit?section=${section}`;
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });
const saved = (page: Page) => expect(page.locator('.save-state')).toHaveText(/Đã lưu \d\d:\d\d/);
/** The colleague who was named to write it too. */
const second = (browser: Browser, at: string) => openAs(browser, 'staff', at);

async function addStep(page: Page, what: string, who: string, time: string): Promise<void> {
	await page.getByRole('button', { name: 'Thêm bước' }).click();
	const row = page.locator('[data-row]').last();
	await row.getByRole('textbox', { name: /^Trình tự/ }).fill(what);
	await row.getByRole('combobox', { name: /^Trách nhiệm/ }).fill(who);
	await row.getByRole('textbox', { name: /^Thời gian/ }).fill(time);
}
const steps = (page: Page) =>
	page.locator('[data-row] textarea[name$=".what"]').evaluateAll((fields) => fields.map((one) => ('value' in one ? one.value : '')));

test('an officer begins to write, and it saves by itself', async ({ browser }) => {
	const page = await openAs(browser, 'officer');
	await page.goto('/documents/new?kind=QT');
	await page.getByLabel('Mã hiệu', { exact: true }).fill(freshCode('SOAN'));
	await page.getByLabel('Tên tài liệu', { exact: true }).fill('Tiếp công dân tại trụ sở');
	await choose(page.getByRole('combobox', { name: 'Người được giao soạn' }), 'Từ Thị Diệu Hậu');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Tạo tài liệu' }).click();
	await page.waitForURL(/\/versions\/new$/);
	documentId = page.url().split('/').at(-3) ?? '';
	await page.getByRole('button', { name: 'Soạn trên eISO' }).click();
	await page.waitForURL(/\/edit$/);
	await field(page, 'Mục đích').fill('Tiếp công dân đúng hẹn.');
	await saved(page);
	await page.goto(edit('steps'));
	await addStep(page, 'Ghi sổ', 'Văn thư', '½');
	await addStep(page, 'Tiếp, nghe trình bày', 'Lãnh đạo', '4 giờ');
	await saved(page);
	await page.reload();
	expect(await steps(page)).toEqual(['Ghi sổ', 'Tiếp, nghe trình bày']);
	await expect(page.getByRole('textbox', { name: 'Thời gian, B1' })).toHaveValue('0,5 ngày');
	await expectAccessible(page, 'editor');
	await page.context().close();
});

test('rows move by the keyboard, go and come back, and come from a pasted table', async ({ browser }) => {
	const page = await openAs(browser, 'officer', edit('steps'));
	await page.getByRole('textbox', { name: 'Trình tự, B2' }).press('Alt+ArrowUp');
	expect(await steps(page)).toEqual(['Tiếp, nghe trình bày', 'Ghi sổ']);
	await expect(page.getByRole('status').filter({ hasText: 'Đã chuyển B2 đến vị trí 1 trên 2.' })).toBeAttached();
	await expect(page.getByRole('textbox', { name: 'Trình tự, B1' })).toBeFocused();
	await page.getByRole('button', { name: 'Xóa B1' }).click();
	expect(await steps(page)).toEqual(['Ghi sổ']);
	await page.getByRole('button', { name: 'Hoàn tác' }).click();
	expect(await steps(page)).toEqual(['Tiếp, nghe trình bày', 'Ghi sổ']);
	const html =
		'<table><tr><th>TT</th><th>Trình tự</th><th>Trách nhiệm</th><th>Thời gian</th></tr><tr><td>B1</td><td><p>Chuyển đơn</p></td><td>Chuyên viên</td><td>01 ngày</td></tr></table>';
	await page.getByRole('textbox', { name: 'Trình tự, B2' }).evaluate((node, text) => {
		const data = new DataTransfer();
		data.setData('text/html', text);
		node.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
	}, html);
	expect(await steps(page)).toEqual(['Tiếp, nghe trình bày', 'Ghi sổ', 'Chuyển đơn']);
	await expect(page.getByRole('textbox', { name: 'Thời gian, B3' })).toHaveValue('1 ngày');
	await saved(page);
	await page.context().close();
});

test('two who write at once are merged, and asked where they meet', async ({ browser }) => {
	const one = await openAs(browser, 'officer', edit('steps'));
	const two = await second(browser, edit('steps'));
	await one.getByRole('textbox', { name: 'Trình tự, B1' }).fill('Tiếp công dân');
	await saved(one);
	await two.getByRole('combobox', { name: 'Trách nhiệm, B1' }).fill('Giám đốc Sở');
	await expect(two.getByText(/đã sửa Quy trình xử lý công việc lúc/)).toBeVisible();
	expect((await steps(two))[0]).toBe('Tiếp công dân');
	// Both of them now change one field, neither knows.
	await one.context().setOffline(true);
	await one.getByRole('textbox', { name: 'Trình tự, B2' }).fill('Ghi sổ của người thứ nhất');
	await two.getByRole('textbox', { name: 'Trình tự, B2' }).fill('Ghi sổ của người thứ hai');
	await saved(two);
	await expect(one.getByText(/Mất kết nối từ \d\d:\d\d, 1 mục chưa lưu/)).toBeVisible();
	await one.context().setOffline(false);
	const conflict = one.getByRole('alert').filter({ hasText: 'Hai người cùng sửa' });
	await expect(conflict).toContainText('Ghi sổ của người thứ hai');
	await expect(conflict.getByRole('textbox')).toHaveValue('Ghi sổ của người thứ nhất');
	await conflict.getByRole('textbox').fill('Ghi sổ của cả hai');
	await conflict.getByRole('button', { name: 'Dùng của bạn' }).click();
	await saved(one);
	await two.reload();
	expect((await steps(two))[1]).toBe('Ghi sổ của cả hai');
	await expect(two.getByRole('combobox', { name: 'Trách nhiệm, B1' })).toHaveValue('Giám đốc Sở');
	await one.context().close();
	await two.context().close();
});

test('what is written without a connection is there after a crash of the page, and is saved', async ({ browser }) => {
	const page = await openAs(browser, 'officer', edit('scope'));
	await page.route('**/edit/content', (route) => route.abort());
	await field(page, 'Phạm vi').fill('Mọi buổi tiếp công dân.');
	await expect(page.getByText(/Mất kết nối từ/)).toBeVisible();
	await page.unroute('**/edit/content');
	page.on('dialog', (dialog) => void dialog.accept());
	await page.goto(edit('scope'));
	await expect(field(page, 'Phạm vi')).toHaveValue('Mọi buổi tiếp công dân.');
	await saved(page);
	const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('eiso-draft:')).length);
	await expect.poll(kept).toBe(0);
	await page.context().close();
});

test('without scripts each part is a form', async ({ browser }) => {
	const page = await openAs(browser, 'officer', edit('steps'), { javaScriptEnabled: false });
	await page.getByRole('textbox', { name: 'Trình tự, B3' }).fill('Chuyển đơn đến nơi giải quyết');
	await page.getByRole('button', { name: 'Chuyển B3 lên' }).click();
	expect(await page.locator('[data-row] textarea[name$=".what"]').allTextContents()).toEqual([
		'Tiếp công dân',
		'Chuyển đơn đến nơi giải quyết',
		'Ghi sổ của cả hai'
	]);
	await page.getByRole('textbox', { name: 'Thời gian, B1' }).fill('sáng mai');
	await page.getByRole('button', { name: 'Lưu', exact: true }).last().click();
	await expect(page.getByRole('textbox', { name: 'Thời gian, B1' })).toHaveAttribute('aria-invalid', 'true');
	await page.context().close();
});

test('on a telephone one part at a time', async ({ browser }) => {
	const page = await openAs(browser, 'officer', edit('steps'), phone);
	await expectFits(page, 'editor on a telephone');
	await page.getByRole('button', { name: 'Thêm bước' }).click();
	await expect(page.locator('[data-row]')).toHaveCount(4);
	await expectAccessible(page, 'editor on a telephone');
	await page.context().close();
});

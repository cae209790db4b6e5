import { expect, test } from '@playwright/test';
import { expectAccessible, expectFits, settled } from './support/checks.ts';
import { ask, expectState } from './support/documents.ts';
import { today, typed } from './support/paper.ts';
import { addressOfPerson, openAs, password, phone } from './support/people.ts';

/**
 * A unit that has nothing prepares its set from the Department's models: adopted, submitted, passed, signed and issued, each in one act.
 * The steps stand on each other.
 */
test.describe.configure({ mode: 'serial' });

const unit = 'XA-18760';
/** Six procedures and a form. */
const whole = 7;

test('the officer of a new unit adopts the set of the Department', async ({ browser }) => {
	const page = await openAs(browser, 'officer.new', '/models');
	await expectAccessible(page, 'the models, for the officer of a commune');
	await page.getByRole('link', { name: 'Áp dụng cả bộ' }).click();
	await expect(page.getByRole('checkbox', { name: 'Lập QT.MH.01' })).toBeChecked();
	await page.getByLabel('Mô hình viết “Lãnh đạo UBND”').fill('Chủ tịch UBND xã');
	await page.getByLabel('Mã hiệu của BM.MH.01.01 tại đơn vị').fill('BM.TD.01');
	// One code is taken by another line: it comes back beside its field, and the rest is made.
	await page.getByLabel('Mã hiệu của QT.MH.06 tại đơn vị').fill('QT.MH.01');
	await expectAccessible(page, 'the form that adopts');
	await page.getByRole('button', { name: 'Áp dụng các dòng đã chọn' }).click();
	await expect(page.getByText('Đã lập 6 tài liệu. 1 dòng chưa lập được.')).toBeVisible();
	await expect(page.getByText('Đã áp dụng: QT.MH.01')).toBeVisible();
	await page.getByLabel('Mã hiệu của QT.MH.06 tại đơn vị').fill('QT.TD.01');
	await page.getByRole('button', { name: 'Áp dụng các dòng đã chọn' }).click();
	await page.waitForURL('**/documents?state=all&open=draft**');
	await expect(page.getByRole('main')).toContainText('QT.TD.01');
	await expect(page.getByRole('main')).toContainText('QT.MH.05');
	await page.context().close();
});

test('its drafts have the words of the unit, and are submitted all at once', async ({ browser }) => {
	const page = await openAs(browser, 'officer.new', '/documents?state=all&open=draft');
	await page.getByRole('link', { name: 'QT.MH.01', exact: true }).click();
	await expect(page.getByRole('main')).toContainText('Kiểm soát thông tin dạng văn bản');
	await expect(page.getByRole('complementary')).toContainText('theo bản 02/00');
	await expect(page.getByRole('region', { name: /Biểu mẫu/ })).toContainText('BM.TD.01');
	await page.goto('/models/adoption');
	await expect(page.getByRole('row').filter({ hasText: 'UBND xã Kỳ Bắc' })).toContainText('Đang soạn');
	await page.goto('/documents?state=all&open=draft');
	await settled(page);
	await page.getByRole('checkbox', { name: 'Chọn mọi dòng chọn được trong trang' }).check();
	await page.getByRole('button', { name: 'Gửi soát xét…' }).click();
	await page.getByRole('button', { name: `Gửi soát xét (${whole})` }).click();
	await expect(page.locator('[data-many-result]')).toContainText(`Xong cả ${whole} tài liệu`);
	await page.context().close();
});

test('the reviewer passes the whole set, and the head signs it on a phone with one password', async ({ browser }) => {
	const reviewer = await openAs(browser, addressOfPerson(`${unit}/reviewer.TP`), '/approvals');
	await settled(reviewer);
	await reviewer.getByRole('checkbox', { name: 'Chọn mọi dòng chọn được trong trang' }).check();
	await reviewer.getByRole('button', { name: 'Đồng ý, chuyển phê duyệt…' }).click();
	await reviewer.getByRole('button', { name: `Đồng ý, chuyển phê duyệt (${whole})` }).click();
	await expect(reviewer.locator('[data-many-result]')).toContainText(`Xong cả ${whole} tài liệu`);
	await reviewer.context().close();

	const head = await openAs(browser, addressOfPerson(`${unit}/head`), '/approvals', phone);
	await head.getByRole('button', { name: `Chọn cả ${whole}` }).tap();
	await head.getByRole('button', { name: `Ký ${whole} tài liệu…` }).tap();
	const dialog = head.getByRole('dialog');
	await dialog.getByLabel('Mật khẩu của bạn').fill(password);
	await dialog.getByRole('button', { name: `Ký ${whole} tài liệu` }).tap();
	await expect(head.locator('[data-many-result]')).toContainText(`Xong cả ${whole} tài liệu`);
	await head.context().close();
});

test('the officer issues it by one decision, whose paper downloads, and staff are asked to read', async ({ browser }) => {
	const page = await openAs(browser, 'officer.new', '/');
	await page
		.getByRole('main')
		.getByRole('link', { name: /^Lập đợt/ })
		.first()
		.click();
	await page.getByLabel('Số, ký hiệu').fill('12/QĐ-UBND');
	await page.getByLabel('Ngày hiệu lực').fill(typed(today()));
	await page.getByRole('button', { name: 'Lưu nháp và xem trước' }).click();
	const dialog = await ask(page, `Ban hành ${whole} tài liệu…`);
	for (const box of await dialog.getByRole('checkbox').all()) await box.check();
	await dialog.getByRole('button', { name: 'Ban hành theo quyết định' }).click();
	await expectState(page, 'Đã ban hành');
	await page.getByRole('link', { name: 'Văn bản quyết định' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('12/QĐ-UBND');
	for (const format of ['pdf', 'docx']) {
		const download = page.waitForEvent('download');
		await page.locator(`main a[href$="format=${format}"]`).first().click();
		expect((await download).suggestedFilename()).toMatch(new RegExp(`\\.${format}$`));
	}
	await page.goto('/models');
	await expect(page.getByText('Đã áp dụng cả bộ')).toBeVisible();
	await expect(page.getByText('Hiệu lực, đúng mô hình')).toHaveCount(6);
	await page.context().close();

	const staff = await openAs(browser, addressOfPerson(`${unit}/drafter.DC.1`), '/reading', phone);
	await expect(staff.getByRole('main')).toContainText('QT.MH.01 Kiểm soát thông tin dạng văn bản');
	await expect(staff.getByRole('main')).toContainText('Còn 10 ngày');
	await staff.context().close();
});

test('the Department sees every unit, the late ones first, and reminds them', async ({ browser }) => {
	const page = await openAs(browser, 'coordinator', '/models/adoption');
	await expectAccessible(page, 'the adoption matrix');
	const first = page.locator('tbody tr').first();
	await expect(first).toContainText('Chậm 1 bản');
	await page
		.getByRole('link', { name: 'Nhắc các đơn vị chậm…' })
		.or(page.getByRole('button', { name: 'Nhắc các đơn vị chậm…' }))
		.first()
		.click();
	await page.getByRole('dialog').getByRole('button', { name: 'Nhắc các đơn vị chậm…' }).click();
	await expect(page.getByText(/Đã nhắc \d+ đơn vị/)).toBeVisible();
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Xuất bảng' }).click();
	expect((await download).suggestedFilename()).toMatch(/\.xlsx$/);
	await first.getByRole('link', { name: /Chậm 1 bản/ }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('QT.MH.01');
	await page.context().close();
});

test('on a phone the matrix is a list', async ({ browser }) => {
	const page = await openAs(browser, 'coordinator', '/models/adoption', phone);
	await expect(page.locator('tbody tr').first()).toContainText('QT.MH.01');
	await expectFits(page, 'the adoption matrix on a phone');
	await page.context().close();
});

import { expect, test } from '@playwright/test';
import { expectAccessible, expectFits } from './support/checks.ts';
import { openAs, phone } from './support/people.ts';

/** A unit that has nothing prepares its set from the Department's models. The steps stand on each other. */
test.describe.configure({ mode: 'serial', timeout: 150_000 });

test('the officer of a new unit adopts the set of the Department', async ({ browser }) => {
	const page = await openAs(browser, 'officer.new', '/models');
	await expectAccessible(page, 'the models, for the officer of a commune');
	await page.getByRole('link', { name: 'Áp dụng cả bộ' }).click();
	await expect(page.getByRole('checkbox', { name: 'Lập QT.MH.01' })).toBeChecked();
	await page.getByLabel('Mô hình viết “Lãnh đạo UBND”').fill('Chủ tịch UBND xã');
	// One code is taken by another line: it comes back beside its field, and the rest is made.
	await page.getByLabel('Mã hiệu của QT.MH.06 tại đơn vị').fill('QT.MH.01');
	await expectAccessible(page, 'the form that adopts');
	await page.getByRole('button', { name: 'Áp dụng các dòng đã chọn' }).click();
	await expect(page.getByText('Đã lập 5 tài liệu. 1 dòng chưa lập được.')).toBeVisible();
	await expect(page.getByText('Đã áp dụng: QT.MH.01')).toBeVisible();
	await page.getByLabel('Mã hiệu của QT.MH.06 tại đơn vị').fill('QT.TD.01');
	await page.getByRole('button', { name: 'Áp dụng các dòng đã chọn' }).click();
	await page.waitForURL('**/documents?state=all&open=draft');
	await expect(page.getByRole('main')).toContainText('QT.TD.01');
	await expect(page.getByRole('main')).toContainText('QT.MH.05');
	await page.context().close();
});

test('its drafts have the words of the unit, and wait for nobody yet', async ({ browser }) => {
	const page = await openAs(browser, 'officer.new', '/documents?state=all&open=draft');
	await page.getByRole('link', { name: 'QT.MH.01', exact: true }).click();
	await expect(page.getByRole('main')).toContainText('Kiểm soát thông tin dạng văn bản');
	await page.goto('/models');
	await expect(page.getByText('Đang soạn').first()).toBeVisible();
	await page.goto('/models/adoption');
	await expect(page.getByRole('row').filter({ hasText: 'UBND xã Kỳ Bắc' })).toContainText('Đang soạn');
	await expect(page.getByRole('row')).toHaveCount(3);
	await page.context().close();
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

import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/checks.ts';
import { createVersion, expectState } from './support/documents.ts';
import { openAs } from './support/people.ts';
import { considerChange, proposeChange } from './support/requests.ts';

/** A change from the reader who asks for it to the draft that answers it. The steps stand on each other. */
test.describe.configure({ mode: 'serial' });

const code = 'QT.NB.01';
const what = 'Ghi rõ thời hạn nộp báo cáo sau khóa học.';
let requestId = '';

test('somebody who reads a procedure proposes to change it', async ({ browser }) => {
	const page = await openAs(browser, 'staff', `/documents?q=${code}`);
	await page.locator('main tbody a.code', { hasText: code }).first().click();
	await page.waitForURL(/\/documents\/[^/?]+$/);
	await page.goto(`${page.url()}/read`);
	await page.locator('summary[aria-label="Thêm"]').click();
	await page.getByRole('link', { name: 'Đề nghị sửa đổi' }).click();
	await page.waitForURL('**/change-requests/new?**');
	await expect(page.getByRole('main')).toContainText(`Đang đọc: ${code}`);
	requestId = await proposeChange(page, { what, why: 'Mỗi người đang nộp vào một lúc.' });
	await expectState(page, 'Đã đề nghị');
	await expectAccessible(page, 'a proposal');
	await page.context().close();
});

test('the officer finds it at home, gives an opinion and names who drafts', async ({ browser }) => {
	const page = await openAs(browser, 'officer');
	await page.locator(`main a[href="/change-requests/${requestId}"]`).first().click();
	await page.waitForURL(`**/change-requests/${requestId}`);
	await expectAccessible(page, 'a proposal, for the officer');
	await considerChange(page, 'Lương Thị Hoài Thương');
	await expectState(page, 'Đã xem xét');
	await page.context().close();
});

test('a head accepts it', async ({ browser }) => {
	const page = await openAs(browser, 'head');
	await page.locator(`main a[href="/change-requests/${requestId}"]`).first().click();
	await page.waitForURL(`**/change-requests/${requestId}`);
	await page.getByRole('button', { name: 'Chấp nhận đề nghị' }).click();
	await expectState(page, 'Được chấp nhận');
	await page.context().close();
});

test('the draft that is begun for it is linked, for those who may read it', async ({ browser }) => {
	const page = await openAs(browser, 'officer', `/change-requests/${requestId}`);
	await page.getByRole('link', { name: 'Lập bản mới' }).click();
	await page.waitForURL(/\/documents\/[^/]+\/versions\/new$/);
	await createVersion(page, { code, title: 'Đào tạo, bồi dưỡng cán bộ, công chức, viên chức', sentence: what });
	await page.goto(`/change-requests/${requestId}`);
	const linked = (of: typeof page) => of.getByRole('main').getByRole('listitem').filter({ hasText: code }).filter({ hasText: 'Nháp' });
	await expect(linked(page)).toBeVisible();
	await page.context().close();
	// Who proposed it reads the document in force, not its drafts.
	const staff = await openAs(browser, 'staff', `/change-requests/${requestId}`);
	await expectState(staff, 'Được chấp nhận');
	await expect(linked(staff)).toHaveCount(0);
	await staff.context().close();
});

import { expect, test } from '@playwright/test';
import { expectFits } from './support/checks.ts';
import { expectState } from './support/documents.ts';
import { freshCode, paperOf } from './support/paper.ts';
import { phone, signIn } from './support/people.ts';

test.use({ javaScriptEnabled: false });

test('staff filters the list, opens a document and takes its PDF', async ({ page }) => {
	await signIn(page, 'staff', '/documents');
	await page.getByRole('main').getByRole('searchbox').fill('QT.VTLT.02');
	await page.getByRole('button', { name: 'Lọc', exact: true }).click();
	await page.waitForURL(/q=QT\.VTLT\.02/);
	await page.getByRole('row').filter({ hasText: 'QT.VTLT.02' }).getByRole('link').first().click();
	await expect(page.getByText('Đang hiệu lực', { exact: true }).first()).toBeVisible();
	const href = await page.getByRole('link', { name: 'Tải bản đọc' }).first().getAttribute('href');
	const file = await page.request.get(href ?? '');
	expect(file.headers()['content-type']).toBe('application/pdf');
	expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');

	await page.goto('/account');
	await page.getByRole('main').getByRole('button', { name: 'Đăng xuất' }).click();
	await page.waitForURL('**/sign-in');
	await page.goto('/documents');
	await page.waitForURL(/\/sign-in\?next=/);
});

test('an officer makes a draft and submits it through the page that asks', async ({ page }) => {
	const code = freshCode('KS');
	const sentence = 'Trang vẫn dùng được khi trình duyệt không chạy mã lệnh.';
	await signIn(page, 'officer', '/documents/new?kind=QT');
	await page.getByLabel('Mã hiệu', { exact: true }).fill(code);
	await page.getByLabel('Tên tài liệu', { exact: true }).fill('Làm việc không có mã lệnh');
	await page.getByRole('button', { name: 'Tạo tài liệu' }).click();
	await page.waitForURL(/\/versions\/new$/);
	await page.locator('input[name=pdf]').setInputFiles(await paperOf({ code, title: 'Làm việc không có mã lệnh', sentence }));
	await page.getByRole('textbox', { name: /^Tóm tắt/ }).fill(sentence);
	await page.getByRole('button', { name: 'Tạo bản nháp' }).click();
	await expectState(page, 'Nháp');
	// Instead of a reader that would wait for ever there is the file.
	await expect(page.locator('#pdf-view')).toBeHidden();
	await expect(page.getByRole('toolbar')).toHaveCount(0);
	await expect(page.locator('.reader').getByRole('link')).toBeVisible();

	await page.getByRole('button', { name: 'Gửi soát xét' }).click();
	await page.waitForURL(/\?ask=submit/);
	const question = page.getByRole('region', { name: /^Gửi soát xét/ });
	await question.getByRole('combobox', { name: 'Người soát xét' }).selectOption({ index: 1 });
	await question.getByRole('button', { name: 'Gửi soát xét' }).click();
	await expectState(page, 'Chờ soát xét');
	await expect(question).toBeHidden();
});

test('on a phone the page of a batch fits, and its question is in view', async ({ browser }) => {
	const context = await browser.newContext({ ...phone, javaScriptEnabled: false });
	const page = await context.newPage();
	await signIn(page, 'officer', '/issue-batches/new');
	await expectFits(page, 'a new batch');
	await page.getByRole('checkbox').first().check();
	await page.getByRole('button', { name: 'Xem trước' }).click();
	await page.waitForURL(/\/issue-batches\/(?!new)[^/]+$/);
	await expectFits(page, 'a draft batch');
	await page.getByRole('button', { name: /^Bỏ đợt/ }).click();
	await page.waitForURL(/\?ask=discard/);
	const question = page.getByRole('region', { name: /^Bỏ đợt/ });
	await expect(question.getByRole('heading')).toBeInViewport();
	// It is the draft of the sample province, which other tests look at: it stays.
	await expect(question.getByRole('button', { name: /^Bỏ đợt/ })).toBeVisible();
	await context.close();
});

test('an officer is told what is wrong in a question of a checklist, and cancels the draft', async ({ page }) => {
	const title = `Phiếu ${freshCode('KS')}`;
	await signIn(page, 'officer', '/checklists/new');
	await page.getByLabel('Tên phiếu').fill('  ');
	await page.getByLabel('Kiểm tra của tỉnh').check();
	await page.getByRole('button', { name: 'Lập phiếu' }).click();
	await expect(page.getByLabel('Tên phiếu')).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByLabel('Kiểm tra của tỉnh')).toBeChecked();
	await page.getByLabel('Tên phiếu').fill(title);
	await page.getByRole('button', { name: 'Lập phiếu' }).click();
	await page.waitForURL(/\/checklists\/[^/]+\/edit$/);

	const text = page.getByRole('textbox', { name: 'Câu hỏi', exact: true });
	await text.fill('Có danh mục tài liệu không?');
	await page.getByLabel(/^Điểm tối đa/).fill('44');
	await page.getByRole('button', { name: 'Thêm câu hỏi' }).click();
	await expect(page.getByText('Ghi số không quá 10.').last()).toBeVisible();
	await expect(text).toHaveValue('Có danh mục tài liệu không?');
	await page.getByLabel(/^Điểm tối đa/).fill('4');
	await page.getByRole('button', { name: 'Thêm câu hỏi' }).click();
	await expect(page.getByRole('link', { name: 'Có danh mục tài liệu không?' })).toBeVisible();

	await page.getByRole('button', { name: /^Hủy bản thảo/ }).click();
	await page.waitForURL(/[?&]ask=discard/);
	const question = page.getByRole('region', { name: /^Hủy bản thảo/ });
	await question.getByRole('button', { name: 'Hủy bản thảo' }).click();
	await expect(question.getByLabel('Lý do')).toHaveAttribute('aria-invalid', 'true');
	await question.getByLabel('Lý do').fill('Lập nhầm.');
	await question.getByRole('button', { name: 'Hủy bản thảo' }).click();
	await page.waitForURL(/\/checklists$|\/checklists#/);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByRole('link', { name: title })).toHaveCount(0);
});

test('an answer on site that is refused comes back as it was given', async ({ browser }) => {
	const context = await browser.newContext({ ...phone, javaScriptEnabled: false });
	const page = await context.newPage();
	await signIn(page, 'auditor', '/inspections?state=on_site');
	// Of the demo's own cycle: a journey has inspections on site at the same time.
	await page.getByRole('main').locator('tbody tr').filter({ hasText: 'CK-2026-01' }).locator('a').first().click();
	await page.getByRole('link', { name: 'Trả lời tại chỗ' }).click();
	await page.getByText('Xem danh sách câu hỏi').click();
	await page.getByRole('main').getByRole('link').filter({ hasText: 'Chưa trả lời' }).first().click();
	await expectFits(page, 'an answer on site');
	await page.getByRole('radio', { name: 'Chưa đầy đủ' }).check();
	await page.getByLabel('Điểm', { exact: true }).fill('99');
	await page.getByLabel('Bằng chứng ghi nhận').fill('Thiếu sổ theo dõi.');
	await page.getByRole('button', { name: 'Lưu câu trả lời' }).click();
	// Not one of the sample's answers changes: it is looked at by other tests.
	await expect(page.getByText('Điểm từ 0 đến điểm tối đa của câu')).toBeVisible();
	await expect(page.locator('input[value=partly]')).toBeChecked();
	await expect(page.getByLabel('Điểm', { exact: true })).toHaveValue('99');
	await expect(page.getByLabel('Bằng chứng ghi nhận')).toHaveValue('Thiếu sổ theo dõi.');
	await context.close();
});

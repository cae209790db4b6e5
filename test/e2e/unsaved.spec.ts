import { expect, test, type Page } from '@playwright/test';
import { ask, createDocument, createDraft, expectState } from './support/documents.ts';
import { daysFromNow, freshCode, paperOf, typed, today } from './support/paper.ts';
import { signIn } from './support/people.ts';

/** A draft batch with the first approved version and what is given of the decision. */
async function draftBatch(page: Page, number: string): Promise<void> {
	await page.goto('/issue-batches/new');
	await page.getByRole('checkbox').first().check();
	await page.getByLabel('Số, ký hiệu').fill(number);
	await page.getByRole('button', { name: 'Xem trước' }).click();
	await page.waitForURL(/\/issue-batches\/(?!new)[^/]+$/);
}

async function draftOf(page: Page, word: string, sentence: string): Promise<{ versionId: string; documentId: string; code: string }> {
	const code = freshCode(word);
	return { code, ...(await createDraft(page, { code, title: 'Giữ nội dung đã nhập', sentence })) };
}

test('the question about a batch is about the decision on the screen, saved or not', async ({ page }) => {
	await signIn(page, 'officer');
	const day = daysFromNow(45);
	const number = `${Date.now() % 100_000}/QĐ-SNV`;
	await draftBatch(page, '1/QĐ-SNV');
	const issue = page.getByRole('button', { name: /^Ban hành/ });
	await expect(issue).toBeDisabled();

	await page.getByLabel('Số, ký hiệu').fill(number);
	await page.getByLabel('Ngày quyết định').fill(typed(today()));
	await page.getByLabel('Ngày hiệu lực').fill(typed(day));
	await issue.click();
	const question = page.getByRole('dialog');
	await expect(question).toContainText(number);
	await expect(question).toContainText(typed(day));
	await question.getByRole('button', { name: 'Giữ nguyên' }).click();
	await page.reload();
	await expect(page.getByLabel('Số, ký hiệu')).toHaveValue(number);
	await expect(page.getByLabel('Ngày hiệu lực')).toHaveValue(typed(day));

	// What cannot be saved asks nothing.
	await page.getByLabel('Ngày hiệu lực').fill('không phải ngày');
	await page.getByRole('button', { name: /^Ban hành/ }).click();
	await expect(page.getByRole('alert').filter({ hasText: 'Ngày hiệu lực:' })).toBeFocused();
	await expect(page.getByRole('dialog')).toBeHidden();
	await page.getByLabel('Ngày hiệu lực').fill(typed(day));
});

test('a draft is submitted with the words on the screen', async ({ page }) => {
	await signIn(page, 'officer');
	const { code } = await draftOf(page, 'GX', 'Nội dung cũ.');
	const file = await paperOf({ code, title: 'Bản mới', sentence: 'Bản PDF mới.' });
	await page.locator('input[name=pdf]').setInputFiles({ ...file, name: 'ban-moi.pdf' });
	await page.getByRole('textbox', { name: /^Tóm tắt/ }).fill('Nội dung mới, chưa bấm lưu.');
	const question = await ask(page, 'Gửi soát xét');
	// The list opens by a click, and the file that was saved is no longer waiting to be.
	await question.getByRole('combobox', { name: 'Người soát xét' }).click();
	await expect(page.getByRole('option').first()).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.locator('.drop').getByText('ban-moi.pdf')).toHaveCount(0);
	await question.getByRole('button', { name: 'Gửi soát xét' }).click();
	await expectState(page, 'Chờ soát xét');
	await expect(page.getByText('Nội dung mới, chưa bấm lưu.').first()).toBeVisible();
});

test('saving one form of a page keeps what is typed in the other', async ({ page }) => {
	await signIn(page, 'officer');
	const code = freshCode('HB');
	const documentId = await createDocument(page, { code, title: 'Hai biểu mẫu' });
	await page.goto(`/documents/${documentId}/settings`);
	await page.getByLabel('Nơi giữ bản giấy').fill('Bộ phận Một cửa');
	await page.getByLabel('Mã hiệu', { exact: true }).fill(`${code}1`);
	await page.getByRole('button', { name: 'Đổi mã hiệu' }).click();
	await expect(page.getByRole('heading', { name: new RegExp(`${code}1`) })).toBeVisible();
	await expect(page.getByLabel('Nơi giữ bản giấy')).toHaveValue('Bộ phận Một cửa');

	// The way out asks; staying keeps the words, going loses them.
	await page.getByRole('navigation').getByRole('link', { name: 'Tài liệu', exact: true }).first().click();
	const leaving = page.getByRole('dialog', { name: 'Rời trang khi chưa lưu?' });
	await leaving.getByRole('button', { name: 'Ở lại' }).click();
	await expect(leaving).toBeHidden();
	await expect(page.getByLabel('Nơi giữ bản giấy')).toHaveValue('Bộ phận Một cửa');
	await page.getByRole('button', { name: 'Lưu thiết lập' }).click();
	await expect(page.getByText(/^Đã lưu (?:bản nháp|thiết lập)/)).toBeVisible();
	await page.getByRole('navigation').getByRole('link', { name: 'Tài liệu', exact: true }).first().click();
	await page.waitForURL(/\/documents$/);
});

test('a half-filled form asks before it is left by the Back button', async ({ page }) => {
	await signIn(page, 'officer', '/documents');
	await page.getByRole('link', { name: 'Tạo tài liệu' }).click();
	await page.waitForURL(/\/documents\/new/);
	await page.getByLabel('Tên tài liệu', { exact: true }).fill('Viết dở');
	const closing = page.waitForEvent('dialog');
	await page.close({ runBeforeUnload: true });
	const browserAsks = await closing;
	expect(browserAsks.type()).toBe('beforeunload');
	await browserAsks.dismiss();
	await page.goBack();
	const leaving = page.getByRole('dialog', { name: 'Rời trang khi chưa lưu?' });
	await expect(leaving).toBeVisible();
	expect(new URL(page.url()).pathname).toBe('/documents/new');
	await leaving.getByRole('button', { name: /^Rời trang/ }).click();
	await page.waitForURL(/\/documents$/);
});

test('who was overtaken keeps the words, sees how things stand and can send again', async ({ page, context }) => {
	await signIn(page, 'officer');
	const { versionId } = await draftOf(page, 'VT', 'Bản đầu.');
	const other = await context.newPage();
	await other.goto(`/versions/${versionId}`);
	await other.getByRole('textbox', { name: /^Tóm tắt/ }).fill('Người kia viết.');
	await other.getByRole('button', { name: 'Lưu bản nháp' }).click();
	await expect(other.getByText(/^Đã lưu (?:bản nháp|thiết lập)/)).toBeVisible();

	await page.getByRole('textbox', { name: /^Tóm tắt/ }).fill('Tôi viết.');
	await page.getByRole('button', { name: 'Lưu bản nháp' }).click();
	await expect(page.getByRole('alert').filter({ hasText: 'tình trạng hiện nay: Nháp' })).toBeVisible();
	await expect(page.getByRole('textbox', { name: /^Tóm tắt/ })).toHaveValue('Tôi viết.');
	await page.getByRole('button', { name: 'Lưu bản nháp' }).click();
	await expect(page.getByText(/^Đã lưu (?:bản nháp|thiết lập)/)).toBeVisible();
	await other.reload();
	await expect(other.getByRole('textbox', { name: /^Tóm tắt/ })).toHaveValue('Tôi viết.');

	// A question that is asked anew does not begin with what was wrong before.
	const question = await ask(page, /^Hủy bản/);
	await question.getByRole('button', { name: /^Hủy bản/ }).click();
	await expect(question.getByRole('alert')).toBeVisible();
	await question.getByRole('button', { name: 'Giữ nguyên' }).click();
	const again = await ask(page, /^Hủy bản/);
	await expect(again.getByRole('alert')).toHaveCount(0);
});

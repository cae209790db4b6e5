import { expect, test, type Locator, type Page } from '@playwright/test';
import { createDraft, expectState } from './support/documents.ts';
import { freshCode } from './support/paper.ts';
import { openAs, password } from './support/people.ts';

/** Presses Tab until the focus is there; on the way each stop shows where it is. */
async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
	await expect(target.first()).toBeVisible();
	for (let presses = 0; presses < most; presses += 1) {
		await page.keyboard.press('Tab');
		await expectFocusVisible(page);
		if (await target.first().evaluate((element) => element === document.activeElement)) return;
	}
	throw new Error(`Not reached with ${most} presses of Tab`);
}

/** Something has the focus, and it, or the field around it, has a ring. */
async function expectFocusVisible(page: Page): Promise<void> {
	const seen = await page.evaluate(() => {
		const element = document.activeElement;
		if (!element || element === document.body) return 'outside the page';
		for (let place: Element | null = element; place && place !== document.body; place = place.parentElement) {
			const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(place);
			if ((outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || (place === element && boxShadow !== 'none')) return 'ring';
		}
		return element.outerHTML.slice(0, 200);
	});
	expect(['ring', 'outside the page']).toContain(seen);
}

test('sign in, find a document, open it, read it and go back', async ({ page }) => {
	await page.goto('/sign-in');
	await tabTo(page, page.getByLabel('Thư điện tử hoặc tên đăng nhập'));
	await page.keyboard.type('staff@eiso.example');
	await tabTo(page, page.getByLabel('Mật khẩu', { exact: true }));
	await page.keyboard.type(password);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Việc của tôi');

	await page.keyboard.press('/');
	await expect(page.getByRole('searchbox', { name: /^Tìm mã hiệu/ })).toBeFocused();
	await page.keyboard.type('qt vtlt 02');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/search\?q=/);
	const found = page.getByRole('listitem').filter({ hasText: 'QT.VTLT.02' }).getByRole('heading').getByRole('link');
	await tabTo(page, found);
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/documents\/[^/]+$/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('QT.VTLT.02');

	await tabTo(page, page.getByRole('link', { name: 'Mở toàn màn hình' }));
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/read/);
	const paper = page.locator('#pdf-view');
	await expect(paper).toHaveAttribute('aria-busy', 'false');
	await tabTo(page, paper);
	const number = page.getByRole('textbox', { name: /^Số trang/ });
	await page.keyboard.press('ArrowRight');
	await expect(number).toHaveValue('2');
	await page.keyboard.press('+');
	await expect(page.getByRole('button', { name: '125%' })).toBeVisible();
	await page.keyboard.press('0');

	// Words are found without accents on pages that are not drawn yet, and the reader is taken to each.
	await page.keyboard.press('Control+f');
	const finder = page.getByRole('search', { name: 'Tìm trong tài liệu' });
	await expect(finder.getByRole('textbox')).toBeFocused();
	await page.keyboard.type('co so phap ly');
	await expect(finder.getByRole('status')).toHaveText(/^1\/\d+$/);
	const here = () => page.evaluate(() => [...(CSS.highlights.get('pdf-found-here') ?? [])].map(String));
	await expect.poll(here).toEqual([expect.stringMatching(/^cơ sở pháp lý$/i)]);
	await page.keyboard.press('Enter');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Tìm trong tài liệu' })).toBeFocused();
	await expect.poll(here).toEqual([]);

	await tabTo(page, page.getByRole('link', { name: 'Về trang tài liệu' }));
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/documents\/[^/]+$/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('QT.VTLT.02');
});

test('submit a draft through the dialog, and leave it with Escape first', async ({ browser }) => {
	const page = await openAs(browser, 'officer', '/documents');
	const code = freshCode('BP');
	await createDraft(page, { code, title: 'Sử dụng bàn phím', sentence: 'Mọi việc làm được bằng bàn phím.' });
	const submit = page.getByRole('button', { name: 'Gửi soát xét' });
	await tabTo(page, submit, 120);
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog', { name: /^Gửi soát xét/ });
	await expect(dialog.getByRole('combobox')).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	// The focus is back where the question came from.
	await expect(submit).toBeFocused();

	await page.keyboard.press('Enter');
	await expect(dialog.getByRole('combobox')).toBeFocused();
	await tabTo(page, dialog.getByLabel('Ý kiến'));
	await page.keyboard.type('Gửi bằng bàn phím');
	await tabTo(page, dialog.getByRole('button', { name: 'Gửi soát xét' }));
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expectState(page, 'Chờ soát xét');
	await page.context().close();
});

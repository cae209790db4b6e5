import { expect, test, type Page } from '@playwright/test';
import { daysFromNow, typed } from './support/paper.ts';
import { password, signIn } from './support/people.ts';

/** Holds all scripts back; the answer lets them come and waits until the page has taken them over. */
async function withoutScriptsYet(page: Page): Promise<() => Promise<void>> {
	const held: (() => Promise<void>)[] = [];
	let open = false;
	await page.route('**/*.js', async (route) => {
		if (open) await route.continue();
		else held.push(() => route.continue());
	});
	return async () => {
		open = true;
		for (const go of held) await go();
		// Only scripts draw this into a page.
		await expect(page.locator('#svelte-announcer')).toBeAttached();
	};
}

test('sign-in keeps a name and a password that were typed before the scripts came', async ({ page }) => {
	const letScriptsCome = await withoutScriptsYet(page);
	await page.goto('/sign-in', { waitUntil: 'commit' });
	const name = page.getByLabel('Thư điện tử hoặc tên đăng nhập');
	const secret = page.getByLabel('Mật khẩu', { exact: true });
	await name.fill('staff@eiso.example');
	await secret.fill(password);
	await letScriptsCome();
	await expect(name).toHaveValue('staff@eiso.example');
	await expect(secret).toHaveValue(password);
	await expect(secret).toBeFocused();
	await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
	await page.waitForURL((url) => url.pathname === '/');
});

test('a batch keeps what was typed and chosen before the scripts came', async ({ page }) => {
	await signIn(page, 'officer');
	const letScriptsCome = await withoutScriptsYet(page);
	await page.goto('/issue-batches/new', { waitUntil: 'commit' });
	const day = daysFromNow(40);
	await page.getByLabel('Số, ký hiệu').fill('411/QĐ-SNV');
	await page.locator('input[type=date][name=effectiveOn]').fill(day);
	await page.getByLabel('Lý do bãi bỏ').fill('Không còn căn cứ');
	const withdrawn = page.locator('select[name=withdrawDocumentIds]');
	const chosen = await withdrawn.locator('option').first().getAttribute('value');
	await withdrawn.selectOption({ index: 0 });
	await letScriptsCome();
	await expect(page.getByLabel('Số, ký hiệu')).toHaveValue('411/QĐ-SNV');
	await expect(page.getByLabel('Ngày hiệu lực')).toHaveValue(typed(day));
	await expect(page.locator('input[name=effectiveOn]')).toHaveValue(day);
	await expect(page.getByLabel('Lý do bãi bỏ')).toHaveValue('Không còn căn cứ');
	await expect(page.locator('input[type=hidden][name=withdrawDocumentIds]')).toHaveValue(chosen ?? '');
});

test('a document keeps its kind, name and choices from before the scripts came', async ({ page }) => {
	await signIn(page, 'officer');
	const letScriptsCome = await withoutScriptsYet(page);
	await page.goto('/documents/new?kind=QT', { waitUntil: 'commit' });
	await page.getByLabel('Tên tài liệu', { exact: true }).fill('Gõ trước khi trang chạy xong');
	const owner = page.locator('select[name=ownerId]');
	const person = await owner.locator('option').nth(1).getAttribute('value');
	await owner.selectOption({ index: 1 });
	await page.locator('input[name=medium][value=both]').check();
	await page.getByLabel('Loại tài liệu').selectOption('HD');
	await letScriptsCome();
	// The next code of that kind is fetched as if it had been chosen later.
	await page.waitForURL(/kind=HD/);
	await expect(page.getByLabel('Loại tài liệu')).toHaveValue('HD');
	await expect(page.getByLabel('Tên tài liệu', { exact: true })).toHaveValue('Gõ trước khi trang chạy xong');
	await expect(page.locator('input[type=hidden][name=ownerId]')).toHaveValue(person ?? '');
	await expect(page.locator('input[name=medium][value=both]')).toBeChecked();
});

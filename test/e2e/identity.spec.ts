import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/checks.ts';
import { password, signIn } from './support/people.ts';

/** As the page does by itself when nobody uses it for as long as the setting says. */
async function lockNow(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await fetch('/lock?/now', { method: 'POST', body: new FormData(), headers: { 'x-sveltekit-action': 'true' } });
	});
}

test('a sample account is one tap, and signing out ends it', async ({ page }) => {
	await page.goto('/sign-in?next=/account');
	await page.getByRole('button', { name: 'staff@eiso.example' }).click();
	await expect(page.getByLabel('Mật khẩu', { exact: true })).toHaveValue(password);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Từ Thị Diệu Hậu');
	await page.getByRole('main').getByRole('button', { name: 'Đăng xuất' }).click();
	await page.waitForURL('**/sign-in');
	await page.goto('/account/tokens');
	await page.waitForURL('**/sign-in?next=%2Faccount%2Ftokens');
});

test('a refused sign-in keeps the name and says what to do', async ({ page }) => {
	await page.goto('/sign-in');
	await page.getByLabel('Thư điện tử hoặc tên đăng nhập').fill('khong-co@eiso.example');
	await page.getByLabel('Mật khẩu', { exact: true }).fill('sai mật khẩu rồi nhé');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alert')).toContainText('Tên đăng nhập hoặc mật khẩu chưa đúng');
	await expect(page.getByLabel('Thư điện tử hoặc tên đăng nhập')).toHaveValue('khong-co@eiso.example');
	await expectAccessible(page, page.url());
});

test('a locked session keeps what was typed', async ({ page }) => {
	await signIn(page, 'officer.new@eiso.example', '/account/tokens');
	await page.getByLabel('Tên mã').fill('Đang gõ dở');
	await lockNow(page);
	await page.getByRole('button', { name: 'Tạo mã' }).click();
	const cover = page.getByRole('dialog', { name: 'Phiên làm việc đang khóa' });
	await expect(cover).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(cover).toBeVisible();
	await expectAccessible(page, page.url());
	await cover.getByLabel('Mật khẩu', { exact: true }).fill('sai mật khẩu rồi nhé');
	await page.keyboard.press('Enter');
	await expect(cover.getByRole('alert')).toContainText('Mật khẩu chưa đúng');
	await cover.getByLabel('Mật khẩu', { exact: true }).fill(password);
	await page.keyboard.press('Enter');
	await expect(cover).toBeHidden();
	await expect(page.getByLabel('Tên mã')).toHaveValue('Đang gõ dở');
	await page.getByRole('button', { name: 'Tạo mã' }).click();
	await expect(page.getByText(/^eiso_/)).toBeVisible();
});

test('a page that rests covers itself', async ({ page }) => {
	await page.clock.install();
	await signIn(page, 'officer.new@eiso.example', '/account/tokens');
	await page.getByLabel('Tên mã').fill('Đang gõ dở');
	await page.clock.runFor('29:00');
	await expect(page.getByRole('dialog')).toBeHidden();
	await page.clock.runFor('01:30');
	await expect(page.getByRole('dialog', { name: 'Phiên làm việc đang khóa' })).toBeVisible();
});

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('sign-in, lock and unlock lead back to the page', async ({ page, request }) => {
		await signIn(page, 'head.communes@eiso.example', '/account/sessions');
		const cookies = await page.context().cookies();
		const session = cookies.find((cookie) => cookie.name === '__Host-eiso');
		expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' });
		const origin = new URL(page.url()).origin;
		await request.post('/lock?/now', { headers: { cookie: `__Host-eiso=${session?.value ?? ''}`, origin }, form: { go: '1' } });
		await page.goto('/account/password');
		await page.waitForURL('**/lock?next=%2Faccount%2Fpassword');
		await page.getByLabel('Mật khẩu', { exact: true }).fill(password);
		await page.getByRole('button', { name: 'Mở khóa' }).click();
		await page.waitForURL('**/account/password');
	});
});

test('a password is reset with a witness, and the administrator who started it sees nothing', async ({ browser }) => {
	const [theirs, admins, witnesses] = await Promise.all([1, 2, 3].map(async () => (await browser.newContext()).newPage()));
	if (!theirs || !admins || !witnesses) throw new Error('no pages');
	// Nobody whom another test signs in: the sample password is gone afterwards.
	const person = 'so-nv.bangtb';
	const fullName = 'Trương Bá Bằng';

	// By the name in the staff, which is no address.
	await theirs.goto('/sign-in?next=/account');
	await theirs.getByLabel('Thư điện tử hoặc tên đăng nhập').fill(person);
	await theirs.getByLabel('Mật khẩu', { exact: true }).fill(password);
	await theirs.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
	await theirs.waitForURL('**/account');
	await signIn(admins, 'admin@eiso.example', '/account');
	await admins.goto('/admin/accounts?q=SO-NV.BANGTB');
	await admins.getByRole('link', { name: fullName }).first().click();
	await admins.getByRole('button', { name: 'Đặt lại mật khẩu…' }).click();
	await admins.getByRole('radio', { name: 'Một lãnh đạo hoặc thư ký khác xác nhận' }).check();
	await admins.getByRole('button', { name: 'Mở việc đặt lại', exact: true }).click();
	await expect(admins.getByText('Đã mở, có hiệu lực 24 giờ')).toBeVisible();

	await theirs.context().clearCookies();
	await theirs.goto('/reset/assisted');
	const claim = theirs
		.getByRole('form')
		.or(theirs.locator('form'))
		.filter({ has: theirs.getByRole('button', { name: 'Lấy số xác nhận' }) });
	await claim.getByLabel('Thư điện tử hoặc tên đăng nhập').fill(person);
	await theirs.getByRole('button', { name: 'Lấy số xác nhận' }).click();
	const number = /\d{4}$/.exec((await theirs.getByText(/^Số xác nhận:\s*\d{4}$/).textContent()) ?? '')?.[0] ?? '';
	expect(number).toMatch(/^\d{4}$/);

	await signIn(witnesses, 'head@eiso.example', '/account/confirmations');
	const row = witnesses.getByRole('listitem').filter({ hasText: fullName });
	await row.getByLabel('Số xác nhận').fill(String((Number(number) + 1) % 10_000).padStart(4, '0'));
	await row.getByRole('button', { name: /^Xác nhận là/ }).click();
	await expect(witnesses.getByRole('alert')).toContainText('không khớp');
	await row.getByLabel('Số xác nhận').fill(number);
	await row.getByRole('button', { name: /^Xác nhận là/ }).click();
	await expect(row).toBeHidden();

	// The person's page goes on by itself.
	await theirs.getByLabel('Mật khẩu mới').fill('thuyền giấy qua suối vắng');
	await expectAccessible(theirs, theirs.url());
	await theirs.getByRole('button', { name: 'Đặt mật khẩu mới' }).click();
	await theirs.waitForURL('**/account/recovery');
	await expect(theirs.getByText(/^Bạn ký được từ/)).toBeVisible();
	await Promise.all([theirs, admins, witnesses].map((page) => page.context().close()));
});

test('the pages that need no account pass axe on a phone in both themes', async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		for (const path of ['/sign-in', '/invitation', '/invitation/x', '/reset', '/reset/x', '/reset/assisted', '/setup/x']) {
			await page.goto(path);
			await expectAccessible(page, page.url());
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		}
	}
});

test('the pages of the own account pass axe on a phone', async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await signIn(page, 'staff.communes@eiso.example', '/account');
	for (const path of ['', '/password', '/recovery', '/sessions', '/tokens', '/confirmations']) {
		await page.goto(`/account${path}`);
		await expectAccessible(page, page.url());
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
	}
});

import { expect, test, type Browser, type Page } from '@playwright/test';
import { expectAccessible, expectFits, listen, settled } from './support/checks.ts';
import { addressOf, pageKinds } from './support/page-table.ts';
import { openAs } from './support/people.ts';

/**
 * Every kind of page, in each width, theme and language. The theme follows the system and the width needs no new page; the language does.
 * Axe sees each width and theme once; other words change what has room, not what has a name or a contrast.
 */
const looks = [
	{ locale: 'vi', views: [view(1440, 'light'), view(390, 'dark')], axe: true },
	{ locale: 'en', views: [view(1440, 'light'), view(390, 'dark')], axe: false }
] as const;

function view(width: number, colorScheme: 'light' | 'dark') {
	return { width, colorScheme };
}

// No page needs another; both workers share them.
test.describe.configure({ mode: 'parallel' });

type Tab = { readonly page: Page; readonly complaints: string[] };
const tabs = new Map<string, Tab>();

/**
 * Signs in once for each account and goes on in one tab, as a person does: a new one is a new process of the browser, which takes longer than most
 * pages, and has to read scripts and fonts again. None of the tests changes anything. The tabs end with the browser.
 */
async function tabOf(browser: Browser, account: string | undefined): Promise<Tab> {
	const known = tabs.get(account ?? '');
	if (known) return known;
	// Without motion, so that no colour is met half-way to another.
	const options = { reducedMotion: 'reduce' } as const;
	const page = account ? await openAs(browser, account, '/account', options) : await (await browser.newContext(options)).newPage();
	const tab = { page, complaints: listen(page) };
	tabs.set(account ?? '', tab);
	return tab;
}

async function speak(page: Page, locale: string): Promise<void> {
	await page.context().addCookies([{ name: 'PARAGLIDE_LOCALE', value: locale, url: test.info().project.use.baseURL ?? '' }]);
}

for (const kind of pageKinds) {
	test(kind.name, async ({ browser }) => {
		const { page, complaints } = await tabOf(browser, kind.as);
		await speak(page, 'vi');
		const address = await addressOf(page, kind);
		const asks = address.includes('ask=');
		complaints.length = 0;
		for (const { locale, views, axe } of looks) {
			await speak(page, locale);
			const response = await page.goto(address);
			expect(response?.status()).toBe(kind.status ?? 200);
			await expect(page.locator('html')).toHaveAttribute('lang', locale);
			expect(new URL(page.url()).pathname).toBe(address.split('?')[0]);
			for (const { width, colorScheme } of views) {
				const where = `${address} ${width} ${colorScheme} ${locale}`;
				await page.setViewportSize({ width, height: 844 });
				await page.emulateMedia({ colorScheme });
				await settled(page);
				await expect(asks ? page.getByRole('dialog') : page.getByRole('heading', { level: 1 })).toBeVisible();
				await expectFits(page, where);
				if (axe) await expectAccessible(page, where);
			}
		}
		expect(complaints.filter((words) => !kind.status || !words.includes(String(kind.status)))).toEqual([]);
	});
}

import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { demoPerson } from '../../../prisma/seed/content/people.ts';

/** The password of every account of the demo. */
export const password = 'eiso-demo-2026';

/** A telephone of 390 pixels that is touched. */
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } satisfies BrowserContextOptions;

/** Signs in as a person does and waits for the page that was wanted. @param account the part before `@eiso.example`, or all of it */
export async function signIn(page: Page, account: string, next = '/'): Promise<void> {
	await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
	await page.getByLabel('Thư điện tử hoặc tên đăng nhập').fill(account.includes('@') ? account : `${account}@eiso.example`);
	await page.getByLabel('Mật khẩu', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
	await page.waitForURL((url) => url.pathname + url.search === next);
}

/** A browser of that person's own, already at `next`. Close its context when done. */
export async function openAs(browser: Browser, account: string, next = '/', options: BrowserContextOptions = {}): Promise<Page> {
	const page = await (await browser.newContext(options)).newPage();
	await signIn(page, account, next);
	return page;
}

/** The address that a person of the demo signs in with; by the place in the staff, as `SO-TC/head`. */
export function addressOfPerson(key: string): string {
	const { email } = demoPerson(key);
	if (!email) throw new Error(`${key} has no address`);
	return email;
}

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

/** People who come back in a journey: each signs in once and keeps a browser of their own until all of them leave. */
export function comingBack() {
	const pages = new Map<string, Page>();
	return {
		/** That person's page, at `path`. @param options of the browser, when they come first */
		async open(browser: Browser, account: string, path = '/', options: BrowserContextOptions = {}): Promise<Page> {
			const known = pages.get(account);
			if (known) await known.goto(path);
			const page = known ?? (await openAs(browser, account, path, options));
			pages.set(account, page);
			return page;
		},
		async leave(): Promise<void> {
			for (const page of pages.values()) await page.context().close();
			pages.clear();
		}
	};
}

/** The address that a person of the demo signs in with; by the place in the staff, as `SO-TC/head`. */
export function addressOfPerson(key: string): string {
	const { email } = demoPerson(key);
	if (!email) throw new Error(`${key} has no address`);
	return email;
}

import { expect, type Locator, type Page } from '@playwright/test';
import { password } from './people.ts';

/** Opens the dialog of an act of the page, fills it, and acts; the dialog is gone when it is done. @param confirm where it is not called as the act */
export async function act(
	page: Page,
	button: string,
	fill: (dialog: Locator) => Promise<void> = async () => {},
	confirm = button
): Promise<void> {
	await page.getByRole('button', { name: button, exact: true }).first().click();
	const dialog = page.getByRole('dialog').filter({ visible: true });
	await fill(dialog);
	await dialog.getByRole('button', { name: confirm, exact: true }).click();
	await expect(dialog).toHaveCount(0);
}

/** The password that an act is signed with. */
export const sign = (dialog: Locator) => dialog.getByLabel('Mật khẩu của bạn').fill(password);

/** A paper that opens as a real PDF. */
export async function expectPdf(page: Page, path: string): Promise<void> {
	const paper = await page.request.get(path);
	expect([paper.status(), paper.headers()['content-type']], path).toEqual([200, 'application/pdf']);
	expect((await paper.body()).subarray(0, 5).toString('latin1'), path).toBe('%PDF-');
}

/** To these addresses nothing is there for the person. */
export async function expectNothing(page: Page, paths: readonly string[]): Promise<void> {
	for (const path of paths) expect((await page.request.get(path)).status(), path).toBe(404);
}

/** What the server says to an act that the page does not offer: sent as the form would send it. */
export async function statusOfForm(page: Page, path: string, form: Record<string, string>): Promise<number> {
	const { origin } = new URL(page.url());
	return (await page.request.post(path, { form, headers: { origin, accept: 'text/html' } })).status();
}

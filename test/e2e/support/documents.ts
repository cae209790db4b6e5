import { expect, type Locator, type Page } from '@playwright/test';
import { paperOf, type UploadFile } from './paper.ts';

export type Draft = { code: string; title: string; sentence: string; file?: UploadFile; cites?: string };

/** The officer's two steps: the document, then its first version with a PDF. Ends on the page of the draft. */
export async function createDraft(page: Page, draft: Draft): Promise<{ documentId: string; versionId: string }> {
	const documentId = await createDocument(page, draft);
	return { documentId, versionId: await createVersion(page, draft) };
}

/** Ends on the page that asks for the first version. */
export async function createDocument(page: Page, { code, title }: { code: string; title: string }): Promise<string> {
	await page.goto('/documents/new?kind=QT');
	await page.getByLabel('Mã hiệu', { exact: true }).fill(code);
	await page.getByLabel('Tên tài liệu', { exact: true }).fill(title);
	await page.getByRole('button', { name: 'Tạo tài liệu' }).click();
	await page.waitForURL(/\/documents\/[^/]+\/versions\/new$/);
	return page.url().split('/').at(-3) ?? '';
}

/** Fills the page that asks for a version and ends on that of the draft. */
export async function createVersion(page: Page, draft: Draft): Promise<string> {
	await page.locator('input[name=pdf]').setInputFiles(draft.file ?? (await paperOf(draft)));
	await page.getByRole('textbox', { name: /^(?:Tóm tắt|Nội dung sửa đổi)/ }).fill(draft.sentence);
	if (draft.cites) await choose(page.getByRole('combobox', { name: 'Tài liệu viện dẫn' }), draft.cites);
	await page.getByRole('button', { name: 'Tạo bản nháp' }).click();
	await page.waitForURL(/\/versions\/(?!new$)[^/]+$/);
	return page.url().split('/').at(-1) ?? '';
}

/** Types into a combobox and takes the first it offers. */
export async function choose(combobox: Locator, words: string): Promise<void> {
	// Before the scripts it is a select, which nobody types into.
	await combobox.and(combobox.page().locator('input')).fill(words);
	await combobox.page().getByRole('option').filter({ hasText: words }).first().click();
}

/** The state tag beside the title of a page. */
export async function expectState(page: Page, words: string): Promise<void> {
	await expect(page.locator('.page-head').getByText(words, { exact: true })).toBeVisible();
}

/** Turns the PDF in place to the page with these words, by its number, and selects a word as a reader would. */
export async function expectReadable(page: Page, sentence: string, onPage = 3): Promise<void> {
	const number = page.getByRole('textbox', { name: /^Số trang/ });
	await number.fill(String(onPage));
	await number.press('Enter');
	const words = page.locator(`[data-page="${onPage}"] .text-layer`).getByText(sentence.slice(0, 20)).first();
	await words.dblclick();
	await expect.poll(() => page.evaluate(() => getSelection()?.toString().trim() ?? '')).not.toBe('');
}

/** Fills the form of an issue batch of these versions and ends on its preview. `effectiveOn` as people type it. */
export async function previewBatch(page: Page, versionId: string, decision: { number: string; effectiveOn: string }): Promise<void> {
	await page.goto(`/versions/${versionId}`);
	await page.getByRole('link', { name: 'Lập đợt ban hành' }).click();
	await page.getByLabel('Số, ký hiệu').fill(decision.number);
	await page.getByLabel('Ngày hiệu lực').fill(decision.effectiveOn);
	await page.getByRole('button', { name: 'Xem trước' }).click();
	await page.waitForURL(/\/issue-batches\/(?!new)[^/]+$/);
}

/** Opens the dialog of an act: the button that asks, then the dialog. */
export async function ask(page: Page, button: string | RegExp): Promise<Locator> {
	await page.getByRole('button', { name: button }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toBeVisible();
	return dialog;
}

import { expect, type Locator, type Page } from '@playwright/test';
import { PDFDocument } from '@cantoo/pdf-lib';
import { act } from './acts.ts';
import { choose } from './documents.ts';
import { pdfFile, type UploadFile } from './paper.ts';

/** The form of a page that has this button. */
const formWith = (page: Page, button: string): Locator =>
	page.locator('form').filter({ has: page.getByRole('button', { name: button, exact: true }) });

/** What has to be there before the next step is there. */
export const expectMet = (page: Page, gate: string) =>
	expect(page.getByRole('listitem').filter({ hasText: gate }).first().getByRole('img', { name: 'Đủ', exact: true })).toBeVisible();

/** The address of an action that was just raised; the page stands on it. */
async function raised(page: Page): Promise<string> {
	await page.waitForURL(/\/corrective-actions\/(?!new$)[^/]+$/);
	return new URL(page.url()).pathname;
}

export type Raised = { statement: string; grade: 'Nhẹ' | 'Nặng'; clause: string };

export async function raiseByHand(page: Page, { statement, grade, clause }: Raised): Promise<string> {
	await page.goto('/corrective-actions/new');
	await page.getByRole('radio', { name: grade, exact: true }).check();
	await page.getByLabel('Mô tả', { exact: true }).fill(statement);
	await page.getByRole('textbox', { name: 'Điều khoản' }).fill(clause);
	await page.getByRole('button', { name: 'Lập phiếu', exact: true }).click();
	return raised(page);
}

/** The officer makes an action of the fault report that the page shows. */
export async function confirmReport(page: Page, { grade, clause }: Omit<Raised, 'statement'>): Promise<string> {
	await page.getByRole('radio', { name: grade, exact: true }).check();
	await page.getByRole('textbox', { name: 'Điều khoản' }).fill(clause);
	await page.getByRole('button', { name: 'Lập phiếu khắc phục' }).click();
	return raised(page);
}

/** @param dueOn as people type it */
export async function assign(page: Page, owner: string, dueOn: string): Promise<void> {
	await choose(page.getByRole('combobox', { name: 'Người phụ trách' }), owner);
	await page.getByLabel('Hạn hoàn thành').fill(dueOn);
	await page.getByRole('button', { name: 'Giao', exact: true }).click();
	await expect(page.locator('.page-head').getByText('Đang phân tích', { exact: true })).toBeVisible();
}

export async function recordCorrection(page: Page, correction: string): Promise<void> {
	await page.getByLabel('Đã khắc phục ngay', { exact: true }).fill(correction);
	await page.getByLabel('Ngày làm xong').fill('hôm nay');
	await formWith(page, 'Lưu').filter({ hasText: 'Ngày làm xong' }).getByRole('button', { name: 'Lưu' }).click();
	await expectMet(page, 'Đã ghi khắc phục ngay');
}

/** Asks why as often as there are answers; the last one is the root. */
export async function recordCause(page: Page, whys: readonly string[]): Promise<void> {
	const form = formWith(page, 'Lưu').filter({ hasText: 'Nguyên nhân gốc' });
	for (const [index, why] of whys.entries()) await form.getByLabel(`Vì sao ${index + 1}`).fill(why);
	await form.getByLabel('Nguyên nhân gốc').fill(whys.at(-1) ?? '');
	await form.getByRole('radio', { name: 'Không', exact: true }).check();
	await form.getByRole('button', { name: 'Lưu' }).click();
	await expectMet(page, 'Đã tìm nguyên nhân gốc');
}

/** A line of the plan, due when the action is; the form is empty again for the next one. */
export async function addLine(page: Page, what: string, doer: string): Promise<void> {
	const form = formWith(page, 'Thêm việc');
	await form.getByLabel('Việc', { exact: true }).fill(what);
	await choose(form.getByRole('combobox', { name: 'Người làm' }), doer);
	await form.getByRole('button', { name: 'Thêm việc' }).click();
	await expect(lineOf(page, what)).toBeVisible();
	await expect(page.locator('form[aria-busy]')).toHaveCount(0);
	await expect(form.getByLabel('Việc', { exact: true })).toHaveValue('');
}

/** A line of the plan, by what is to be done. */
export const lineOf = (page: Page, what: string): Locator => page.locator('ol > li').filter({ hasText: what }).filter({ hasText: 'hạn' });

/** The doer says that a line is done, with a paper that shows it. */
export async function reportLine(page: Page, what: string): Promise<void> {
	const line = lineOf(page, what);
	await line.getByText('Báo xong').first().click();
	await line.locator('input[name=evidence]').setInputFiles(await evidence('Biên bản'));
	await line.getByRole('button', { name: 'Báo xong' }).click();
	// The name of the file stands in the form as well; a link it is when it has come.
	await expect(line.getByRole('link', { name: 'Biên bản.pdf' })).toBeVisible();
}

/** A real PDF, `<name>.pdf`, that shows that something was done. */
export async function evidence(name: string): Promise<UploadFile> {
	const pdf = await PDFDocument.create();
	pdf.addPage([595, 842]);
	return pdfFile(`${name}.pdf`, await pdf.save());
}

/** The owner says that all is done; the check may be at once, for a reason. */
export async function complete(page: Page, reason: string): Promise<void> {
	await act(page, 'Báo hoàn thành', async (dialog) => {
		await dialog.getByLabel('Thẩm tra sau (ngày)').fill('0');
		await dialog.getByLabel('Lý do, nếu thẩm tra ngay').fill(reason);
	});
}

/** The officer names somebody of the unit on the page of the check. */
export async function nameVerifier(page: Page, fullName: string): Promise<void> {
	await page.getByText('Giao người thẩm tra', { exact: true }).click();
	await choose(page.getByRole('combobox', { name: /^Người của đơn vị/ }), fullName);
	await page.getByRole('button', { name: 'Giao thẩm tra' }).click();
	await expect(page.getByText('Đổi người thẩm tra')).toBeVisible();
	await expect(page.locator('section').filter({ has: page.getByRole('heading', { name: 'Người thẩm tra' }) })).toContainText(fullName);
}

/** How many actions of this unit were about a clause within 24 months, and how many of them came again. */
export async function recurrencesOf(page: Page, clause: string): Promise<{ actions: number; again: number }> {
	await page.goto('/corrective-actions/recurrences');
	await expect(page.getByRole('heading', { level: 1, name: 'Lặp lại theo mức và điều khoản' })).toBeVisible();
	const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: clause, exact: true }) });
	if ((await row.count()) === 0) return { actions: 0, again: 0 };
	const [actions = 0, again = 0] = (await row.first().getByRole('cell').allInnerTexts()).filter((text) => /^\d+$/.test(text)).map(Number);
	return { actions, again };
}

import { expect, type Page } from '@playwright/test';
import { z } from 'zod';
import { choose } from './documents.ts';

/** A word that no name of a test run before had, so that a test may run again on one database. */
export const freshWord = (): string => String(Math.floor(Date.now() / 100) % 100_000_000);

/** Puts somebody on the register of internal auditors, unless they stand there from an earlier run. */
export async function registerAuditor(page: Page, fullName: string): Promise<void> {
	await page.goto('/audits/auditors');
	const listed = page.getByRole('main').getByRole('link', { name: fullName });
	if ((await listed.count()) > 0) return;
	await page.goto('/audits/auditors/new');
	await choose(page.getByRole('combobox', { name: 'Người', exact: true }), fullName);
	await page.getByLabel('Đào tạo', { exact: true }).fill('Khóa đánh giá viên nội bộ ISO 9001:2015');
	await page.getByRole('button', { name: 'Lưu đánh giá viên' }).click();
	await page.waitForURL(/\/audits\/auditors\/(?!new$)[^/]+$/);
}

export type Area = { name: string; division: string; leader: string; clause: string };

export async function createArea(page: Page, { name, division, leader, clause }: Area): Promise<void> {
	await page.goto('/audits/areas/new');
	await page.getByLabel('Tên khu vực').fill(name);
	await choose(page.getByRole('combobox', { name: 'Bộ phận', exact: true }), division);
	await choose(page.getByRole('combobox', { name: 'Người phụ trách', exact: true }), leader);
	await page.getByRole('checkbox', { name: new RegExp(`^${clause.replace('.', '\\.')} `) }).check();
	await page.getByRole('button', { name: 'Lưu khu vực' }).click();
	await page.waitForURL('**/audits/areas');
}

export type Slot = { kind: string; from: string; to: string; area?: string; auditor?: string; auditee?: string };

/** Adds one line to the timetable that the page shows, and sees it there; the form is empty again for the next one. */
export async function addSlot(page: Page, { kind, from, to, area, auditor, auditee }: Slot): Promise<void> {
	await page.getByLabel('Nội dung', { exact: true }).selectOption(kind);
	await page.getByLabel('Từ giờ').fill(from);
	await page.getByLabel('Đến giờ').fill(to);
	if (area) await page.locator('select[name=areaId]').selectOption({ label: area });
	if (auditor) await choose(page.getByRole('combobox', { name: 'Đánh giá viên' }), auditor);
	if (auditee) await choose(page.getByRole('combobox', { name: 'Người được đánh giá' }), auditee);
	await page.getByRole('button', { name: 'Thêm vào lịch' }).click();
	await expect(page.getByText(`${from}–${to}`, { exact: true })).toBeVisible();
	await expect(page.locator('form[aria-busy]')).toHaveCount(0);
	await expect(page.getByRole('button', { name: /^Bỏ chọn/ })).toHaveCount(0);
}

/** Turns a checklist to a question, by its number. */
export async function turnTo(page: Page, number: number): Promise<void> {
	await page.getByRole('complementary').locator(`a[href="?q=${number}"]`).click();
	await expect(page.getByText(new RegExp(`^Câu ${number} · điều`))).toBeVisible();
}

export async function answer(page: Page, { result, evidence }: { result: string; evidence?: string }): Promise<void> {
	await page.getByRole('radio', { name: result, exact: true }).check();
	if (evidence) await page.getByLabel('Bằng chứng ghi nhận').fill(evidence);
}

/** Raises a finding on the question that is open, of the grade that its answer suggests. */
export async function raise(page: Page, statement: string): Promise<void> {
	await page.getByText('Nêu phát hiện', { exact: true }).click();
	await page.getByLabel('Nội dung phát hiện').fill(statement);
	await page.getByRole('button', { name: 'Ghi phát hiện' }).click();
	await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: statement })).not.toContainText('chờ gửi');
}

const sheet = z.object({ questions: z.array(z.object({ answer: z.object({ result: z.string() }) })) });

/** The server has these results, question by question, of the checklist that the page shows. */
export async function expectKept(page: Page, results: readonly string[]): Promise<void> {
	const path = `${new URL(page.url()).pathname}/answers`;
	await expect
		.poll(async () => sheet.parse(await (await page.request.get(path)).json()).questions.map(({ answer: { result } }) => result))
		.toEqual(results);
}

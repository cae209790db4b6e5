import { expect, type Page } from '@playwright/test';
import mammoth from 'mammoth';
import { readSheet } from 'read-excel-file/node';

/** The number that the page shows beside a figure. */
export async function figureOf(page: Page, label: string): Promise<number> {
	const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: label, exact: true }) });
	return numberIn(await row.first().getByRole('cell').nth(1).innerText());
}

/** 1.204 as people write it; what is not given counts as nothing. */
export const numberIn = (text: string): number => (text.trim() === '–' ? 0 : Number(text.trim().replaceAll('.', '').replace(',', '.')));

/** A table of the page as rows of its cells' words, with its head as the first. */
export async function tableOf(page: Page, caption: string): Promise<string[][]> {
	const rows = await page.getByRole('table', { name: caption, exact: true }).getByRole('row').all();
	return Promise.all(rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map((text) => text.trim())));
}

export type Line = 'iso' | 'reform';

/** A report as a file, for one of its two readers. */
export async function paperOf(page: Page, report: string, line: Line, format: 'pdf' | 'docx' | 'xlsx'): Promise<Buffer> {
	const answer = await page.request.get(`${report}/paper?line=${line}&format=${format}`);
	expect(answer.status(), `${line} ${format}`).toBe(200);
	return answer.body();
}

/** The first sheet of a workbook, row by row. */
export const sheetOf = (bytes: Buffer) => readSheet(bytes, 1);
/** A cell of it as the number that it is, or that its words say. */
export const numberOf = (cell: unknown): number => (typeof cell === 'number' ? cell : numberIn(typeof cell === 'string' ? cell : '–'));

/** The words of a Word file, with single spaces. */
export async function docxWords(bytes: Buffer): Promise<string> {
	return (await mammoth.extractRawText({ buffer: bytes })).value.replaceAll(/\s+/g, ' ').normalize('NFC');
}

/** Fills number and day of the paper and a remark, and waits until they are kept. */
export async function writeReport(page: Page, { number, results }: { number: string; results: string }): Promise<void> {
	await page.getByLabel('Số, ký hiệu văn bản').fill(number);
	await page.getByLabel('Ngày văn bản').fill('hôm nay');
	await page.getByLabel('Kết quả, nhận xét chung').fill(results);
	await page.getByRole('button', { name: 'Lưu', exact: true }).click();
	await expect(page.getByText('Đã lưu báo cáo.')).toBeVisible();
	await expect(page.getByLabel('Kết quả, nhận xét chung')).toHaveValue(results);
}

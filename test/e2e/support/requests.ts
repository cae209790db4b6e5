import type { Browser, Page } from '@playwright/test';
import { choose } from './documents.ts';
import { openAs } from './people.ts';

/** Fills the form of a proposal on the page that it is on, and ends on the page of the request. */
export async function proposeChange(page: Page, { what, why }: { what: string; why: string }): Promise<string> {
	await page.getByLabel('Nội dung đề nghị').fill(what);
	await page.getByLabel('Lý do', { exact: true }).fill(why);
	await page.getByRole('button', { name: 'Gửi đề nghị' }).click();
	await page.waitForURL(/\/change-requests\/(?!new)[^/?]+$/);
	return page.url().split('/').at(-1) ?? '';
}

/** The officer's part: an opinion, a drafter, the day that is offered. */
export async function considerChange(page: Page, drafter: string): Promise<void> {
	await page.getByLabel('Ý kiến', { exact: true }).fill('Đúng thực tế, nên làm.');
	await choose(page.getByRole('combobox', { name: 'Người soạn' }), drafter);
	await page.getByRole('button', { name: 'Trình lãnh đạo quyết định' }).click();
}

/** A request to withdraw a document, proposed by staff, considered by the officer and accepted by a head. */
export async function acceptedWithdrawal(browser: Browser, documentId: string): Promise<void> {
	const staff = await openAs(browser, 'staff', `/change-requests/new?kind=withdraw&document=${documentId}`);
	const id = await proposeChange(staff, { what: 'Bãi bỏ tài liệu này.', why: 'Nhiệm vụ đã chuyển đi.' });
	await staff.context().close();
	const officer = await openAs(browser, 'officer', `/change-requests/${id}`);
	await considerChange(officer, 'Lương Thị Hoài Thương');
	await officer.getByText('Đã xem xét').first().waitFor();
	await officer.context().close();
	const head = await openAs(browser, 'head', `/change-requests/${id}`);
	await head.getByRole('button', { name: 'Chấp nhận đề nghị' }).click();
	await head.getByText('Bản thực hiện').waitFor();
	await head.context().close();
}

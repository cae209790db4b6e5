import { expect, test, type Browser } from '@playwright/test';
import { expectAccessible, expectFits } from './support/checks.ts';
import { createDraft, createVersion } from './support/documents.ts';
import { putInForce } from './support/issuing.ts';
import { freshCode, pdfFile, paperOf } from './support/paper.ts';
import { openAs, phone } from './support/people.ts';

/** What an issue asks of people, from both sides. The steps stand on each other. */
test.describe.configure({ mode: 'serial' });

const paper = {
	code: freshCode('DOC'),
	title: 'Sử dụng xe công của cơ quan',
	sentence: 'Mỗi chuyến đi được đăng ký trước một ngày làm việc.'
};
let documentId = '';
let first = '';

/** The next version, of a class, in force. */
async function revise(
	browser: Browser,
	changeClass: 'Chỉ sửa câu chữ' | 'Thay đổi nội dung',
	sentence: string,
	decision: string
): Promise<string> {
	const officer = await openAs(browser, 'officer', `/documents/${documentId}/versions/new`);
	await officer.getByRole('radio', { name: changeClass }).check();
	const versionId = await createVersion(officer, { ...paper, sentence });
	await officer.context().close();
	return putInForce(browser, { id: versionId, code: paper.code }, decision);
}

test('the officer issues, and the preview says how many are asked to read', async ({ browser }) => {
	const officer = await openAs(browser, 'officer');
	({ documentId, versionId: first } = await createDraft(officer, paper));
	await officer.context().close();
	expect(await putInForce(browser, { id: first, code: paper.code }, '601/QĐ-SNV')).toMatch(/Yêu cầu \d+ người đọc/);
});

test('staff finds it on a phone among what waits, opens it and confirms', async ({ browser }) => {
	const page = await openAs(browser, 'staff', '/reading?view=mine', phone);
	await expectFits(page, 'my reading');
	await page.getByRole('link', { name: `${paper.code} ${paper.title}` }).click();
	const button = page.getByRole('button', { name: 'Đã đọc, hiểu' });
	await expect(button).toBeDisabled();
	await expect(page.getByText('Mở tài liệu trước khi xác nhận.')).toBeVisible();
	await expectFits(page, 'the document');
	await page.getByRole('link', { name: /^Mở bản PDF/ }).click();
	await page.waitForURL(`**/documents/${documentId}/read`);
	await expect(button).toBeEnabled();
	await expectAccessible(page, 'confirming');
	await button.click();
	await expect(page.getByText(/^Bạn đã đọc, hiểu bản này lúc/)).toBeVisible();
	await page.goto('/reading?view=mine');
	await expect(page.getByRole('main')).not.toContainText(paper.code);
	await page.context().close();
});

test('the officer sees who has read, records a briefing on paper, and the head lets somebody off', async ({ browser }) => {
	const page = await openAs(browser, 'officer', `/documents/${documentId}`);
	await page.getByRole('link', { name: 'Danh sách đọc' }).click();
	const table = page.getByRole('table', { name: 'Danh sách đọc' });
	await expect(table.getByRole('row').filter({ hasText: 'Đã đọc, hiểu' })).toHaveCount(1);
	await expectAccessible(page, 'readers');
	await page.getByRole('link', { name: 'Ghi biên bản phổ biến' }).click();
	await page.getByLabel('Địa điểm').fill('Phòng họp tầng 2');
	const briefed = page.getByRole('group', { name: 'Người có tài khoản, chưa xác nhận' }).getByRole('checkbox').first();
	await briefed.check();
	await page.getByLabel('Người không có tài khoản').fill('Nguyễn Thị Sáu\nTrần Văn Hợi');
	await page.getByRole('button', { name: 'Ghi biên bản', exact: true }).click();
	// Without the signed sheet nothing is recorded, and nothing typed is lost.
	await expect(page.getByLabel('Người không có tài khoản')).toHaveValue(/Trần Văn Hợi/);
	const scan = await paperOf({ ...paper, sentence: 'Biên bản phổ biến có chữ ký.' });
	await page.locator('input[name=scan]').setInputFiles(pdfFile('bien-ban.pdf', scan.buffer));
	await page.getByRole('button', { name: 'Ghi biên bản', exact: true }).click();
	await page.waitForURL(/\/readers\?version=01-00$/);
	await expect(page.getByText(/^BBPB-\d{4}-\d{3} · /)).toBeVisible();
	await expect(page.getByText('Trên giấy, không có tài khoản')).toBeVisible();
	await page.context().close();

	const head = await openAs(browser, 'head', `/documents/${documentId}/readers`);
	await head
		.getByRole('button', { name: /^Miễn đọc… / })
		.first()
		.click();
	const waive = head.getByRole('dialog');
	await waive.getByLabel('Lý do').fill('Nghỉ thai sản.');
	await waive.getByRole('button', { name: 'Miễn đọc' }).click();
	await expect(waive).toBeHidden();
	await expect(head.getByRole('table').getByRole('row').filter({ hasText: 'Nghỉ thai sản.' })).toContainText('Được miễn');
	await head.context().close();
});

test('a corrected wording keeps the confirmation, a new substance asks again', async ({ browser }) => {
	const corrected = await revise(browser, 'Chỉ sửa câu chữ', 'Mỗi chuyến đi đăng ký trước một ngày làm việc.', '602/QĐ-SNV');
	expect(corrected).toMatch(/Giữ \d+ xác nhận/);
	const staff = await openAs(browser, 'staff', `/documents/${documentId}`, phone);
	await expect(staff.getByText(/xác nhận bản trước của bạn được giữ/)).toBeVisible();
	await staff.context().close();

	const changed = await revise(browser, 'Thay đổi nội dung', 'Mỗi chuyến đi được đăng ký trước hai ngày làm việc.', '603/QĐ-SNV');
	expect(changed).toMatch(/Yêu cầu \d+ người đọc/);
	const again = await openAs(browser, 'staff', '/', phone);
	await expect(again.getByRole('heading', { name: 'Cần đọc', exact: true })).toBeVisible();
	await again.goto('/reading?view=mine');
	await expect(again.getByRole('main')).toContainText(paper.code);
	await again.context().close();
});

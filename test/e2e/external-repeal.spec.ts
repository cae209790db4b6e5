import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, expectFits } from './support/checks.ts';
import { choose, createVersion, expectState } from './support/documents.ts';
import { putInForce } from './support/issuing.ts';
import { daysFromNow, freshCode, today, typed } from './support/paper.ts';
import { openAs, phone } from './support/people.ts';
import { considerChange } from './support/requests.ts';

/** A law is replaced, what cites it is amended, and its readers are told what changed. The steps stand on each other. */
test.describe.configure({ mode: 'serial' });

/** Cited by one procedure of the demo that no other journey touches. */
const law = { number: '20/2023/QH15', title: 'Luật Giao dịch điện tử' };
const code = 'QT.NB.02';
const newLaw = freshCode('LUAT').replace('QT.', '');
const sentence = 'Văn bản điện tử được ký số theo luật mới.';
const due = typed(daysFromNow(30));
let [requestId, versionId, documentId] = ['', '', ''];

async function toLaw(page: Page, list: 'unit' | 'province'): Promise<void> {
	await page.goto(`/external-documents?list=${list}&q=${encodeURIComponent(law.number)}`);
	await page.getByRole('main').getByRole('link', { name: law.title }).click();
	await page.waitForURL(/\/external-documents\/[^/?]+$/);
}

test('the coordinator notes that a law is replaced, and sees how far it reaches', async ({ browser }) => {
	const page = await openAs(browser, 'coordinator', '/external-documents/new?list=province');
	await page.getByLabel('Số ký hiệu').fill(newLaw);
	await page.getByLabel('Trích yếu').fill('Luật Giao dịch điện tử (dữ liệu kiểm thử)');
	await page.getByLabel('Cơ quan ban hành').fill('Quốc hội');
	await page.getByRole('button', { name: 'Thêm tài liệu', exact: true }).click();
	await page.waitForURL(/\/external-documents\/(?!new)[^/?]+$/);
	await toLaw(page, 'province');
	await page.locator('summary', { hasText: 'Ghi bị bãi bỏ, thay thế' }).click();
	await page.getByLabel('Hết hiệu lực từ ngày').fill('hôm nay');
	await page.getByLabel('Theo văn bản').fill(newLaw);
	await choose(page.getByRole('combobox', { name: 'Được thay bằng' }), newLaw);
	await page.getByRole('button', { name: 'Ghi bị bãi bỏ, thay thế' }).click();
	await expect(page.getByText('1 tài liệu của 1 đơn vị phải sửa.')).toBeVisible();
	await expectState(page, 'Bị bãi bỏ, thay thế');
	await expect(page.getByRole('main')).toContainText(`Hết hiệu lực từ ${typed(today())} theo ${newLaw}`);
	await page.context().close();
});

test('the officer finds the task at home with its day, and the request that was opened', async ({ browser }) => {
	const page = await openAs(browser, 'officer');
	const tasks = page.getByRole('region', { name: 'Cập nhật tài liệu' });
	await expect(tasks.getByRole('listitem').filter({ hasText: code }).filter({ hasText: law.number })).toContainText(
		`Sửa xong chậm nhất ngày ${due}`
	);
	await toLaw(page, 'unit');
	const line = page.locator('#tasks').getByRole('listitem').filter({ hasText: code });
	await expect(line).toContainText(due);
	// Opened by a job within seconds of the repeal.
	await expect(async () => {
		await page.reload();
		await expect(line.getByRole('link', { name: /^YC-/ })).toBeVisible({ timeout: 500 });
	}).toPass();
	await expectAccessible(page, 'what a repeal reaches');
	await line.getByRole('link', { name: /^YC-/ }).click();
	await page.waitForURL(/\/change-requests\/[^/?]+$/);
	requestId = page.url().split('/').at(-1) ?? '';
	await expect(page.getByRole('main')).toContainText(`Sửa xong chậm nhất ngày ${due}`);
	await expect(page.getByRole('link', { name: new RegExp(newLaw) })).toBeVisible();
	await expect(page.getByLabel('Hạn', { exact: false }).first()).toHaveValue(due);
	await considerChange(page, 'Lương Thị Hoài Thương');
	await expectState(page, 'Đã xem xét');
	await page.context().close();
	const head = await openAs(browser, 'head', `/change-requests/${requestId}`);
	await head.getByRole('button', { name: 'Chấp nhận đề nghị' }).click();
	await expectState(head, 'Được chấp nhận');
	await head.context().close();
});

test('the draft is linked, says what must not be cited, and cites the new law by one press', async ({ browser }) => {
	const page = await openAs(browser, 'officer', `/change-requests/${requestId}`);
	await page.getByRole('link', { name: 'Lập bản mới' }).click();
	await page.waitForURL(/\/documents\/[^/]+\/versions\/new$/);
	documentId = page.url().split('/').at(-3) ?? '';
	versionId = await createVersion(page, { code, title: 'Quản lý văn bản', sentence });
	await expect(page.getByText('1 tài liệu bên ngoài được viện dẫn đã hết hoặc chưa có hiệu lực')).toBeVisible();
	await expectAccessible(page, 'a draft that cites a repealed law');
	await page.getByRole('button', { name: `Viện dẫn ${newLaw} thay thế` }).click();
	await expect(page.getByText('Đã thay văn bản viện dẫn.')).toBeVisible();
	await expect(page.getByText('1 tài liệu bên ngoài được viện dẫn')).toBeHidden();
	await page.goto(`/change-requests/${requestId}`);
	await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: code }).filter({ hasText: 'Nháp' })).toBeVisible();
	await page.context().close();
});

test('once it is in force the request is done and nothing waits any more', async ({ browser }) => {
	expect(await putInForce(browser, { id: versionId, code }, '719/QĐ-SNV')).toMatch(/Yêu cầu \d+ người đọc/);
	const page = await openAs(browser, 'officer', `/change-requests/${requestId}`);
	await expect(async () => {
		await page.reload();
		await expectState(page, 'Đã thực hiện');
	}).toPass();
	await toLaw(page, 'unit');
	await expect(page.locator('#tasks')).toHaveCount(0);
	await page.context().close();
});

test('a reader is asked to read it, on a phone, and sees what changed', async ({ browser }) => {
	const page = await openAs(browser, 'staff', '/reading?view=mine', phone);
	await page.getByRole('link', { name: new RegExp(`^${code} `) }).click();
	await page.waitForURL(`**/documents/${documentId}**`);
	await expect(page.getByRole('main')).toContainText(sentence);
	await expectFits(page, 'a document that was amended');
	await page
		.getByRole('link', { name: /^(?:So với bản trước|Có gì mới so với lần)/ })
		.first()
		.click();
	await page.waitForURL(/\/compare\?/);
	await expect(page.getByRole('main').locator('ins, del').first()).toBeVisible();
	await page.context().close();
});

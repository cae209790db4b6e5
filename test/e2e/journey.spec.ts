import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/checks.ts';
import { ask, choose, createDocument, createDraft, createVersion, expectReadable, expectState, previewBatch } from './support/documents.ts';
import { acceptedWithdrawal } from './support/requests.ts';
import { openAs, password, phone } from './support/people.ts';
import { daysFromNow, freshCode, today, typed } from './support/paper.ts';

/** One document from draft to withdrawal, with everybody who has a part in it. The steps stand on each other. */
test.describe.configure({ mode: 'serial' });

const paper = {
	code: freshCode('SK'),
	title: 'Xét công nhận sáng kiến cải cách hành chính',
	sentence: 'Cán bộ tiếp nhận đơn đề nghị công nhận sáng kiến trong hai ngày làm việc.'
};
const cited = { code: freshCode('HS'), title: 'Lưu giữ hồ sơ sáng kiến' };
const withoutAccents = 'xet cong nhan sang kien';
let documentId = '';
let versionId = '';
let secondId = '';
let checkPath = '';

test('the officer creates a document, uploads its PDF, edits and submits', async ({ browser }) => {
	const page = await openAs(browser, 'officer', '/documents');
	await createDocument(page, cited);
	({ documentId, versionId } = await createDraft(page, { ...paper, cites: cited.code }));
	await expectState(page, 'Nháp');
	await expectReadable(page, paper.sentence);

	await page.getByLabel('Tóm tắt').fill('Ban hành lần đầu theo Nghị định về sáng kiến.');
	await page.getByRole('button', { name: 'Lưu bản nháp' }).click();
	await expect(page.getByText('Đã lưu bản nháp')).toBeVisible();

	const dialog = await ask(page, 'Gửi soát xét');
	await choose(dialog.getByRole('combobox', { name: 'Người soát xét' }), 'Nghiêm Sỹ Luyện');
	await dialog.getByRole('button', { name: 'Gửi soát xét' }).click();
	await expectState(page, 'Chờ soát xét');
	await expect(page.getByLabel('Tóm tắt')).toBeHidden();
	await page.context().close();
});

test('for another unit the draft does not exist', async ({ browser }) => {
	const page = await openAs(browser, 'officer.communes');
	for (const path of [`/documents/${documentId}`, `/versions/${versionId}`, `/files/versions/${versionId}/original`]) {
		expect((await page.request.get(path)).status(), path).toBe(404);
	}
	await page.goto(`/documents/${documentId}`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Không có trang này');
	for (const path of [`/search?q=${paper.code}`, `/documents?unit=all&state=all&q=${paper.code}`]) {
		await page.goto(path);
		await expect(page.getByRole('main')).not.toContainText(paper.title);
	}
	await page.context().close();
});

test('the reviewer finds it among the work that waits and passes it on', async ({ browser }) => {
	const page = await openAs(browser, 'reviewer');
	await page.getByRole('link', { name: `Soát xét ${paper.code} ${paper.title}`, exact: true }).click();
	await expectReadable(page, paper.sentence);
	await expect(page.getByRole('main')).toContainText('Ban hành lần đầu theo Nghị định về sáng kiến.');
	const dialog = await ask(page, 'Đồng ý, chuyển phê duyệt');
	await dialog.getByLabel('Ý kiến').fill('Đã đối chiếu với Nghị định.');
	await dialog.getByRole('button', { name: 'Đồng ý, chuyển phê duyệt' }).click();
	await expectState(page, 'Chờ phê duyệt');
	await page.context().close();
});

test('the head reads it on a phone and signs; a wrong password loses nothing', async ({ browser }) => {
	const page = await openAs(browser, 'head', '/', phone);
	await page.getByRole('link', { name: `Phê duyệt ${paper.code} ${paper.title}`, exact: true }).click();
	await expectReadable(page, paper.sentence);
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

	const dialog = await ask(page, 'Ký phê duyệt');
	await expect(dialog).toContainText('Đậu Trọng Vượng');
	await expect(dialog).toContainText('không phải chữ ký số');
	await dialog.getByLabel('Mật khẩu của bạn').fill('sai mật khẩu rồi nhé');
	await dialog.getByRole('button', { name: 'Ký phê duyệt' }).click();
	await expect(dialog.getByRole('alert')).toContainText('Mật khẩu chưa đúng');
	await expect(dialog).toContainText(`Tôi phê duyệt ${paper.code}`);

	await dialog.getByLabel('Mật khẩu của bạn').fill(password);
	await dialog.getByRole('button', { name: 'Ký phê duyệt' }).click();
	await expect(dialog).toBeHidden();
	await expectState(page, 'Đã phê duyệt');
	await page.context().close();
});

test('the officer sees what a decision will change, confirms the warnings and issues', async ({ browser }) => {
	const page = await openAs(browser, 'officer');
	await previewBatch(page, versionId, { number: '518/QĐ-SNV', effectiveOn: 'hôm nay' });
	const lines = page.getByRole('table', { name: 'Điều sẽ thay đổi' });
	await expect(lines.getByRole('row').filter({ hasText: paper.code })).toContainText('01/00');
	await expect(page.getByRole('heading', { name: 'Ai sẽ được báo' })).toBeVisible();
	await expect(page.getByText('Người đọc', { exact: true }).first()).toBeVisible();

	const dialog = await ask(page, /^Ban hành 1 tài liệu/);
	await expect(dialog).toContainText(`hiệu lực từ ${typed(today())}`);
	await expect(dialog).toContainText(cited.code);
	await expectAccessible(page, 'issuing');
	await dialog.getByRole('button', { name: 'Ban hành theo quyết định' }).click();
	// Unconfirmed, it is refused and the question stays.
	await expect(dialog.getByRole('alert')).toBeVisible();
	for (const box of await dialog.getByRole('checkbox').all()) await box.check();
	await dialog.getByRole('button', { name: 'Ban hành theo quyết định' }).click();
	await expect(dialog).toBeHidden();
	await expectState(page, 'Đã ban hành');
	await page.context().close();
});

test('staff finds it on a phone without accents and reads exactly that version', async ({ browser }) => {
	const page = await openAs(browser, 'staff', '/search', phone);
	await page
		.getByRole('searchbox', { name: /Mã hiệu, tên tài liệu/ })
		.last()
		.fill(withoutAccents);
	await page.keyboard.press('Enter');
	const found = page.getByRole('listitem').filter({ hasText: paper.code });
	await expect(found).toContainText('Đang hiệu lực');
	await found.getByRole('link', { name: /^PDF, \d+ trang/ }).click();
	await page.waitForURL(`**/documents/${documentId}/read`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${paper.code} ${paper.title}`);
	await expect(page.getByRole('banner')).toContainText('Lần ban hành 01');
	await expectReadable(page, paper.sentence);
	const foot = page
		.locator('.text-layer')
		.getByText(/\/v\/[0-9A-Z]/)
		.first();
	checkPath = /\/v\/[0-9A-Z-]+/.exec((await foot.textContent()) ?? '')?.[0] ?? '';
	expect(checkPath).not.toBe('');
	await page.context().close();
});

test('whoever scans the code needs no account and learns no more than the state', async ({ browser }) => {
	const page = await (await browser.newContext(phone)).newPage();
	await page.goto(checkPath);
	await expect(page.getByRole('main')).toContainText('Bản in khớp với bản đang áp dụng');
	await expect(page.getByRole('main')).toContainText(paper.code);
	// The document is for its unit only: its title stays inside, and no person is named.
	await expect(page.locator('body')).not.toContainText(paper.title);
	await expect(page.locator('body')).not.toContainText('Đậu Trọng Vượng');
	await page.context().close();
});

test('the head asks what was in force yesterday and today', async ({ browser }) => {
	const page = await openAs(browser, 'head', `/documents/${documentId}`);
	await expect(page.getByText('Đang hiệu lực', { exact: true }).first()).toBeVisible();
	await page.getByLabel('Xem theo ngày').fill(typed(daysFromNow(-1)));
	await page.keyboard.press('Enter');
	await page.waitForURL(`**/documents/${documentId}?asOf=${daysFromNow(-1)}`);
	await expect(page.getByRole('main')).toContainText(`Không có bản nào có hiệu lực ngày ${typed(daysFromNow(-1))}`);

	await page.goto(`/documents?q=${paper.code}&asOf=${daysFromNow(-1)}`);
	await expect(page.getByRole('main')).not.toContainText(paper.title);
	await page.goto(`/documents?q=${paper.code}&asOf=${today()}`);
	await expect(page.getByRole('row').filter({ hasText: paper.code })).toContainText('01/00');
	await page.context().close();
});

test('the coordinator asks it of the unit; another unit still sees nothing', async ({ browser }) => {
	const coordinator = await openAs(browser, 'coordinator', `/documents?unit=SO-NV&q=${paper.code}&asOf=${today()}`);
	await coordinator.getByRole('link', { name: paper.title }).click();
	await expect(coordinator.getByRole('main')).toContainText('theo QĐ 518/QĐ-SNV');
	await coordinator.goto(`/documents?unit=SO-NV&q=${paper.code}&asOf=${daysFromNow(-1)}`);
	await expect(coordinator.getByRole('main')).not.toContainText(paper.title);
	await coordinator.context().close();

	const other = await openAs(browser, 'officer.communes', `/search?q=${encodeURIComponent(withoutAccents)}`);
	await expect(other.getByRole('main')).not.toContainText(paper.code);
	expect((await other.request.get(`/documents/${documentId}`)).status()).toBe(404);
	expect((await other.request.get(`/files/versions/${versionId}/reading`)).status()).toBe(404);
	await other.context().close();
});

test('a second version goes the same way and will apply in a week', async ({ browser }) => {
	const officer = await openAs(browser, 'officer', `/documents/${documentId}`);
	await officer.getByRole('link', { name: 'Soạn bản mới' }).click();
	secondId = await createVersion(officer, { ...paper, sentence: 'Rút ngắn thời hạn tiếp nhận đơn còn một ngày làm việc.' });
	const submit = await ask(officer, 'Gửi soát xét');
	await submit.getByRole('button', { name: 'Gửi soát xét' }).click();
	await expectState(officer, 'Chờ soát xét');

	const reviewer = await openAs(browser, 'reviewer', `/versions/${secondId}`);
	await (await ask(reviewer, 'Đồng ý, chuyển phê duyệt')).getByRole('button', { name: 'Đồng ý, chuyển phê duyệt' }).click();
	await expectState(reviewer, 'Chờ phê duyệt');
	await reviewer.context().close();

	const head = await openAs(browser, 'head', `/versions/${secondId}`, phone);
	const sign = await ask(head, 'Ký phê duyệt');
	await sign.getByLabel('Mật khẩu của bạn').fill(password);
	await sign.getByRole('button', { name: 'Ký phê duyệt' }).click();
	await expectState(head, 'Đã phê duyệt');
	await head.context().close();

	await previewBatch(officer, secondId, { number: '519/QĐ-SNV', effectiveOn: '+7' });
	await expect(officer.getByRole('row').filter({ hasText: paper.code })).toContainText(
		`Bản cũ hết hiệu lực sau ngày ${typed(daysFromNow(6))}`
	);
	const issue = await ask(officer, /^Ban hành 1 tài liệu/);
	for (const box of await issue.getByRole('checkbox').all()) await box.check();
	await issue.getByRole('button', { name: 'Ban hành theo quyết định' }).click();
	await expectState(officer, 'Đã ban hành');
	await officer.goto(`/documents/${documentId}`);
	await expect(officer.getByRole('main')).toContainText(`Sắp thay bằng`);
	await officer.goto(`/documents/${documentId}?asOf=${daysFromNow(7)}`);
	await expect(officer.getByRole('main')).toContainText('QĐ 519/QĐ-SNV');
	await officer.context().close();
});

test('the head revokes it before its day, and the version in force runs on', async ({ browser }) => {
	const page = await openAs(browser, 'head', '/issue-batches');
	await page.getByRole('row').filter({ hasText: '519/QĐ-SNV' }).first().getByRole('link').first().click();
	const dialog = await ask(page, /^Thu hồi trước hiệu lực/);
	await expectAccessible(page, 'revoking');
	await dialog.getByLabel('Lý do').fill('Chờ hướng dẫn của tỉnh về thời hạn.');
	await dialog.getByLabel('Mật khẩu của bạn').fill(password);
	await dialog.getByRole('button', { name: 'Thu hồi trước hiệu lực' }).click();
	await expectState(page, 'Đã thu hồi');
	await page.goto(`/documents/${documentId}?asOf=${daysFromNow(7)}`);
	await expect(page.getByRole('main')).toContainText('QĐ 518/QĐ-SNV');
	await page.goto(`/versions/${secondId}`);
	await expectState(page, 'Đã phê duyệt');
	await page.context().close();
});

test('the head withdraws the document, and paper in a hand says so', async ({ browser }) => {
	const page = await openAs(browser, 'head', `/documents/${documentId}/withdraw`);
	await expect(page.getByRole('main')).toContainText('Cần một yêu cầu bãi bỏ đã được chấp nhận');
	await acceptedWithdrawal(browser, documentId);
	await page.reload();
	await page.getByLabel('Lý do bãi bỏ').fill('Nhiệm vụ chuyển về Sở Khoa học và Công nghệ.');
	await page.getByLabel('Mật khẩu của bạn').fill(password);
	await page.getByRole('button', { name: 'Bãi bỏ', exact: true }).click();
	await page.waitForURL(`**/documents/${documentId}`);
	await expect(page.getByRole('main')).toContainText('Bãi bỏ');
	await expect(page.getByRole('main')).toContainText('Nhiệm vụ chuyển về Sở Khoa học và Công nghệ.');
	await page.goto(checkPath);
	await expect(page.getByRole('main')).toContainText('Không dùng bản này');
	await page.context().close();
});

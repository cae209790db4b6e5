import { expect, test, type Browser } from '@playwright/test';
import { expectAccessible } from './support/checks.ts';
import { ask, createDraft, expectState, previewBatch } from './support/documents.ts';
import { freshCode, typed, today } from './support/paper.ts';
import { addressOfPerson, comingBack, password } from './support/people.ts';

/**
 * A commune with hardly anybody. With two people one of them has to review and sign, which the head must first allow for the unit; with a
 * third nothing has to be allowed. The steps stand on each other.
 */
test.describe.configure({ mode: 'serial' });

const { open, leave } = comingBack();
test.afterAll(leave);

const head = 'Tôn Viết Kỷ';
const alone = { code: freshCode('HN'), title: 'Trực lãnh đạo ngày nghỉ', sentence: 'Lãnh đạo trực ký sổ đầu và cuối ca.' };
const three = { code: freshCode('BN'), title: 'Tiếp công dân định kỳ', sentence: 'Công dân được tiếp vào ngày 10 và ngày 25.' };
const third = 'Võ Trọng Nghị';
let aloneId = '';
let aloneDocument = '';
let number = '';

async function submit(browser: Browser, versionId: string, state: string): Promise<void> {
	const page = await open(browser, 'officer.communes', `/versions/${versionId}`);
	await (await ask(page, 'Gửi soát xét')).getByRole('button', { name: 'Gửi soát xét' }).click();
	await expectState(page, state);
}

async function pass(browser: Browser, account: string, versionId: string): Promise<void> {
	const page = await open(browser, account, `/versions/${versionId}`);
	await (await ask(page, 'Đồng ý, chuyển phê duyệt')).getByRole('button', { name: 'Đồng ý, chuyển phê duyệt' }).click();
	await expectState(page, 'Chờ phê duyệt');
}

async function sign(browser: Browser, versionId: string): Promise<void> {
	const page = await open(browser, 'head.communes', `/versions/${versionId}`);
	const dialog = await ask(page, 'Ký phê duyệt');
	await dialog.getByLabel('Mật khẩu của bạn').fill(password);
	await dialog.getByRole('button', { name: 'Ký phê duyệt' }).click();
	await expect(dialog).toBeHidden();
	await expectState(page, 'Đã phê duyệt');
}

async function issue(browser: Browser, versionId: string, decision: string): Promise<void> {
	const page = await open(browser, 'officer.communes');
	await previewBatch(page, versionId, { number: decision, effectiveOn: 'hôm nay' });
	const dialog = await ask(page, /^Ban hành 1 tài liệu/);
	for (const box of await dialog.getByRole('checkbox').all()) await box.check();
	await dialog.getByRole('button', { name: 'Ban hành theo quyết định' }).click();
	await expectState(page, 'Đã ban hành');
}

test('two people and no exception: the draft is refused, and the page says what is missing', async ({ browser }) => {
	const chair = await open(browser, 'head.communes', '/settings/exceptions');
	const end = await ask(chair, 'Kết thúc…');
	await end.getByLabel('Lý do').fill('Xã sắp có thêm người soát xét.');
	await end.getByRole('button', { name: 'Kết thúc ngoại lệ' }).click();
	await expect(chair.getByText('Đang áp dụng', { exact: true })).toHaveCount(0);

	const officer = await open(browser, 'officer.communes');
	({ documentId: aloneDocument, versionId: aloneId } = await createDraft(officer, alone));
	await expect(officer.getByText('Chưa gửi soát xét được: thiếu người')).toBeVisible();
	const dialog = await ask(officer, 'Gửi soát xét');
	await dialog.getByRole('button', { name: 'Gửi soát xét' }).click();
	await expect(dialog.getByRole('alert')).toContainText('lập ngoại lệ “một người soát xét và phê duyệt”');
	await officer.reload();
	await expectState(officer, 'Nháp');
});

test('the head signs the exception, with its reason and its last day', async ({ browser }) => {
	const page = await open(browser, 'head.communes', '/settings/exceptions');
	const dialog = await ask(page, 'Ký ngoại lệ');
	await expect(dialog).toContainText('một người vừa soát xét vừa phê duyệt');
	await dialog.getByLabel('Lý do').fill('Xã chỉ có hai người được giao việc tài liệu.');
	await dialog.getByLabel('Mật khẩu của bạn').fill(password);
	await expectAccessible(page, 'granting an exception');
	await dialog.getByRole('button', { name: 'Ký ngoại lệ' }).click();
	await expect(dialog).toBeHidden();
	const held = page.getByRole('listitem').filter({ hasText: 'Đang áp dụng' });
	await expect(held).toContainText(`${head} ký`);
	number = /Ngoại lệ (\S+)/.exec(await held.innerText())?.[1] ?? '';
	expect(number).not.toBe('');
});

test('under it one person reviews and signs, and both acts show, with the number of the exception', async ({ browser }) => {
	await submit(browser, aloneId, 'Chờ soát xét');
	// Who wrote it neither reviews nor signs, exception or not.
	const author = await open(browser, 'officer.communes', `/versions/${aloneId}`);
	await expect(author.getByRole('button', { name: 'Đồng ý, chuyển phê duyệt' })).toHaveCount(0);
	await pass(browser, 'head.communes', aloneId);
	await sign(browser, aloneId);

	const page = await open(browser, 'officer.communes', `/versions/${aloneId}`);
	await expect(page.getByText(`Đơn vị đang áp dụng ngoại lệ số ${number}`)).toBeVisible();
	const history = page.getByRole('complementary').getByRole('listitem');
	await expect(history.filter({ hasText: `${head} đồng ý, chuyển phê duyệt` })).toHaveCount(1);
	await expect(history.filter({ hasText: `${head} ký phê duyệt: “Tôi phê duyệt ${alone.code}` })).toHaveCount(1);

	await issue(browser, aloneId, '71/QĐ-UBND');
	const reader = await open(browser, 'staff.communes', `/documents/${aloneDocument}`);
	await expect(reader.getByRole('main')).toContainText('theo QĐ 71/QĐ-UBND');
	await expect(reader.getByRole('main')).toContainText(number);
});

test('a third person becomes the reviewer, and a document goes from draft to in force without any exception', async ({ browser }) => {
	const officer = await open(browser, 'officer.communes', `/people?q=${encodeURIComponent(third)}`);
	await officer.getByRole('main').getByRole('link', { name: third }).click();
	const change = await ask(officer, 'Đổi vai trò, chức vụ…');
	await change.getByRole('checkbox', { name: 'Người soát xét' }).check();
	await change.getByRole('button', { name: 'Đổi', exact: true }).click();
	await expect(change).toBeHidden();
	await expect(officer.getByRole('main')).toContainText('Người soát xét');
	const { documentId, versionId } = await createDraft(officer, three);

	const chair = await open(browser, 'head.communes', '/settings/exceptions');
	await expect(chair.getByText('Đơn vị có 3 người được giao việc tài liệu')).toBeVisible();
	const end = await ask(chair, 'Kết thúc…');
	await end.getByLabel('Lý do').fill('Xã đã có người soát xét.');
	await end.getByRole('button', { name: 'Kết thúc ngoại lệ' }).click();
	await expect(chair.getByText('Đang áp dụng', { exact: true })).toHaveCount(0);

	await submit(browser, versionId, 'Chờ soát xét');
	await pass(browser, addressOfPerson('XA-18259/reader.DC'), versionId);
	await sign(browser, versionId);
	await issue(browser, versionId, '72/QĐ-UBND');
	const reader = await open(browser, 'staff.communes', `/documents/${documentId}?asOf=${today()}`);
	await expect(reader.getByRole('main')).toContainText('theo QĐ 72/QĐ-UBND');
	await expect(reader.getByRole('main')).toContainText(typed(today()));
	await expect(reader.getByText(/theo ngoại lệ|ngoại lệ số/i)).toHaveCount(0);
});

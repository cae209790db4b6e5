import { expect, test, type Page } from '@playwright/test';
import { encryptedPdf, pdfWith } from '#test/support/hostile-files/pdf.ts';
import { ask, createDocument, createDraft, expectState } from './support/documents.ts';
import { startLine } from './support/line.ts';
import { freshCode, paperOf, pdfFile } from './support/paper.ts';
import { openAs } from './support/people.ts';

const title = 'Dữ liệu sai vẫn được trả lời rõ';
const sentence = 'Những gì đã nhập không bị mất khi có điều chưa đúng.';

/** A page that fails with 500 fails the test, whatever it shows. */
async function officer(browser: Parameters<typeof openAs>[0], next?: string): Promise<Page> {
	const page = await openAs(browser, 'officer', next);
	page.on('response', (response) => {
		if (response.status() >= 500) throw new Error(`${response.status()} ${response.url()}`);
	});
	return page;
}

test('files that cannot be read are refused with what to do, and the text stays', async ({ browser }) => {
	const page = await officer(browser);
	const code = freshCode('TS');
	await createDocument(page, { code, title });
	const summary = page.getByRole('textbox', { name: /^Tóm tắt/ });
	await summary.fill(sentence);
	const refused = [
		{ file: pdfFile('trong.pdf', new Uint8Array()), says: 'không có nội dung' },
		{ file: pdfFile('quy-trinh.pdf', Buffer.from('MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff', 'latin1')), says: 'EXE' },
		{ file: pdfFile('co-mat-khau.pdf', await encryptedPdf({ user: 'bí mật', owner: 'bí mật' })), says: 'mật khẩu' },
		{ file: pdfFile('mat-khau-chu.pdf', await encryptedPdf({ owner: 'bí mật' })), says: 'gỡ hạn chế' },
		{ file: { name: 'quy-trinh.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') }, says: 'không phải tệp PDF' }
	];
	for (const { file, says } of refused) {
		await page.locator('input[name=pdf]').setInputFiles(file);
		const problem = page.locator('#edit-pdf-error');
		if (!(await problem.isVisible())) await page.getByRole('button', { name: 'Tạo bản nháp' }).click();
		await expect(problem, file.name).toContainText(says);
		await expect(summary).toHaveValue(sentence);
	}
	await page.locator('input[name=pdf]').setInputFiles(await paperOf({ code, title, sentence }));
	await expect(page.locator('#edit-pdf-error')).toBeHidden();
	await page.getByRole('button', { name: 'Tạo bản nháp' }).click();
	await expectState(page, 'Nháp');
	await page.context().close();
});

test('a code that exists is refused beside its field', async ({ browser }) => {
	const page = await officer(browser, '/documents/new?kind=QT');
	await page.getByLabel('Mã hiệu', { exact: true }).fill('qt-vtlt-2');
	await page.getByLabel('Tên tài liệu', { exact: true }).fill(title);
	await page.getByRole('button', { name: 'Tạo tài liệu' }).click();
	await expect(page.getByRole('alert')).toContainText('QT.VTLT.02');
	await expect(page.getByLabel('Mã hiệu', { exact: true })).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByLabel('Mã hiệu', { exact: true })).toHaveValue('qt-vtlt-2');
	await expect(page.getByLabel('Tên tài liệu', { exact: true })).toHaveValue(title);
	await page.context().close();
});

test('a day that cannot be is refused, in words and in the address', async ({ browser }) => {
	const page = await officer(browser, '/issue-batches/new');
	await page.getByLabel('Số, ký hiệu').fill('520/QĐ-SNV');
	await page.getByLabel('Ngày hiệu lực').fill('31/02/2027');
	await page.getByRole('button', { name: 'Xem trước' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expect(page.getByLabel('Ngày hiệu lực')).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByLabel('Ngày hiệu lực')).toHaveValue('31/02/2027');
	await expect(page.getByLabel('Số, ký hiệu')).toHaveValue('520/QĐ-SNV');
	for (const asOf of ['2027-02-31', 'hôm qua', '9999999-01-01', "'"]) {
		const response = await page.goto(`/documents?asOf=${encodeURIComponent(asOf)}`);
		expect(response?.status(), asOf).toBeLessThan(500);
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(page.getByText('Không hiểu ngày trong địa chỉ')).toBeVisible();
		expect((await page.request.get(`/documents/export?format=xlsx&asOf=${encodeURIComponent(asOf)}`)).status(), asOf).toBe(422);
	}
	await page.goto('/documents?asOf=2026-11-01');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByText('Không hiểu ngày trong địa chỉ')).toHaveCount(0);
	await page.context().close();
});

test('a table of questions with faults changes nothing and keeps how it was to be taken in', async ({ browser }) => {
	const page = await officer(browser, '/checklists/new');
	await page.getByLabel('Tên phiếu').fill(`Phiếu ${freshCode('BT')}`);
	await page.getByRole('button', { name: 'Lập phiếu' }).click();
	await page.waitForURL(/\/checklists\/[^/]+\/edit$/);
	const text = page.getByRole('textbox', { name: 'Câu hỏi', exact: true });
	for (const question of ['Câu thứ nhất?', 'Câu thứ hai?']) {
		if (!(await text.isVisible())) await page.getByRole('link', { name: 'Thêm câu hỏi' }).click();
		await text.fill(question);
		await page.getByRole('button', { name: 'Thêm câu hỏi' }).click();
		await expect(page.getByRole('link', { name: question })).toBeVisible();
	}
	// The form is empty for the next one, and its points are the usual ones.
	await expect(text).toHaveValue('');
	await expect(page.getByLabel(/^Điểm tối đa/)).toHaveValue('1');

	const table = (cells: string) => ({ name: 'cau-hoi.csv', mimeType: 'text/csv', buffer: Buffer.from(cells) });
	await page.getByLabel('Thêm vào sau các câu đang có').check();
	await page.locator('input[name=table]').setInputFiles(table('Câu hỏi,Điều khoản\nCâu thứ ba?,99.9\n'));
	await page.getByRole('button', { name: 'Nhập', exact: true }).click();
	await expect(page.getByRole('alert')).toContainText('Chưa nhập gì');
	await expect(page.getByLabel('Thêm vào sau các câu đang có')).toBeChecked();
	await page.locator('input[name=table]').setInputFiles(table('Câu hỏi,Điều khoản\nCâu thứ ba?,7.5\n'));
	await page.getByRole('button', { name: 'Nhập', exact: true }).click();
	await expect(page.getByRole('link', { name: 'Câu thứ ba?' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Câu thứ nhất?' })).toBeVisible();

	const dialog = await ask(page, 'Hủy bản thảo…');
	await dialog.getByLabel('Lý do').fill('Lập để thử.');
	await dialog.getByRole('button', { name: 'Hủy bản thảo' }).click();
	await page.waitForURL(/\/checklists$/);
	await page.context().close();
});

test('a criterion is refused beside what is wrong in it', async ({ browser }) => {
	const page = await openAs(browser, 'coordinator', '/scores/sets/new');
	await page.getByLabel('Tên bộ tiêu chí').fill(`Bộ ${freshCode('TC')}`);
	await page.getByRole('button', { name: 'Lưu bộ tiêu chí' }).click();
	await page.waitForURL(/\/scores\/sets\/(?!new)[^/]+$/);
	const code = page.getByLabel('Mã', { exact: true });
	const points = page.getByLabel('Điểm tối đa', { exact: true });
	const save = page.getByRole('button', { name: 'Lưu tiêu chí' });
	await code.fill('A1');
	await page.getByLabel('Nội dung tiêu chí').fill('Đúng hạn');
	await points.fill('-2');
	await save.click();
	await expect(page.getByRole('alert')).toContainText('Ghi số từ 0,01 trở lên.');
	await points.fill('7.5');
	await save.click();
	await expect(page.getByRole('cell', { name: '7,5' })).toBeVisible();
	await expect(code).toHaveValue('');
	await expect(page.getByLabel('Nội dung tiêu chí')).toHaveValue('');
	await code.fill('A1');
	await page.getByLabel('Nội dung tiêu chí').fill('Đủ nội dung');
	await page.getByLabel(/^Đủ điểm từ/).fill('10');
	await page.getByLabel(/^Không có điểm/).fill('50');
	await save.click();
	await expect(page.getByRole('alert')).toContainText('không được lớn hơn mức đủ điểm');
	await page.getByLabel(/^Không có điểm/).fill('5');
	await save.click();
	await expect(page.getByRole('alert')).toContainText('đã có mã này');
	await expect(page.getByLabel('Nội dung tiêu chí')).toHaveValue('Đủ nội dung');
	await page.context().close();
});

test('of two tabs the one that is stale is told and keeps its text', async ({ browser }) => {
	const first = await officer(browser);
	const { versionId } = await createDraft(first, { code: freshCode('HT'), title, sentence });
	const second = await first.context().newPage();
	await second.goto(`/versions/${versionId}`);
	await second.getByRole('textbox', { name: /^Tóm tắt/ }).fill('Sửa ở cửa sổ thứ hai.');
	await second.getByRole('button', { name: 'Lưu bản nháp' }).click();
	await expect(second.getByText('Đã lưu bản nháp')).toBeVisible();

	await first.getByRole('textbox', { name: /^Tóm tắt/ }).fill('Sửa ở cửa sổ thứ nhất.');
	await first.getByRole('button', { name: 'Lưu bản nháp' }).click();
	await expect(first.getByRole('alert')).toContainText('Có người vừa thay đổi nội dung này trước bạn');
	await expect(first.getByRole('textbox', { name: /^Tóm tắt/ })).toHaveValue('Sửa ở cửa sổ thứ nhất.');
	await first.context().close();
});

test('pressed twice, an act is done once', async ({ browser }) => {
	const page = await officer(browser);
	await createDraft(page, { code: freshCode('HL'), title, sentence });
	const dialog = await ask(page, 'Gửi soát xét');
	let sent = 0;
	page.on('request', (request) => {
		if (request.method() === 'POST' && request.url().includes('/submit')) sent += 1;
	});
	await dialog.getByRole('button', { name: 'Gửi soát xét' }).dblclick();
	await expectState(page, 'Chờ soát xét');
	expect(sent).toBe(1);
	await expect(page.getByText(/gửi soát xét$/)).toHaveCount(1);
	await page.context().close();
});

test('a connection lost in mid-upload is said, and sending again works', async ({ browser, baseURL }) => {
	const line = await startLine(baseURL ?? '');
	const page = await openAs(browser, 'officer', '/', { baseURL: line.address });
	const code = freshCode('MM');
	await createDocument(page, { code, title });
	const summary = page.getByRole('textbox', { name: /^Tóm tắt/ });
	await summary.fill(sentence);
	const bytes = pdfWith({ objects: { 10: { dict: '', bytes: Buffer.alloc(3_000_000, 'mạng chậm') } } });
	await page.locator('input[name=pdf]').setInputFiles(pdfFile(`${code}.pdf`, bytes));
	line.cutAfter(1_000_000);
	await page.getByRole('button', { name: 'Tạo bản nháp' }).click();
	await expect(page.getByRole('alert')).toContainText('Không kết nối được với máy chủ');
	expect(line.isCut()).toBe(true);
	await expect(summary).toHaveValue(sentence);
	await expect(page.getByText(`${code}.pdf`)).toBeVisible();

	line.mend();
	await page.getByRole('button', { name: 'Tạo bản nháp' }).click();
	await expectState(page, 'Nháp');
	await page.context().close();
	line.close();
});

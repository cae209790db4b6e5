import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { expectAccessible, expectFits, listen } from './support/checks.ts';
import { flipOneBit, unpacked, type Unpacked } from './support/packs.ts';
import { addressOfPerson, comingBack, phone } from './support/people.ts';

/**
 * A pack that leaves eISO: its officer makes and saves it; somebody who has neither eISO nor a network opens it from the disk, and has it checked by the
 * page that lies in it. The steps stand on each other.
 */
test.describe.configure({ mode: 'serial' });

const { open, leave } = comingBack();
let pack: Unpacked;
test.afterAll(async () => {
	await leave();
	await pack.remove();
});

const whole = 'KẾT QUẢ: gói nguyên vẹn.';
const broken = 'KẾT QUẢ: gói KHÔNG nguyên vẹn.';

/** A browser without a network, at a file of the pack; it says what it asks for besides the disk. */
async function offlineAt(browser: Browser, name: string, options = {}): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
	const context = await browser.newContext({ ...options, offline: true });
	const page = await context.newPage();
	const asked: string[] = [];
	page.on('request', (request) => {
		if (!request.url().startsWith('file:')) asked.push(request.url());
	});
	const complaints = listen(page);
	await page.goto(pathToFileURL(path.join(pack.folder, name)).href);
	return { page, asked, complaints };
}

/** Gives the folder to the page that checks it, and reads what it says; its last line is the result. */
async function check(page: Page): Promise<string[]> {
	const lines = page.getByRole('list').getByRole('listitem');
	await page.getByLabel('Thư mục').setInputFiles(pack.folder);
	await expect(lines.last()).toContainText(/KẾT QUẢ/);
	return lines.allInnerTexts();
}

test('an officer asks for a pack of the unit and saves it when it is there', async ({ browser }) => {
	const page = await open(browser, addressOfPerson('CC-VTLT/officer'), '/evidence-packs');
	await page.getByRole('radio', { name: 'Toàn bộ đơn vị' }).check();
	await page.getByRole('button', { name: 'Lập gói', exact: true }).click();
	await expect(page.getByText('Đang lập gói.')).toBeVisible();
	const ready = page.getByRole('link', { name: /^Tải về \(/ }).first();
	await expect(ready).toBeVisible({ timeout: 180_000 });
	const download = page.waitForEvent('download');
	await ready.click();
	pack = await unpacked(await (await download).path());
	expect(pack.names).toEqual(expect.arrayContaining(['index.html', 'verify.html', 'manifest.json', 'trail/1.jsonl']));
});

test('its first page opens from the disk without a network, and every link leads into the pack', async ({ browser }) => {
	const { page, asked, complaints } = await offlineAt(browser, 'index.html');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Gói bằng chứng: Chi cục Văn thư - Lưu trữ');
	await expect(page.getByRole('heading', { name: /^Tài liệu \([1-9]\d* phiên bản\)$/ })).toBeVisible();
	const targets = await page.getByRole('link').evaluateAll((links) => links.map((link) => decodeURI(link.getAttribute('href') ?? '')));
	expect(targets.some((target) => target.startsWith('documents/') && target.endsWith('.pdf'))).toBe(true);
	const names = new Set(pack.names.map((name) => decodeURI(name.split('/').map(encodeURIComponent).join('/'))));
	expect(targets.filter((target) => !names.has(target))).toEqual([]);
	await expectAccessible(page, 'first page of a pack');
	await page.getByRole('link', { name: 'verify.html' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Kiểm tra gói bằng chứng');
	await expectAccessible(page, 'page that checks a pack');
	expect([asked, complaints]).toEqual([[], []]);
	await page.context().close();

	const small = await offlineAt(browser, 'index.html', phone);
	await expectFits(small.page, 'first page of a pack on a phone');
	await small.page.getByRole('link', { name: 'verify.html' }).click();
	await expectFits(small.page, 'page that checks a pack on a phone');
	await small.page.context().close();
});

test('the page in it finds the pack whole, and names the one file of which a bit is another', async ({ browser }) => {
	const { page, asked, complaints } = await offlineAt(browser, 'verify.html');
	const first = await check(page);
	expect(first.at(-1)).toContain(whole);
	expect(first.join('\n')).toContain('Bản kê được ký bằng khóa của hệ thống');
	expect(first.join('\n')).toMatch(/Mốc ký [0-9A-Z-]{24} khớp với dòng \d+/);

	const paper = pack.names.find((name) => name.startsWith('documents/') && name.endsWith('.pdf')) ?? '';
	const putBack = await flipOneBit(path.join(pack.folder, ...paper.split('/')));
	await page.reload();
	const changed = await check(page);
	expect(changed.at(-1)).toContain(broken);
	expect(changed.filter((line) => line.includes('đã bị thay đổi'))).toEqual([expect.stringContaining(`Tệp ${paper} đã bị thay đổi.`)]);
	await putBack();

	// What an operating system puts into a folder is named, and breaks nothing; another file does.
	await writeFile(path.join(pack.folder, 'Thumbs.db'), 'x');
	await page.reload();
	const added = await check(page);
	expect(added.at(-1)).toContain(whole);
	expect(added.join('\n')).toContain('Tệp Thumbs.db không thuộc gói');
	await writeFile(path.join(pack.folder, 'thêm.pdf'), 'x');
	await page.reload();
	const more = await check(page);
	expect(more.at(-1)).toContain(broken);
	expect(more.join('\n').normalize('NFC')).toContain('Tệp thêm.pdf không thuộc gói.');
	await rm(path.join(pack.folder, 'thêm.pdf'));
	expect([asked, complaints]).toEqual([[], []]);
	await page.context().close();
});

import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { wholeTextOf } from '#test/support/pdf-pages.ts';
import { act, expectNothing, sign } from './support/acts.ts';
import { expectAccessible, expectFits } from './support/checks.ts';
import { expectState } from './support/documents.ts';
import { today, typed } from './support/paper.ts';
import { addressOfPerson, comingBack, phone } from './support/people.ts';
import { docxWords, figureOf, numberIn, numberOf, paperOf, sheetOf, tableOf, writeReport, type Line } from './support/reports.ts';
import { demoPerson } from '../../prisma/seed/content/people.ts';

/**
 * The year that is over: a district and a sub-department report with eISO's figures, the Department receives one and gives one back, which is mended;
 * then it sums up the province for both readers. Units that sent nothing are late and named. The steps stand on each other.
 */
test.describe.configure({ mode: 'serial' });

const { open, leave } = comingBack();
test.afterAll(leave);

const year = Number(today().slice(0, 4)) - 1;
const period = `năm ${year}`;
const lastDay = `${year}-12-31`;
const [district, agency] = [
	{ code: 'HU-440', name: 'UBND huyện Đức Thọ', number: '88/BC-UBND', results: 'Hệ thống của huyện được duy trì.' },
	{ code: 'CC-VTLT', name: 'Chi cục Văn thư - Lưu trữ', number: '31/BC-CCVTLT', results: 'Chi cục đã rà soát quy trình.' }
] as const;
const late = 'Sở Nội vụ';
const province = { number: '140/BC-SKHCN', results: 'Toàn tỉnh duy trì hệ thống, một số đơn vị báo cáo muộn.' };
const nameOf = (code: string, who: string) => demoPerson(`${code}/${who}`).fullName;
const reports = new Map<string, string>();
const reportOf = ({ code }: { code: string }) => reports.get(code) ?? '';
let own = '';
let announced = 0;
let procedures = 0;

const provincePage = `/reports?period=${year}-year`;
/** The line of a unit in the list of the province, found by its name: the list comes in pages. */
async function rowOf(page: Page, unitName: string): Promise<Locator> {
	await page.goto(`${provincePage}&q=${encodeURIComponent(unitName)}`);
	return page.getByRole('table', { name: 'Từng đơn vị' }).getByRole('row').filter({ hasText: unitName });
}

/** The officer begins the report of the year, and writes what the figures do not say. */
async function draft(browser: Browser, unit: typeof district | typeof agency): Promise<Page> {
	const page = await open(browser, addressOfPerson(`${unit.code}/officer`), '/reports');
	await page.getByRole('button', { name: `Lập báo cáo: ${period}` }).click();
	await page.waitForURL(/\/reports\/[^/]+$/);
	reports.set(unit.code, new URL(page.url()).pathname);
	await expect(page.getByText('còn thay đổi cho đến khi gửi')).toBeVisible();
	await writeReport(page, unit);
	return page;
}

async function signAndSend(browser: Browser, unit: typeof district | typeof agency): Promise<Page> {
	const head = await open(browser, addressOfPerson(`${unit.code}/head`));
	await head
		.locator(`main a[href^="${reportOf(unit)}"]`)
		.first()
		.click();
	await head.waitForURL(`**${reportOf(unit)}**`);
	await act(head, 'Ký và gửi', sign);
	await expectState(head, 'Đã gửi');
	return head;
}

test('a unit drafts its report from the figures that eISO has of it', async ({ browser }) => {
	const page = await draft(browser, district);
	await expect(page.getByText(`Số liệu tính đến ${typed(lastDay)}, còn thay đổi cho đến khi gửi.`)).toBeVisible();
	const shown = { system: 'Quy trình hệ thống', services: 'Quy trình giải quyết TTHC', internal: 'Quy trình nội bộ' };
	const figures = {
		system: await figureOf(page, shown.system),
		services: await figureOf(page, shown.services),
		internal: await figureOf(page, shown.internal)
	};
	procedures = figures.system + figures.services + figures.internal;
	expect(procedures).toBeGreaterThan(0);
	await expectAccessible(page, 'a report that is written');

	// The list of documents says the same of that day.
	await page.goto(`/documents?kind=QT&asOf=${lastDay}`);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	expect(procedures).toBe(numberIn(/(\d[\d.]*) tài liệu/.exec(await page.locator('.page-head').innerText())?.[1] ?? ''));
	// Nobody but the unit sees a draft.
	await expectNothing(await open(browser, addressOfPerson(`${agency.code}/officer`)), [`${reportOf(district)}/paper`]);
});

test('the head signs and sends it on a phone; the other unit sends its own', async ({ browser }) => {
	const head = await open(browser, addressOfPerson(`${district.code}/head`), '/', phone);
	await expectFits(head, 'home of a head on a phone');
	const sent = await signAndSend(browser, district);
	// It took part only in the year after: it may report on this one, and is not late with it.
	await expect(sent.getByText(/^Muộn \d+ ngày$/)).toHaveCount(0);
	await expect(sent.getByText(`${nameOf(district.code, 'head')}, Chủ tịch UBND huyện`)).toBeVisible();
	await expectFits(sent, 'a report on a phone');
	await expect(sent.getByLabel('Số, ký hiệu văn bản')).toHaveCount(0);
	await draft(browser, agency);
	await signAndSend(browser, agency);
});

test('the Department receives one and gives the other one back with a reason', async ({ browser }) => {
	const page = await open(browser, 'coordinator', reportOf(district));
	await page.getByRole('button', { name: 'Tiếp nhận', exact: true }).click();
	await expectState(page, 'Đã tiếp nhận');
	await page.goto(reportOf(agency));
	await act(page, 'Trả lại', (dialog) => dialog.getByLabel('Lý do trả lại').fill('Chưa nêu khó khăn của chi cục.'));
	await expect(page.getByText('Đã trả lại báo cáo.')).toBeVisible();
});

test('the unit mends it and sends it again; both stay', async ({ browser }) => {
	const page = await open(browser, addressOfPerson(`${agency.code}/officer`), '/reports');
	await expect(page.getByRole('row', { name: new RegExp(`^${period} `) })).toContainText('Sở trả lại');
	await page.goto(reportOf(agency));
	await expect(page.getByText('Chưa nêu khó khăn của chi cục.')).toBeVisible();
	await page.getByLabel('Khó khăn, vướng mắc').fill('Thiếu kho lưu trữ.');
	await writeReport(page, { ...agency, number: '35/BC-CCVTLT' });
	const head = await signAndSend(browser, agency);
	await expect(head.getByText('Lần 2', { exact: true })).toBeVisible();
	await expect(head.getByText('31/BC-CCVTLT').first()).toBeVisible();
	await expect(head.getByText('35/BC-CCVTLT').first()).toBeVisible();
	const department = await open(browser, 'coordinator', reportOf(agency));
	await expect(department.getByText('Thiếu kho lưu trữ.')).toBeVisible();
	await department.getByRole('button', { name: 'Tiếp nhận', exact: true }).click();
	await expectState(department, 'Đã tiếp nhận');
});

test('the Department sees who has reported, who is late, and counts what the register counts', async ({ browser }) => {
	const page = await open(browser, 'coordinator', provincePage);
	for (const { name } of [district, agency]) await expect(await rowOf(page, name)).toContainText('Đã tiếp nhận');
	await expect(await rowOf(page, late)).toContainText(/Quá hạn \d+ ngày/);
	await page.goto(provincePage);
	// Late ones come first, and the filter stays in the address while one turns the pages.
	await expect(page.getByRole('table', { name: 'Từng đơn vị' }).getByRole('row').nth(1)).toContainText(/Quá hạn \d+ ngày/);
	await page.goto(`${provincePage}&parent=${encodeURIComponent(district.name)}`);
	for (const row of await page.getByRole('table', { name: 'Từng đơn vị' }).getByRole('row').filter({ hasNotText: 'Trực thuộc' }).all())
		await expect(row).toContainText(district.name);
	await page.goto(provincePage);
	const kinds = await tableOf(page, 'Theo loại đơn vị');
	const [head = [], ...rows] = kinds;
	const sum = rows.at(-1) ?? [];
	const column = (words: string) => head.indexOf(words);
	for (const at of head.keys()) {
		if (at === 0) continue;
		const added = rows.slice(0, -1).reduce((all, row) => all + numberIn(row[at] ?? ''), 0);
		expect(added, head[at]).toBe(numberIn(sum[at] ?? ''));
	}
	const units = /trong (\d[\d.]*)/.exec(await page.locator('.pager').innerText())?.[1] ?? '';
	expect(numberIn(sum[column('Phải áp dụng')] ?? '')).toBe(numberIn(units));
	announced = numberIn(sum[column('Đã công bố')] ?? '');

	const anybody = await (await browser.newContext()).newPage();
	await anybody.goto(`/register?on=${lastDay}`);
	await expect(anybody.getByText(`${announced} đơn vị có công bố đang hiệu lực ngày ${typed(lastDay)}.`)).toBeVisible();
	await anybody.context().close();
});

test('it consolidates, signs, and what it sent stays as it was', async ({ browser }) => {
	const page = await open(browser, 'coordinator', provincePage);
	await page.getByRole('button', { name: 'Lập báo cáo tổng hợp' }).click();
	await page.waitForURL(/\/reports\/[^/?]+$/);
	own = new URL(page.url()).pathname;
	await writeReport(page, province);
	await act(page, 'Ký và gửi', sign);
	await expectState(page, 'Đã gửi');
	await expect(page.getByText(/^Số liệu tại thời điểm gửi, .* Không thay đổi nữa\.$/)).toBeVisible();
	await expect(page.getByLabel('Kết quả, nhận xét chung')).toHaveCount(0);
	await expectAccessible(page, 'the report of the province');
	await expectNothing(await open(browser, addressOfPerson(`${district.code}/officer`)), [`${own}/paper`]);
});

for (const [line, reader] of [
	['iso', 'Sở Khoa học và Công nghệ'],
	['reform', 'Sở Nội vụ']
] as const satisfies readonly (readonly [Line, string])[])
	test(`the papers for ${reader} say as PDF, Word and spreadsheet what the page says`, async ({ browser }) => {
		const page = await open(browser, 'coordinator', own);
		const shown = await tableOf(page, 'Số liệu');
		const sums = new Map(shown.flatMap(([label = '', value = '', to = '']) => (to === reader || to === 'Cả hai' ? [[label, value]] : [])));
		expect(sums.size).toBeGreaterThan(5);
		const [columns = [], ...rows] = await sheetOf(await paperOf(page, own, line, 'xlsx'));
		const cells = rows.map((row) => row.map((value) => String(value ?? '')));
		const total = rows.at(-1) ?? [];
		expect(total[1]).toBe('Cộng');
		for (const [label, value] of sums) {
			const at = columns.indexOf(label);
			expect(numberOf(total[at]), label).toBe(numberIn(value));
		}
		const stands = (name: string) => cells.find((row) => row[1] === name)?.[4];
		expect(stands(late)).toBe('Chưa gửi');
		expect(stands(district.name)).not.toMatch(/Muộn|Quá hạn|Chưa gửi/);
		const given = rows.find((row) => row[1] === district.name) ?? [];
		if (line === 'iso') {
			const names = ['Quy trình hệ thống', 'Quy trình giải quyết TTHC', 'Quy trình nội bộ'];
			expect(names.reduce((all, name) => all + numberOf(given[columns.indexOf(name)]), 0)).toBe(procedures);
		}

		const pdf = wholeTextOf(await paperOf(page, own, line, 'pdf')).replaceAll(/\s+/g, ' ');
		const docx = await docxWords(await paperOf(page, own, line, 'docx'));
		for (const words of [pdf, docx]) {
			expect(words).toContain(province.number);
			expect(words).toContain('Kính gửi: Ủy ban nhân dân tỉnh');
			expect(words).toContain(province.results);
			for (const name of [district.name, agency.name, late]) expect(words).toContain(name);
			expect(words).not.toMatch(/dự thảo/i);
			for (const [label, value] of sums) expect(words).toContain(`${label} ${value}`);
		}
		// In the annex of the PDF these words may stand on two lines.
		expect(docx).toMatch(new RegExp(`${late} .{0,60}Chưa gửi`));
	});

import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { z } from 'zod';
import { sendingShape } from '../../src/lib/domain/audits/answer-forms.ts';
import { act, expectPdf, sign } from './support/acts.ts';
import { expectAccessible, expectFits } from './support/checks.ts';
import { expectState } from './support/documents.ts';
import { addressOfPerson, openAs, phone } from './support/people.ts';

/**
 * The Department inspects three units: one signs its minutes, one signs with an own opinion, one is cancelled; then the cycle is closed. The steps
 * stand on each other.
 */
test.describe.configure({ mode: 'serial' });

const title = 'Kiểm tra đột xuất ba đơn vị';
const [first, second, third] = ['HU-446', 'TT-HCC', 'XA-18415'] as const;
let cycle = '';
const inspections = new Map<string, string>();
const pathOf = (code: string) => `/inspections/${inspections.get(code) ?? ''}`;
const as = (code: string, role: 'officer' | 'head') => addressOfPerson(`${code}/${role}`);

const sheet = z.object({ questions: z.array(z.object({ id: z.string(), version: z.number() })) });
type Said = { result: string; note?: string };

/** Answers every question of a sheet as the device of this person would send it. */
async function answerAll(page: Page, path: string, of: (index: number) => Said): Promise<void> {
	const { questions } = sheet.parse(await (await page.request.get(path)).json());
	expect(questions.length).toBeGreaterThan(5);
	const edits = questions.map(({ id, version }, index) => {
		const answer = { points: null, evidence: '', note: '', ...of(index) };
		return { id: randomUUID(), questionId: id, baseVersion: version, after: null, madeAt: new Date().toISOString(), answer };
	});
	const sent = await page.request.post(path, {
		data: { shape: sendingShape, edits, findings: [] },
		headers: { origin: new URL(page.url()).origin }
	});
	expect(sent.status()).toBe(200);
	const results = z.object({ results: z.array(z.object({ outcome: z.string() })) }).parse(await sent.json());
	expect(results.results.filter(({ outcome }) => outcome !== 'applied')).toEqual([]);
}

test('the coordinator drafts a cycle for three units and opens it', async ({ browser }) => {
	const page = await openAs(browser, 'coordinator', '/audit-cycles/new');
	await page.getByLabel('Tên đợt kiểm tra').fill(title);
	await page.getByLabel('Số quyết định').fill('402/QĐ-SKHCN');
	await page.getByLabel('Ngày quyết định').fill('hôm nay');
	await page.getByLabel('Kiểm tra từ ngày').fill('hôm nay');
	await page.getByLabel('Đến ngày').fill('+60');
	await page.getByLabel('Theo danh sách mã đơn vị').check();
	await page.locator('textarea[name=codes]').fill([first, second, third].join('\n'));
	await page.getByLabel('Phiếu kiểm tra').selectOption({ index: 1 });
	await page.getByRole('button', { name: 'Lập dự thảo' }).click();
	await page.waitForURL(/\/audit-cycles\/(?!new$)[^/]+$/);
	cycle = new URL(page.url()).pathname;

	await page.goto(`${cycle}/teams`);
	await page.getByLabel('Tên đoàn').first().fill('Đoàn 1');
	await page.getByRole('button', { name: 'Thêm đoàn' }).click();
	await page.getByLabel('Thành viên kiểm tra').selectOption({ label: 'Uông Khắc Tịnh' });
	await page.getByRole('button', { name: 'Cử vào đoàn' }).click();
	await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: 'Uông Khắc Tịnh' })).toContainText('Trưởng đoàn');

	await page.goto(`${cycle}/units`);
	for (const team of await page.locator('select[name^="team:"]').all()) await team.selectOption({ label: 'Đoàn 1' });
	for (const visit of await page.getByLabel(/^Ngày kiểm tra/).all()) await visit.fill('+12');
	await page.getByRole('button', { name: 'Lưu đoàn và ngày' }).click();
	await page.goto(cycle);
	await act(page, 'Mở đợt kiểm tra');
	await expect(page.getByRole('main')).toContainText('Đang');
	await page.context().close();
});

test('the lead gives each unit notice', async ({ browser }) => {
	const page = await openAs(browser, 'auditor', `/inspections?cycle=${cycle.split('/').at(-1) ?? ''}`);
	const links = page.locator('main tbody a.code');
	await expect(links).toHaveCount(3);
	const paths = await Promise.all((await links.all()).map(async (link) => (await link.getAttribute('href')) ?? ''));
	for (const path of paths) {
		await page.goto(path);
		await act(page, 'Gửi thông báo');
		await expectState(page, 'Đã thông báo');
	}
	await expectAccessible(page, 'an inspection, for its lead');
	await expectPdf(page, `${paths[0] ?? ''}/papers/notice`);
	await page.context().close();
});

for (const code of [first, second])
	test(`${code} assesses itself, and its head hands in`, async ({ browser }) => {
		const page = await openAs(browser, as(code, 'officer'), `/inspections?cycle=${cycle.split('/').at(-1) ?? ''}`);
		const own = (await page.locator('main tbody a.code').first().getAttribute('href')) ?? '';
		inspections.set(code, own.split('/').at(-1) ?? '');
		await page.goto('/');
		await expect(page.locator(`main a[href="${own}"]`).first()).toBeVisible();
		await answerAll(page, `${pathOf(code)}/self-assessment/answers`, (index) =>
			index === 2 ? { result: 'none_yet' } : { result: 'met', note: 'Có hồ sơ' }
		);
		await page.goto(pathOf(code));
		await expect(page.getByRole('main')).toContainText('Đã trả lời đủ');
		await page.context().close();

		const head = await openAs(browser, as(code, 'head'), pathOf(code));
		await act(head, 'Ký và nộp tự đánh giá', sign);
		await expectState(head, 'Đã nộp tự đánh giá');
		await head.context().close();
	});

test('the team visits, scores, and draws up the minutes', async ({ browser }) => {
	const page = await openAs(browser, 'auditor');
	for (const code of [first, second]) {
		await page.goto(pathOf(code));
		await act(page, 'Bắt đầu kiểm tra tại chỗ', (dialog) => dialog.getByLabel('Lý do bắt đầu sớm').fill('Kết hợp chuyến công tác'));
		await expectState(page, 'Đang kiểm tra tại chỗ');
		await answerAll(page, `${pathOf(code)}/checklist/answers`, (index) =>
			index === 2 ? { result: 'not_met', note: 'Chưa đánh giá nội bộ trong năm' } : { result: 'met' }
		);
		await page.goto(pathOf(code));
		await page.getByText('Ghi phát hiện, kiến nghị').click();
		await page.getByLabel('Kiến nghị', { exact: true }).check();
		await page.getByLabel('Nội dung', { exact: true }).fill('Lập chương trình đánh giá nội bộ từ đầu năm.');
		await page.getByRole('button', { name: 'Lưu', exact: true }).click();
		await expect(page.getByRole('main')).toContainText('Lập chương trình đánh giá nội bộ từ đầu năm.');
		await act(page, 'Lập và ký biên bản', sign);
		await expectState(page, 'Chờ ký biên bản');
	}
	await page.context().close();
});

test('one head signs on a phone, another one with an own opinion; actions are raised in the unit', async ({ browser }) => {
	const head = await openAs(browser, as(first, 'head'), pathOf(first), phone);
	await expectFits(head, 'minutes to sign on a phone');
	await expectAccessible(head, 'minutes to sign');
	await act(head, 'Ký biên bản', sign);
	await expectState(head, 'Đã kết thúc');
	await expect(head.getByRole('main').locator('a[href^="/corrective-actions/"]')).toHaveCount(2);
	await head.context().close();

	const other = await openAs(browser, as(second, 'head'), pathOf(second));
	await act(other, 'Ký, có ý kiến riêng', async (dialog) => {
		await dialog.getByLabel('Ý kiến của đơn vị').fill('Đơn vị đã có dự thảo chương trình.');
		await sign(dialog);
	});
	await expectState(other, 'Đã kết thúc');
	await expect(other.getByRole('main')).toContainText('Đơn vị đã có dự thảo chương trình.');
	await expectPdf(other, `${pathOf(second)}/papers/minutes`);
	await other.context().close();
});

test('the third is cancelled, and the cycle is closed', async ({ browser }) => {
	const page = await openAs(browser, 'coordinator', `/inspections?state=notified&cycle=${cycle.split('/').at(-1) ?? ''}`);
	await page.locator('main tbody a.code').first().click();
	await page.waitForURL(/\/inspections\/[^/?]+$/);
	await act(page, 'Hủy cuộc kiểm tra', (dialog) => dialog.getByRole('textbox').first().fill('Đơn vị đang sắp xếp'));
	await expectState(page, 'Đã hủy');
	await page.goto(cycle);
	await act(page, 'Đóng đợt kiểm tra');
	await expectState(page, 'Đã đóng');
	await page.context().close();
});

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { z } from 'zod';
import { expectAccessible, expectFits } from './support/checks.ts';
import { openAs, password } from './support/people.ts';

/**
 * An auditor answers sixty questions without a network, loses the page, finds everything again, and comes back to a server on which another
 * auditor has answered meanwhile. Nothing is lost, nothing is there twice.
 */
test.describe.configure({ mode: 'serial' });

const tablet = { viewport: { width: 1024, height: 768 }, hasTouch: true };
const prepared = z.object({ auditId: z.string(), lead: z.string(), member: z.string() });
const answers = z.object({
	questions: z.array(
		z.object({
			id: z.string(),
			version: z.number(),
			answer: z.object({ result: z.string(), evidence: z.string() }),
			conflicts: z.array(z.unknown()),
			findings: z.array(z.object({ statement: z.string() }))
		})
	)
});

let audit = { auditId: '', lead: '', member: '' };
let tabletOfLead: BrowserContext;
let member: Page;
const checklist = () => `/audits/${audit.auditId}/checklist`;

test.beforeAll(async ({ browser }) => {
	const node = path.resolve('node_modules/.bin/node');
	const script = path.resolve('test/e2e/support/audit-to-answer.ts');
	const { stdout } = await promisify(execFile)(node, [script, process.env.E2E_STORAGE ?? '', password, 'SO-TC']);
	audit = prepared.parse(JSON.parse(stdout));
	tabletOfLead = (await openAs(browser, audit.lead, checklist(), tablet)).context();
	member = await openAs(browser, audit.member, `${checklist()}?q=1`, tablet);
});
test.afterAll(async () => {
	await member.context().close();
	await tabletOfLead.close();
});

const pageOf = (context: BrowserContext): Page => {
	const page = context.pages().at(-1);
	if (!page) throw new Error('no page is open');
	return page;
};
const choose = (page: Page, result: string) => page.getByRole('radio', { name: result, exact: true }).check();
const progress = (page: Page) => page.getByRole('progressbar', { name: /Đã trả lời/ });
const stands = async (page: Page) => answers.parse(await (await page.request.get(`${checklist()}/answers`)).json()).questions;

test('the checklist is taken along on a device of one’s own', async () => {
	const page = pageOf(tabletOfLead);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Câu 1:');
	await expectAccessible(page, 'checklist');
	await expectFits(page, 'checklist');
	await page.getByText('Mang theo khi mất mạng').click();
	await page.getByRole('button', { name: 'Mang theo', exact: true }).click();
	await expect(page.getByText('Chỉ mang theo trên máy của riêng bạn.')).toBeVisible();
	await page.getByLabel('Đây là máy của tôi, không ai khác dùng').check();
	await page.getByRole('button', { name: 'Mang theo', exact: true }).click();
	await expect(page.getByText('Đã mang theo máy này')).toBeVisible();
	const isThere = (path: string) => caches.open(`eiso-sheet:${path}`).then(async (cache) => (await cache.match(path)) !== undefined);
	expect(await page.evaluate(isThere, checklist()), 'kept before it is said').toBe(true);
});

test('sixty questions are answered and a finding is raised without a network', async () => {
	const page = pageOf(tabletOfLead);
	await tabletOfLead.setOffline(true);
	for (let number = 1; number <= 60; number++) {
		await expect(page.getByRole('heading', { level: 1 })).toContainText(`Câu ${number}:`);
		if (number % 10 === 1) {
			await choose(page, 'KPH nhẹ');
			await page.getByLabel('Bằng chứng ghi nhận').fill(`Bản giấy cũ ở bàn ${number}`);
		} else await choose(page, 'Phù hợp');
		if (number === 11) {
			await page.getByText('Nêu phát hiện', { exact: true }).click();
			await page.getByLabel('Nội dung phát hiện').fill('Ba bản giấy đã hết hiệu lực vẫn dùng.');
			await page.getByRole('button', { name: 'Ghi phát hiện' }).click();
			await expect(page.getByText('chờ gửi', { exact: false }).first()).toBeVisible();
		}
		if (number < 60)
			await page
				.getByRole('link', { name: `Câu ${number + 1}`, exact: true })
				.last()
				.click();
	}
	await expect(progress(page)).toHaveAttribute('aria-valuenow', '100');
	await expect(page.getByText('61 câu chờ gửi')).toBeVisible();
});

test('the page is lost and found again without a network, and no other page is', async () => {
	await pageOf(tabletOfLead).close();
	const other = await tabletOfLead.newPage();
	await expect(other.goto('/')).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
	await other.close();
	const page = await tabletOfLead.newPage();
	await page.goto(`${checklist()}?q=11`);
	await expect(page.getByText('61 câu chờ gửi')).toBeVisible();
	await expect(progress(page)).toHaveAttribute('aria-valuenow', '100');
	await expect(page.getByLabel('Bằng chứng ghi nhận')).toHaveValue('Bản giấy cũ ở bàn 11');
	await expect(page.getByText('Ba bản giấy đã hết hiệu lực vẫn dùng.')).toBeVisible();
});

test('meanwhile another auditor answers two of them', async () => {
	await choose(member, 'KPH nặng');
	await member.getByLabel('Bằng chứng ghi nhận').fill('Không có sổ phân phối');
	await member.getByRole('link', { name: 'Câu 2', exact: true }).last().click();
	await choose(member, 'Phù hợp');
	await expect(member.getByText(/Đã gửi lúc/)).toBeVisible();
	await expect
		.poll(async () => (await stands(member)).slice(0, 3).map(({ answer }) => answer.result))
		.toEqual(['major', 'conform', 'unanswered']);
});

test('with a network everything is sent once, and what differs is shown and settled', async () => {
	const page = pageOf(tabletOfLead);
	await tabletOfLead.setOffline(false);
	await expect(page.getByText('1 câu có hai ý kiến')).toBeVisible();
	await expect(page.getByText(/câu chờ gửi/)).toHaveCount(0);
	const after = await stands(page);
	expect(after.map(({ conflicts }) => conflicts.length)).toEqual([1, ...Array.from({ length: 59 }, () => 0)]);
	// The second question was answered alike by both.
	expect(after.map(({ version }) => version)).toEqual([1, 2, ...Array.from({ length: 58 }, () => 1)]);
	expect(after.map(({ answer }) => answer.result).filter((result) => result === 'unanswered')).toEqual([]);
	expect(after[10]?.findings.map(({ statement }) => statement)).toEqual(['Ba bản giấy đã hết hiệu lực vẫn dùng.']);

	await page.goto(`${checklist()}?q=1`);
	await expect(page.getByText('Hai câu trả lời khác nhau')).toBeVisible();
	await expect(page.getByText('KPH nặng: Không có sổ phân phối')).toBeVisible();
	await expect(page.getByText('KPH nhẹ: Bản giấy cũ ở bàn 1')).toBeVisible();
	await expectAccessible(page, 'checklist');
	await page.getByRole('button', { name: 'Chọn câu này' }).click();
	await expect(page.getByText('Hai câu trả lời khác nhau')).toHaveCount(0);
	await expect(page.getByLabel('Bằng chứng ghi nhận')).toHaveValue('Bản giấy cũ ở bàn 1');
	const [first, ...rest] = await stands(page);
	expect(first).toMatchObject({ version: 2, conflicts: [], answer: { result: 'minor', evidence: 'Bản giấy cũ ở bàn 1' } });
	expect(rest.flatMap(({ findings }) => findings)).toHaveLength(1);
	await member.reload();
	await expect(progress(member)).toHaveAttribute('aria-valuenow', '100');
});

const kept = (page: Page) =>
	page.evaluate(async () => ({ caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length }));

test('after seven days without the server it does not open, and nothing of it is lost', async () => {
	const page = await tabletOfLead.newPage();
	await tabletOfLead.setOffline(true);
	await page.clock.setFixedTime(new Date(Date.now() + 8 * 24 * 60 * 60 * 1000));
	await page.goto(`${checklist()}?q=5`);
	await expect(page.getByRole('heading', { name: 'Cần nối mạng để mở lại' })).toBeVisible();
	await expect(page.getByText('Câu 5:')).toHaveCount(0);
	await page.getByRole('main').getByRole('button', { name: 'Thử lại' }).click();
	await expect(page.getByRole('heading', { name: 'Cần nối mạng để mở lại' })).toBeVisible();
	// It comes back by itself when the network does.
	await tabletOfLead.setOffline(false);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Câu 5:');
	await page.close();
});

test('when the right ends, what was not sent is shown once and nothing stays on the device', async () => {
	const tabletOfMember = member.context();
	await member.goto(`${checklist()}?q=3`);
	await member.getByText('Mang theo khi mất mạng').click();
	await member.getByLabel('Đây là máy của tôi, không ai khác dùng').check();
	await member.getByRole('button', { name: 'Mang theo', exact: true }).click();
	await expect(member.getByText('Đã mang theo máy này')).toBeVisible();
	await tabletOfMember.setOffline(true);
	await member.getByLabel('Ghi chú').fill('Viết khi quyền vừa hết');
	await expect(member.getByText('1 câu chờ gửi')).toBeVisible();
	// What the server answers to somebody who is not of the team any more.
	await member.route('**/checklist/answers', (route) => route.fulfill({ status: 404, json: { code: 'audit_not_found' } }));
	await tabletOfMember.setOffline(false);
	await expect(member.getByRole('heading', { level: 1, name: 'Bạn không còn quyền với phiếu này' })).toBeVisible();
	await expect(member.getByText('Viết khi quyền vừa hết')).toBeVisible();
	await expect.poll(() => kept(member)).toEqual({ caches: [], workers: 0 });
});

test('a sign-out leaves nothing on the device', async () => {
	const page = pageOf(tabletOfLead);
	await page.goto('/account');
	await page.getByRole('main').getByRole('button', { name: 'Đăng xuất' }).click();
	await page.waitForURL('/sign-in');
	const left = await page.evaluate(async () => ({
		databases: (await indexedDB.databases()).length,
		caches: await caches.keys(),
		workers: (await navigator.serviceWorker.getRegistrations()).length
	}));
	expect(left).toEqual({ databases: 0, caches: [], workers: 0 });
	await tabletOfLead.setOffline(true);
	await expect(page.goto(checklist())).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
});

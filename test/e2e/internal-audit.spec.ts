import { expect, test, type Page } from '@playwright/test';
import { act, expectNothing, expectPdf, sign } from './support/acts.ts';
import { expectAccessible, expectFits } from './support/checks.ts';
import { choose, expectState } from './support/documents.ts';
import { addSlot, answer, createArea, expectKept, freshWord, raise, registerAuditor, turnTo } from './support/internal-audits.ts';
import { addressOfPerson, comingBack, phone } from './support/people.ts';
import { demoPerson } from '../../prisma/seed/content/people.ts';

/**
 * A unit audits two of its areas, without the Department: from the plan to the actions that are raised. The steps stand on each other.
 */
test.describe.configure({ mode: 'serial' });

const { open, leave } = comingBack();
test.afterAll(leave);

const as = (name: string) => addressOfPerson(`SO-TTTT/${name}`);
const nameOf = (name: string) => demoPerson(`SO-TTTT/${name}`).fullName;
const run = freshWord();
const title = `Đánh giá đột xuất ${run}`;
const network = { name: `Hạ tầng mạng ${run}`, division: 'Phòng Công nghệ thông tin', leader: nameOf('reviewer.CNTT'), clause: '7.5' };
const post = { name: `Bưu chính ${run}`, division: 'Phòng Bưu chính', leader: nameOf('reviewer.BCVT'), clause: '8.7' };
const lead = nameOf('reviewer.VP');
const member = nameOf('drafter.TTR.1');
let audit = '';
const part = (name: string) => `${audit}?part=${name}`;
const finding = (page: Page, number: number) => page.getByRole('article', { name: `Phát hiện ${number}`, exact: true });

test('the officer plans an audit of two areas, which needs a reason outside the programme', async ({ browser }) => {
	const page = await open(browser, as('officer'));
	for (const name of [lead, member, nameOf('drafter.CNTT.1')]) await registerAuditor(page, name);
	for (const area of [network, post]) await createArea(page, area);

	await page.goto('/audits/new');
	await page.getByLabel('Tên cuộc đánh giá').fill(title);
	const areas = page.getByRole('combobox', { name: 'Khu vực' });
	for (const { name } of [network, post]) await choose(areas, name);
	// Chosen already; choosing it again keeps it.
	await choose(page.getByRole('combobox', { name: 'Phiếu kiểm tra' }), 'Phiếu đánh giá nội bộ');
	await page.getByRole('button', { name: 'Lập cuộc đánh giá' }).click();
	await expect(page.getByRole('alert').first()).toContainText('Lý do đánh giá đột xuất');
	await page.getByLabel('Lý do đánh giá đột xuất').fill('Ba phản ánh của công dân trong tháng.');
	await page.getByRole('button', { name: 'Lập cuộc đánh giá' }).click();
	await page.waitForURL(/\/audits\/(?!new$)[^/]+$/);
	audit = new URL(page.url()).pathname;
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
});

test('the team is proposed: who works in an area cannot audit it', async ({ browser }) => {
	const page = await open(browser, as('officer'), part('team'));
	const card = (name: string) => page.getByRole('group', { name: new RegExp(`^${name}`) });
	const own = card(nameOf('drafter.CNTT.1'));
	await expect(own.getByRole('checkbox', { name: network.name })).toBeDisabled();
	await expect(own).toContainText(`thuộc khu vực ${network.name}`);
	await card(lead).getByRole('checkbox', { name: network.name }).check();
	await card(member).getByRole('checkbox', { name: post.name }).check();
	await page.getByRole('radio', { name: lead }).check();
	await page.getByRole('button', { name: 'Đề nghị đoàn', exact: true }).click();
	await expect(page.getByText('Chờ lãnh đạo ký').first()).toBeVisible();
	await expectAccessible(page, 'a proposed team');
});

test('a clash of the timetable is shown and solved', async ({ browser }) => {
	const page = await open(browser, as('officer'), part('timetable'));
	await addSlot(page, { kind: 'opening', from: '08:00', to: '08:30' });
	const sessions = { kind: 'session', auditor: member, area: post.name };
	await addSlot(page, { ...sessions, from: '09:00', to: '10:00', auditee: post.leader });
	await addSlot(page, { kind: 'session', from: '09:30', to: '10:30', area: network.name, auditor: lead, auditee: post.leader });
	await addSlot(page, { kind: 'closing', from: '16:00', to: '16:30' });
	const missing = page.getByRole('main').getByText(`${post.leader} ở hai nơi cùng lúc.`);
	await expect(missing).toBeVisible();
	// What was said of the lines that were added lies over the buttons for a while.
	await page.reload();
	await page.getByRole('button', { name: /^Bỏ: 09:30/ }).click();
	await expect(page.getByText('09:30–10:30', { exact: true })).toHaveCount(0);
	await addSlot(page, { kind: 'session', from: '10:00', to: '11:00', area: network.name, auditor: lead, auditee: network.leader });
	await expect(missing).toHaveCount(0);
	await expect(page.getByText('Lịch còn chỗ vướng.')).toHaveCount(0);
	await expect(page.getByText('Lãnh đạo ký thành lập đoàn.')).toBeVisible();
});

test('the head signs the team with its independence, and the plan is sent and frozen', async ({ browser }) => {
	const head = await open(browser, as('head'));
	await head.locator(`main a[href^="${audit}"]`).first().click();
	await head.waitForURL(`**${audit}**`);
	await act(head, 'Ký thành lập đoàn', sign);
	await head.goto(part('team'));
	await expect(head.getByText('Chờ lãnh đạo ký')).toHaveCount(0);
	await head.getByText('Phiếu kiểm tra tính độc lập').first().click();
	await expect(head.getByText(`Không thuộc: ${network.name}`)).toBeVisible();

	const page = await open(browser, as('reviewer.VP'), audit);
	await expect(page.getByText('Kế hoạch đã đủ, có thể gửi.')).toBeVisible();
	await act(page, 'Gửi kế hoạch');
	await expectState(page, 'Đã thông báo');
	await page.goto(part('timetable'));
	await expect(page.getByRole('button', { name: 'Thêm vào lịch' })).toHaveCount(0);
	for (const paper of ['decision', 'plan']) await expectPdf(page, `${audit}/papers/${paper}`);
});

test('whoever is audited reads the notice on a phone, and of the plan their own area', async ({ browser }) => {
	const page = await open(browser, as('reviewer.CNTT'), '/', phone);
	await page.locator(`main a[href^="${audit}"]`).first().click();
	await page.waitForURL(`**${audit}**`);
	await expectState(page, 'Đã thông báo');
	await expect(page.getByText('Bạn xem phần kế hoạch và phát hiện về khu vực của mình.')).toBeVisible();
	await expect(page.getByRole('main')).toContainText(network.name);
	await expect(page.getByRole('main')).not.toContainText(post.name);
	await expectFits(page, 'a notice on a phone');
	await expectAccessible(page, 'a notice on a phone');
	await expectNothing(page, [`${audit}/papers/plan`]);
});

test('for everybody else there is no audit', async ({ browser }) => {
	for (const account of [as('reader.TTR.1'), addressOfPerson('SO-TC/officer'), 'coordinator']) {
		const page = await open(browser, account);
		await expectNothing(page, [audit, `${audit}/papers/plan`, `${audit}/checklist`, `${audit}/checklist/answers`]);
		await page.goto(audit);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Không có trang này');
	}
});

test('the lead starts, and answers the own area; what does not apply needs a reason', async ({ browser }) => {
	const page = await open(browser, as('reviewer.VP'), audit);
	await act(page, 'Bắt đầu đánh giá', (dialog) => dialog.getByLabel('Họp khai mạc: thành phần, nội dung').fill('Đủ thành phần.'));
	await expectState(page, 'Đang đánh giá');
	await page.getByRole('link', { name: 'Mở phiếu đánh giá' }).click();
	await answer(page, { result: 'Phù hợp' });
	await turnTo(page, 2);
	await answer(page, { result: 'Không áp dụng' });
	await expect(page.getByText('1 câu chưa đủ để gửi.').first()).toBeVisible();
	await page.getByLabel('Ghi chú').fill('Phòng không lập tài liệu trong kỳ.');
	await expect(page.getByText('1 câu chưa đủ để gửi.')).toHaveCount(0);
	await turnTo(page, 3);
	await answer(page, { result: 'KPH nhẹ', evidence: 'Hồ sơ số 12 và 17.' });
	await raise(page, 'Hai hồ sơ thiếu phiếu kiểm soát.');
	await expectAccessible(page, 'a question with a finding');
	await turnTo(page, 4);
	await answer(page, { result: 'Phù hợp' });
	await expectKept(page, ['conform', 'not_applicable', 'minor', 'conform', 'unanswered']);
});

test('a member answers their area and no other', async ({ browser }) => {
	const page = await open(browser, as('drafter.TTR.1'), `${audit}/checklist`);
	await expect(page.getByText('Bạn xem được câu này nhưng không trả lời.')).toBeVisible();
	await expect(page.getByRole('radio', { name: 'Phù hợp', exact: true })).toBeDisabled();
	await turnTo(page, 5);
	await answer(page, { result: 'KPH nặng', evidence: 'Sổ theo dõi tháng 10.' });
	await raise(page, 'Ba bưu phẩm trễ hạn không có thư xin lỗi.');
	await expectKept(page, ['conform', 'not_applicable', 'minor', 'conform', 'major']);
	await page.goto(part('findings'));
	await expect(finding(page, 1)).toContainText('Không phù hợp nhẹ');
	await expect(finding(page, 2)).toContainText('Không phù hợp nặng');
});

test('the head of one area confirms on a phone, the other one disputes and says why', async ({ browser }) => {
	const page = await open(browser, as('reviewer.CNTT'), '/', phone);
	await page.locator(`main a[href^="${audit}"]`).first().click();
	await page.waitForURL(`**${audit}**`);
	await page.goto(part('findings'));
	await expect(finding(page, 2)).toHaveCount(0);
	await expectFits(page, 'a finding on a phone');
	await expectAccessible(page, 'a finding on a phone');
	await finding(page, 1).getByRole('button', { name: 'Gửi ý kiến' }).click();
	await expect(finding(page, 1)).toContainText('Ý kiến của khu vực: Xác nhận');

	const other = await open(browser, as('reviewer.BCVT'), part('findings'));
	await finding(other, 2).getByRole('radio', { name: 'Không đồng ý' }).check();
	await finding(other, 2).getByRole('button', { name: 'Gửi ý kiến' }).click();
	await expect(finding(other, 2).getByRole('alert')).toBeVisible();
	await finding(other, 2).getByLabel('Lời giải thích').fill('Thư xin lỗi đã gửi qua điện thoại.');
	await finding(other, 2).getByRole('button', { name: 'Gửi ý kiến' }).click();
	await expect(finding(other, 2)).toContainText('Không đồng ý: Thư xin lỗi đã gửi qua điện thoại.');
});

test('the lead reports, the head returns the report with a reason', async ({ browser }) => {
	const page = await open(browser, as('reviewer.VP'), part('report'));
	await expect(page.getByText('Chưa có kết luận.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Ký báo cáo' })).toHaveCount(0);
	await page.getByLabel('Kết luận').fill('Hệ thống phù hợp, trừ hai điểm.');
	await page.getByRole('button', { name: 'Lưu báo cáo' }).click();
	await expect(page.getByText('Báo cáo đã đủ, có thể ký.')).toBeVisible();
	await act(page, 'Ký báo cáo', sign);
	await expectState(page, 'Đã báo cáo');

	const head = await open(browser, as('head'));
	await head.locator(`main a[href^="${audit}"]`).first().click();
	await head.waitForURL(`**${audit}**`);
	await expectAccessible(head, 'a report to accept');
	await head.goto(part('findings'));
	await expect(head.getByText(/^Sửa phát hiện/)).toHaveCount(0);
	await act(head, 'Trả lại báo cáo', (dialog) => dialog.getByLabel('Lý do').fill('Ghi thêm họp kết thúc.'));
	await expectState(head, 'Đang đánh giá');

	await page.goto(part('report'));
	await expect(page.getByText('Lãnh đạo trả lại báo cáo: Ghi thêm họp kết thúc.')).toBeVisible();
	await page.getByLabel('Họp kết thúc').fill('Đoàn trình bày, hai khu vực dự đủ.');
	await page.getByRole('button', { name: 'Lưu báo cáo' }).click();
	// The signature is of what is saved.
	await expect(page.getByText('Đã lưu.', { exact: true })).toBeVisible();
	await act(page, 'Ký báo cáo', sign);
	await expectState(page, 'Đã báo cáo');
});

test('the head accepts: both nonconformities have an action, the papers open', async ({ browser }) => {
	const page = await open(browser, as('head'), part('report'));
	await expect(page.getByText('Khi chấp nhận, hệ thống lập phiếu khắc phục cho:')).toBeVisible();
	await act(page, 'Chấp nhận báo cáo', sign);
	await expectState(page, 'Đã đóng');
	await page.goto(part('findings'));
	for (const number of [1, 2]) await expect(finding(page, number).locator('a[href^="/corrective-actions/"]')).toHaveCount(1);
	for (const paper of ['decision', 'plan', 'minutes', 'findings', 'report']) await expectPdf(page, `${audit}/papers/${paper}`);
	await expectAccessible(page, 'a closed audit');
	await finding(page, 2).locator('a[href^="/corrective-actions/"]').click();
	await page.waitForURL(/\/corrective-actions\/[^/]+$/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Ba bưu phẩm trễ hạn không có thư xin lỗi.');
	await expectState(page, 'Đã nêu');
});

test('the trail has every act with who did it', async ({ browser }) => {
	const page = await open(browser, as('officer'), `/trail?subjectType=audit&subjectId=${audit.split('/').at(-1) ?? ''}`);
	const acts: readonly (readonly [string, string])[] = [
		['Lập cuộc đánh giá', nameOf('officer')],
		['Đề nghị đoàn đánh giá', nameOf('officer')],
		['Ký thành lập đoàn đánh giá', nameOf('head')],
		['Gửi kế hoạch đánh giá', lead],
		['Họp khai mạc', lead],
		['Trả lời phiếu đánh giá', member],
		['Ký báo cáo đánh giá', lead],
		['Trả lại báo cáo đánh giá', nameOf('head')],
		['Chấp nhận báo cáo đánh giá', nameOf('head')]
	];
	for (const [what, who] of acts)
		await expect(page.getByRole('row').filter({ hasText: what }).filter({ hasText: who }).first(), `${what}, ${who}`).toBeVisible();
});

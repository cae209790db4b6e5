import { expect, test } from '@playwright/test';
import { act, expectNothing, sign, statusOfForm } from './support/acts.ts';
import { expectAccessible, expectFits } from './support/checks.ts';
import { expectState } from './support/documents.ts';
import {
	addLine,
	assign,
	complete,
	confirmReport,
	evidence,
	lineOf,
	nameVerifier,
	raiseByHand,
	recordCause,
	recordCorrection,
	recurrencesOf,
	reportLine
} from './support/corrective-actions.ts';
import { freshWord } from './support/internal-audits.ts';
import { daysFromNow, today, typed } from './support/paper.ts';
import { addressOfPerson, comingBack, phone } from './support/people.ts';
import { demoPerson } from '../../prisma/seed/content/people.ts';

/**
 * A fault that staff report, from the report to a check that finds it mended; another one that comes again; a small one that is mended on the
 * spot. The steps of each stand on each other.
 */
test.describe.configure({ mode: 'serial' });

const { open, leave } = comingBack();
test.afterAll(leave);

const as = (name: string) => addressOfPerson(`SO-TP/${name}`);
const nameOf = (name: string) => demoPerson(`SO-TP/${name}`).fullName;
const [owner, doer, verifier] = ['drafter.HCTP.1', 'reader.HCTP.1', 'reviewer.TTR'] as const;
const run = freshWord();
const fault = `Giấy hẹn ${run} ghi ngày trả vào ngày nghỉ.`;
const lines = ['Sửa mẫu giấy hẹn', 'Phổ biến mẫu mới'] as const;
const whys = ['Không xem lịch', 'Mẫu không có lịch', 'Mẫu lập từ năm 2019', 'Không ai rà soát', 'Không có kỳ rà soát mẫu'] as const;
let report = '';
let first = '';

test('staff report a fault, and the officer makes an action of it', async ({ browser }) => {
	const staff = await open(browser, as('reader.VP.1'), '/corrective-actions/reports');
	await staff.getByLabel('Sai sót gì').fill(fault);
	await staff.getByLabel('Ở đâu').fill('Bộ phận một cửa');
	await staff.getByRole('button', { name: 'Gửi báo' }).click();
	await staff.waitForURL(/\/corrective-actions\/reports\/[^/]+$/);
	report = new URL(staff.url()).pathname;
	await expectState(staff, 'Chờ xem xét');

	const officer = await open(browser, as('officer'));
	await officer.locator(`main a[href="${report}"]`).first().click();
	await officer.waitForURL(`**${report}`);
	await expectAccessible(officer, 'a fault report to decide');
	first = await confirmReport(officer, { grade: 'Nặng', clause: '8.5.1' });
	await expectState(officer, 'Đã nêu');
	await assign(officer, nameOf(owner), '+10');

	await staff.reload();
	await expectState(staff, 'Đã lập phiếu');
});

test('the owner looks for the cause and plans; a correction alone is not enough for what is major', async ({ browser }) => {
	const page = await open(browser, as(owner));
	await page.locator(`main a[href="${first}"]`).first().click();
	await page.waitForURL(`**${first}`);
	await recordCorrection(page, 'Đổi giấy hẹn cho mười hai hồ sơ.');
	await expect(page.getByRole('button', { name: 'Đề nghị chỉ khắc phục ngay' })).toHaveCount(0);
	expect(await statusOfForm(page, `${first}?/correctionOnly`, { reason: 'Đã đổi giấy hẹn.', risk: 'no' })).toBe(409);
	await expect(page.getByRole('button', { name: 'Trình kế hoạch' })).toHaveCount(0);
	await recordCause(page, whys);
	await addLine(page, lines[0], nameOf(doer));
	await addLine(page, lines[1], nameOf(doer));
	await expectAccessible(page, 'an action that is analysed');
	await act(page, 'Trình kế hoạch');
	await expectState(page, 'Chờ duyệt kế hoạch');
});

test('a head returns the plan, and signs it when it comes again', async ({ browser }) => {
	const head = await open(browser, as('head'), first);
	await act(head, 'Trả lại', (dialog) => dialog.getByLabel('Lý do').fill('Thêm việc rà soát mẫu hằng năm.'));
	await expectState(head, 'Đang phân tích');

	const page = await open(browser, as(owner), first);
	await expect(page.getByRole('main')).toContainText('Thêm việc rà soát mẫu hằng năm.');
	await addLine(page, 'Rà soát mẫu hằng năm', nameOf(owner));
	await act(page, 'Trình kế hoạch');
	await expectState(page, 'Chờ duyệt kế hoạch');

	await head.goto(first);
	for (const why of whys) await expect(head.getByRole('listitem').filter({ hasText: why }).first()).toBeVisible();
	await expectAccessible(head, 'a plan to sign');
	await act(head, 'Duyệt kế hoạch…', sign, 'Ký duyệt');
	await expectState(head, 'Đang thực hiện');
});

test('more time is asked and granted: the first date stays beside it', async ({ browser }) => {
	const page = await open(browser, as(owner), `${first}/check`);
	await page.getByText('Xin gia hạn', { exact: true }).click();
	await page.getByLabel('Đến ngày').fill('+20');
	await page.getByLabel('Lý do', { exact: true }).fill('Chờ nhà in.');
	await page.getByRole('button', { name: 'Gửi đề nghị' }).click();
	await expect(page.getByText('Chờ quyết định')).toBeVisible();

	const head = await open(browser, as('head'), `${first}/check`);
	await head.getByLabel('Ý kiến', { exact: true }).fill('Đồng ý.');
	await head.getByRole('button', { name: 'Cho gia hạn' }).click();
	await expect(head.getByText('Được gia hạn')).toBeVisible();

	await page.goto(first);
	const dates = page.getByRole('region', { name: 'Thời hạn, kể cả phần trễ' });
	await expect(dates).toContainText(`${typed(daysFromNow(10))} hạn ban đầu`);
	await expect(dates).toContainText(`${nameOf('officer')} giao ${typed(today())}`);
	await expect(dates).toContainText(`${typed(daysFromNow(20))} gia hạn lần 1`);
	await expect(dates).toContainText(`“Chờ nhà in.”, ${nameOf('head')}`);
});

test('how late an action is, is said from both dates', async ({ browser }) => {
	const page = await open(browser, 'head', '/corrective-actions?late=1');
	await page.locator('main tbody a.code').first().click();
	await page.waitForURL(/\/corrective-actions\/[^/?]+$/);
	const dates = page.getByRole('region', { name: 'Thời hạn, kể cả phần trễ' });
	await expect(dates).toContainText(/hôm nay, trễ \d+ ngày/);
	await expect(dates).toContainText(/So với hạn ban đầu: \d+ ngày\./);
});

test('the doer reports on a phone, with a paper that shows it', async ({ browser }) => {
	const page = await open(browser, as(doer), '/', phone);
	await page.locator(`main a[href="${first}"]`).first().click();
	await page.waitForURL(`**${first}`);
	await expectFits(page, 'an action on a phone');
	await expectAccessible(page, 'an action on a phone');
	const line = lineOf(page, lines[0]);
	await line.getByText('Báo xong').first().click();
	await line.getByRole('button', { name: 'Báo xong' }).click();
	await expect(line.getByRole('alert')).toBeVisible();
	await page.goto(first);
	for (const what of lines) await reportLine(page, what);
});

test('the owner completes: a check at once needs a reason', async ({ browser }) => {
	const page = await open(browser, as(owner), first);
	await expect(page.getByRole('button', { name: 'Báo hoàn thành' })).toHaveCount(0);
	await reportLine(page, 'Rà soát mẫu hằng năm');
	await page.getByRole('button', { name: 'Báo hoàn thành' }).click();
	const dialog = page.getByRole('dialog').filter({ visible: true });
	await dialog.getByLabel('Thẩm tra sau (ngày)').fill('0');
	await dialog.getByRole('button', { name: 'Báo hoàn thành' }).click();
	await expect(dialog.getByRole('alert')).toBeVisible();
	await dialog.getByLabel('Lý do, nếu thẩm tra ngay').fill('Mẫu mới dùng từ hôm nay.');
	await dialog.getByRole('button', { name: 'Báo hoàn thành' }).click();
	await expectState(page, 'Đang thẩm tra');
});

test('whoever owned or did it cannot verify it, and a third person does', async ({ browser }) => {
	const officer = await open(browser, as('officer'), `${first}/check`);
	await officer.getByText('Giao người thẩm tra', { exact: true }).click();
	const people = officer.getByRole('combobox', { name: /^Người của đơn vị/ }).and(officer.locator('input'));
	for (const name of [owner, doer]) {
		await people.fill(nameOf(name));
		await expect(officer.getByText(`Không thấy kết quả nào cho “${nameOf(name)}”.`)).toBeVisible();
	}
	await officer.reload();
	await nameVerifier(officer, nameOf(verifier));

	for (const name of [owner, doer]) {
		const page = await open(browser, as(name), `${first}/check`);
		await expect(page.getByRole('heading', { name: 'Kết luận' })).toBeVisible();
		await expect(page.getByRole('button', { name: 'Có hiệu lực, đóng phiếu' })).toHaveCount(0);
		expect(await statusOfForm(page, `${first}/check?/effective`, { verification: 'Đã xem.', risk: 'no' })).toBe(403);
	}

	const page = await open(browser, as(verifier));
	await page.locator(`main a[href^="${first}"]`).first().click();
	await page.waitForURL(`**${first}**`);
	await page.goto(`${first}/check`);
	await expect(page.getByText('Chưa có bằng chứng của lần thẩm tra')).toBeVisible();
	await page.getByText('Thêm bằng chứng').click();
	await page.locator('input[name=evidence]').setInputFiles(await evidence('Phiếu kiểm tra'));
	await page.getByRole('button', { name: 'Đính kèm' }).click();
	await expect(page.getByText('Đủ điều kiện kết luận.')).toBeVisible();
	await expectAccessible(page, 'a check');
	await page.getByLabel('Đã xem gì, thấy gì').fill('Hai mươi giấy hẹn đúng ngày làm việc.');
	await page.getByRole('radio', { name: 'Không', exact: true }).check();
	await page.getByRole('button', { name: 'Có hiệu lực, đóng phiếu' }).click();
	await expectState(page, 'Đã đóng');
	await page.goto(first);
	await expectState(page, 'Có hiệu lực');
	for (const what of ['Trả lại kế hoạch', `Gia hạn đến ${typed(daysFromNow(20))}`, 'Thẩm tra: có hiệu lực'])
		await expect(page.getByText(what, { exact: true })).toBeVisible();
});

test('for others there is no action, and for the Department no more than its outline', async ({ browser }) => {
	for (const account of [as('reader.XDVB.1'), addressOfPerson('SO-TC/officer')]) {
		const page = await open(browser, account);
		await expectNothing(page, [first, `${first}/check`, `${first}/paper`, report]);
	}
	const page = await open(browser, 'coordinator', first);
	await expect(page.getByText('Nội dung thuộc nội bộ đơn vị.')).toBeVisible();
	await expect(page.getByRole('main')).not.toContainText(fault);
	await expectNothing(page, [`${first}/paper`]);
});

test('a check that finds it again raises a successor, linked both ways and counted', async ({ browser }) => {
	const clause = '7.1.4';
	const officer = await open(browser, as('officer'));
	const before = await recurrencesOf(officer, clause);
	const path = await raiseByHand(officer, { statement: `Phòng chờ ${run} thiếu ghế.`, grade: 'Nặng', clause });
	await assign(officer, nameOf(owner), '+10');

	const page = await open(browser, as(owner), path);
	await recordCorrection(page, 'Mượn mười ghế của hội trường.');
	await recordCause(page, ['Không có dự trù']);
	await addLine(page, 'Mua ghế', nameOf(owner));
	await act(page, 'Trình kế hoạch');
	await expectState(page, 'Chờ duyệt kế hoạch');
	const deputy = await open(browser, as('deputy.1'), path);
	await act(deputy, 'Duyệt kế hoạch…', sign, 'Ký duyệt');
	await expectState(deputy, 'Đang thực hiện');
	await page.goto(path);
	await reportLine(page, 'Mua ghế');
	await complete(page, 'Ghế đã dùng.');
	await expectState(page, 'Đang thẩm tra');

	await officer.goto(`${path}/check`);
	await nameVerifier(officer, nameOf(verifier));
	const check = await open(browser, as(verifier), `${path}/check`);
	await check.locator('summary', { hasText: 'Chưa hiệu lực, lập phiếu mới' }).click();
	await check.getByLabel('Điều gì vẫn xảy ra').fill('Người dân vẫn đứng chờ.');
	await check.getByRole('button', { name: 'Chưa hiệu lực, lập phiếu mới' }).click();
	await expectState(check, 'Đã đóng');

	await officer.goto(path);
	await expectState(officer, 'Chưa hiệu lực');
	const number = (await officer.getByRole('heading', { level: 1 }).innerText()).split(' ')[0] ?? '';
	await officer.getByRole('link', { name: /^Phiếu nối tiếp KPH-/ }).click();
	await officer.waitForURL((url) => url.pathname !== path);
	const successor = new URL(officer.url()).pathname;
	await expectState(officer, 'Đã nêu');
	await expect(officer.getByRole('main')).toContainText('Người dân vẫn đứng chờ.');
	await expect(officer.getByRole('link', { name: `Tiếp theo phiếu ${number}` })).toHaveAttribute('href', path);
	await assign(officer, nameOf(doer), '+10');
	await officer.goto(`${successor}/check`);
	await expect(officer.getByText(/^Lặp lại lần \d+ trong 24 tháng$/)).toBeVisible();
	await expect(officer.getByRole('link', { name: number })).toHaveAttribute('href', path);
	const after = await recurrencesOf(officer, clause);
	expect(after.actions - before.actions).toBe(2);
	expect(after.again - before.again).toBeGreaterThanOrEqual(1);
});

test('what is minor may be mended on the spot, if a head accepts why', async ({ browser }) => {
	const officer = await open(browser, as('officer'));
	const path = await raiseByHand(officer, { statement: `Biển chỉ dẫn ${run} bị mờ.`, grade: 'Nhẹ', clause: '7.1.3' });
	await assign(officer, nameOf(owner), '+10');

	const page = await open(browser, as(owner), path);
	await expect(page.getByText('Để chỉ khắc phục ngay, cần đủ')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Đề nghị chỉ khắc phục ngay' })).toHaveCount(0);
	await recordCorrection(page, 'Thay biển mới.');
	await act(page, 'Đề nghị chỉ khắc phục ngay', async (dialog) => {
		await dialog.getByLabel('Lý do').fill('Các biển khác còn rõ.');
		await dialog.getByRole('radio', { name: 'Không', exact: true }).check();
	});
	await expectState(page, 'Chờ duyệt kế hoạch');

	const head = await open(browser, as('head'), path);
	await expect(head.getByText('Đề nghị chỉ khắc phục ngay: Các biển khác còn rõ.')).toBeVisible();
	await act(head, 'Chấp nhận chỉ khắc phục…', sign, 'Ký duyệt');
	await expectState(head, 'Đã đóng');
	await expectState(head, 'Chỉ khắc phục ngay');
});

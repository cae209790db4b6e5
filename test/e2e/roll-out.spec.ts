import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Page } from '@playwright/test';
import { wholeTextOf } from '#test/support/pdf-pages.ts';
import { act, expectNothing, sign } from './support/acts.ts';
import { expectAccessible, expectFits } from './support/checks.ts';
import { choose, expectState } from './support/documents.ts';
import { freshWord } from './support/internal-audits.ts';
import { daysFromNow, today, typed } from './support/paper.ts';
import { addressOfPerson, comingBack, phone } from './support/people.ts';
import { boardOf, claim, expectStep, openStep, stepShown, type Standing } from './support/roll-out.ts';
import { demoPerson } from '../../prisma/seed/content/people.ts';

/**
 * A township goes the whole way: the Department plans a wave and opens it, the unit does what proves itself and claims the rest with evidence,
 * confirms, announces and sends; the public finds it, and it goes over to those who maintain. The steps stand on each other.
 */
test.describe.configure({ mode: 'serial' });

const { open, leave } = comingBack();
test.afterAll(leave);

const code = 'XA-18406';
const unitName = 'UBND thị trấn Nghèn';
const as = (name: string) => addressOfPerson(`${code}/${name}`);
const nameOf = (name: string) => demoPerson(`${code}/${name}`).fullName;
const run = freshWord();
const waveTitle = `Đợt bổ sung ${run}`;
const decision = `${run}/QĐ-UBND`;
const building = /^Đợt xây dựng mới/;
const maintaining = /^Duy trì và cải tiến/;
const service = 'Đăng ký khai sinh';

const steps = {
	plan: 'Ban hành kế hoạch xây dựng, áp dụng hệ thống',
	committee: 'Thành lập Ban chỉ đạo ISO và Tổ giúp việc',
	approach: 'Chọn cách làm: tự xây dựng hoặc thuê tư vấn',
	training: 'Đào tạo nhận thức và cách soạn tài liệu',
	survey: 'Khảo sát thực trạng',
	scope: 'Lập danh mục thủ tục hành chính và công việc nội bộ trong phạm vi',
	assign: 'Phân công người soạn từng tài liệu',
	procedures: 'Soạn, soát xét, phê duyệt và ban hành quy trình hệ thống, quy trình nội bộ',
	serviceProcedures: 'Ban hành quy trình giải quyết thủ tục hành chính',
	system: 'Ban hành hệ thống tài liệu: mô hình, chính sách và mục tiêu chất lượng',
	briefing: 'Phân phối và phổ biến tài liệu',
	records: 'Lưu hồ sơ theo quy trình',
	use: 'Áp dụng ít nhất ba tháng',
	programme: 'Phê duyệt chương trình đánh giá nội bộ',
	audit: 'Đánh giá nội bộ',
	correct: 'Khắc phục các điểm không phù hợp',
	review: 'Xem xét của lãnh đạo',
	confirm: 'Xác nhận hiệu lực của hệ thống',
	announce: 'Công bố hệ thống phù hợp tiêu chuẩn',
	post: 'Niêm yết và gửi bản công bố'
} as const;
const proven = 'eISO xác nhận';
/** All but the one that the Department takes out of this plan. */
const count = Object.keys(steps).length - 1;

let wave = '';
let place = '';
let unitId = '';
let confirmation = '';
let announcement = '';
let before: { building: Standing; maintaining: Standing };

const boards = async (page: Page) => ({
	building: await boardOf(page, building, unitName),
	maintaining: await boardOf(page, maintaining, unitName)
});

/** Writes down what is proven, as happens every hour: only then a unit that has announced goes on to the next wave. */
const recordProofs = () =>
	promisify(execFile)(path.resolve('node_modules/.bin/node'), [
		path.resolve('test/e2e/support/record-proofs.ts'),
		process.env.E2E_STORAGE ?? ''
	]);

/** The words of a paper, with single spaces. */
async function wordsOf(page: Page, address: string): Promise<string> {
	const paper = await page.request.get(address);
	expect([paper.status(), paper.headers()['content-type']], address).toEqual([200, 'application/pdf']);
	return wholeTextOf(await paper.body()).replaceAll(/\s+/g, ' ');
}

test('the Department plans a wave for one unit, takes a step out, and opens it', async ({ browser }) => {
	const page = await open(browser, 'coordinator');
	await recordProofs();
	before = await boards(page);
	expect(before.building.units).toBe(143);
	expect(before.building.settled, 'in the list that builds').not.toBeNull();
	expect(before.maintaining.settled, 'not yet in the list that maintains').toBeNull();

	await page.goto('/roll-out/waves/new');
	await page.getByLabel('Tên đợt').fill(waveTitle);
	await page.getByLabel('Sau khi công bố, đơn vị chuyển sang').selectOption({ index: 1 });
	await page.getByRole('button', { name: 'Lập đợt triển khai' }).click();
	await page.waitForURL(/\/roll-out\/waves\/(?!new$)[^/]+$/);
	wave = new URL(page.url()).pathname;
	await expectState(page, 'Đang chuẩn bị');

	await page.getByRole('link', { name: steps.survey, exact: true }).click();
	await act(page, 'Bỏ bước…', (dialog) => dialog.getByLabel('Lý do').fill('Đã khảo sát trong đợt trước.'), 'Bỏ bước');
	await expect(page.getByRole('main').getByRole('link', { name: steps.survey, exact: true })).toHaveCount(0);

	await page.goto(`${wave}/units`);
	await page.locator('textarea[name=codes]').fill(`${code}\nXA-00000`);
	await page.getByRole('button', { name: 'Xem trước' }).first().click();
	await expect(page.getByText('Không có đơn vị nào mang mã: XA-00000')).toBeVisible();
	await page.getByRole('button', { name: 'Thêm 1 đơn vị' }).click();
	await page.waitForURL(`**${wave}?view=units`);
	const unit = page.getByRole('main').getByRole('link', { name: unitName, exact: true });
	place = (await unit.getAttribute('href')) ?? '';
	unitId = /\/units\/([^/?]+)/.exec(place)?.[1] ?? '';
	await act(page, 'Mở đợt…', undefined, 'Mở đợt');
	await expectState(page, 'Đang mở');
});

test('the unit sees its way, and what it has in force is proven already', async ({ browser }) => {
	const page = await open(browser, as('officer'), place);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Lộ trình của ${unitName}`);
	for (const title of [steps.procedures, steps.serviceProcedures, steps.system]) await expectStep(page, title, proven);
	for (const title of [steps.plan, steps.committee, steps.training, steps.scope]) await expect(page.getByRole('main')).toContainText(title);
	await expectAccessible(page, 'the way of a unit');
	// Of another unit there is nothing.
	const other = await open(browser, addressOfPerson('CC-VTLT/officer'));
	await expectNothing(other, [place]);
});

test('the officer does what proves itself: plan, committee, training, scope', async ({ browser }) => {
	const page = await open(browser, as('officer'));
	const step = await openStep(page, place, steps.plan);
	await step.getByRole('link', { name: 'Mở trang để làm' }).click();
	await page.waitForURL('**/quality-system');
	await page.getByText('Thêm bước', { exact: true }).first().click();
	await page.getByLabel('Nội dung công việc').last().fill('Công bố hệ thống của thị trấn');
	await page.getByLabel('Tên người phụ trách (nếu không có tài khoản)').last().fill(nameOf('officer'));
	await page.getByLabel('Hạn hoàn thành').last().fill('+30');
	await page.getByRole('button', { name: 'Thêm bước', exact: true }).click();
	await expect(page.getByText('Công bố hệ thống của thị trấn', { exact: true })).toBeVisible();

	await page.getByText('Ghi quyết định thành lập', { exact: true }).first().click();
	await page.getByLabel('Số quyết định').last().fill(`${run}A/QĐ-UBND`);
	await page
		.getByLabel('Ngày quyết định')
		.last()
		.fill(typed(daysFromNow(-20)));
	await page.getByRole('button', { name: 'Ghi quyết định thành lập', exact: true }).click();
	await expect(page.getByText(`Quyết định ${run}A/QĐ-UBND ngày ${typed(daysFromNow(-20))}`, { exact: true })).toBeVisible();

	await page.goto('/training/new');
	await page.getByLabel('Nội dung', { exact: true }).fill('Nhận thức ISO 9001');
	await page.getByLabel('Số giờ').fill('4');
	await page.getByLabel('Người giảng').fill('Chi cục Tiêu chuẩn Đo lường Chất lượng');
	await choose(page.getByRole('combobox', { name: 'Người tham gia' }), nameOf('reviewer.TP'));
	await page.getByRole('button', { name: 'Lưu', exact: true }).click();
	await page.waitForURL(/\/training\/(?!new$)[^/]+$/);
	await page.getByRole('combobox', { name: nameOf('reviewer.TP'), exact: true }).selectOption({ label: 'Có tham gia' });
	await page.getByRole('button', { name: 'Chốt kết quả' }).click();
	await expectState(page, 'Đã tổ chức');

	await page.goto(`/admin-services?q=${encodeURIComponent(service)}`);
	await page.getByRole('row').filter({ hasText: service }).getByRole('link').first().click();
	await page.waitForURL(/\/admin-services\/[^/?]+/);
	await page.getByRole('button', { name: 'Đơn vị thực hiện thủ tục này' }).click();
	await choose(page.getByRole('combobox', { name: 'Quy trình' }), 'QT.TP.01');
	await page.getByRole('button', { name: 'Liên kết quy trình' }).click();
	await expect(page.getByRole('main').getByRole('link', { name: /QT\.TP\.01/ })).toBeVisible();

	await page.goto(place);
	for (const title of [steps.plan, steps.committee, steps.training, steps.scope]) await expectStep(page, title, proven);
});

test('what nobody can see from the facts is claimed with evidence, on a phone too; of one the unit asks to be let off', async ({
	browser
}) => {
	const page = await open(browser, as('officer'));
	const doneOn = typed(daysFromNow(-3));
	await claim(page, place, { title: steps.approach, doneOn, note: 'Tự xây dựng, không thuê tư vấn.' });
	await claim(page, place, { title: steps.assign, doneOn, file: 'Bảng phân công' });
	for (const title of [steps.records, steps.use, steps.programme, steps.audit]) await claim(page, place, { title, doneOn });
	const waived = await openStep(page, place, steps.correct);
	await waived.getByText('Đề nghị không áp dụng', { exact: true }).first().click();
	await waived.getByRole('button', { name: 'Gửi đề nghị' }).click();
	// A press while the one before it is under way is dropped.
	await expect(waived.getByRole('alert')).toContainText('Vì sao không áp dụng');
	await waived.getByLabel('Vì sao không áp dụng với đơn vị').fill('Cuộc đánh giá không nêu điểm không phù hợp nào.');
	await waived.getByRole('button', { name: 'Gửi đề nghị' }).click();
	await expect(waived.getByRole('button', { name: 'Rút lại' })).toBeVisible();

	const head = await open(browser, as('head'), '/', phone);
	await claim(head, place, { title: steps.review, doneOn, file: 'Biên bản xem xét' });
	await expectFits(head, 'a step on a phone');
	await expectAccessible(head, 'a step on a phone');
});

test('the Department returns one with a reason, the unit claims it again, the rest is accepted at once', async ({ browser }) => {
	const page = await open(browser, 'coordinator', `${wave}?view=claims`);
	await expect(page.getByRole('main').getByRole('checkbox', { name: new RegExp(`· ${unitName}$`) })).toHaveCount(8);
	await expectAccessible(page, 'claims that wait');
	const reason = 'Chưa có biên bản của cuộc đánh giá.';
	await openStep(page, place, steps.audit);
	await act(page, 'Trả lại…', (dialog) => dialog.getByLabel('Còn thiếu gì').fill(reason), 'Trả lại');
	await expect(stepShown(page)).toContainText(reason);

	const officer = await open(browser, as('officer'));
	await expect(await openStep(officer, place, steps.audit)).toContainText(reason);
	await claim(officer, place, { title: steps.audit, doneOn: typed(daysFromNow(-2)), file: 'Biên bản đánh giá' });

	await page.goto(`${wave}?view=claims`);
	for (const box of await page
		.getByRole('main')
		.getByRole('checkbox', { name: new RegExp(`· ${unitName}$`) })
		.all())
		await box.check();
	await page.getByRole('button', { name: 'Chấp nhận đã chọn' }).click();
	await expect(page.getByText('Không có bước nào chờ chấp nhận')).toBeVisible();

	// The day of the work, the day it was said, the day it was accepted.
	const step = await openStep(officer, place, steps.audit);
	await expect(step.getByText('Ngày hoàn thành', { exact: true }).locator('+ dd')).toHaveText(typed(daysFromNow(-2)));
	await expect(step.getByText('Đơn vị báo ngày', { exact: true }).locator('+ dd')).toHaveText(typed(today()));
	await expect(step.getByText('Chấp nhận ngày', { exact: true }).locator('+ dd')).toHaveText(typed(today()));
	await expect(step.getByRole('link', { name: 'Biên bản đánh giá.pdf' })).toBeVisible();
	await expectStep(officer, steps.correct, 'Không áp dụng');
	for (const title of [steps.approach, steps.assign, steps.review]) await expectStep(officer, title, 'Đã xong');
});

test('the head confirms that the system is in effect', async ({ browser }) => {
	const officer = await open(browser, as('officer'), '/announcements');
	await officer.getByRole('button', { name: 'Lập bản xác nhận hiệu lực' }).click();
	await officer.waitForURL(/\/announcements\/confirmations\/[^/]+$/);
	confirmation = new URL(officer.url()).pathname;
	await officer.getByLabel('Ngày xem xét của lãnh đạo').fill(typed(daysFromNow(-3)));
	await officer.getByLabel('Biên bản, kết luận xem xét').fill('Biên bản số 12: hệ thống phù hợp.');
	await officer.getByLabel('Hệ thống có hiệu lực, đủ điều kiện công bố').check();
	await officer.getByRole('button', { name: 'Lưu', exact: true }).click();
	await expect(officer.getByText('Đã lưu bản xác nhận')).toBeVisible();

	const head = await open(browser, as('head'), confirmation);
	await act(head, 'Ký xác nhận', sign);
	await expectState(head, 'Đã ký');
	const words = await wordsOf(head, `${confirmation}/paper`);
	expect(words).toContain('Biên bản số 12: hệ thống phù hợp.');
	expect(words).toContain(nameOf('head'));
	await officer.goto(place);
	await expectStep(officer, steps.confirm, proven);
});

test('the announcement is drafted, submitted and signed; its papers say what was decided', async ({ browser }) => {
	const officer = await open(browser, as('officer'), '/announcements/new');
	await expect(officer.getByText('Đơn vị chưa từng công bố.')).toBeVisible();
	await officer.getByRole('button', { name: 'Lập dự thảo' }).click();
	await officer.waitForURL(/\/announcements\/(?!new$)[^/]+$/);
	announcement = new URL(officer.url()).pathname;
	await expect(officer.getByText('Ghi số và ngày quyết định.')).toBeVisible();
	expect(await wordsOf(officer, `${announcement}/papers/decision`)).toMatch(/dự thảo/i);
	await officer.getByLabel('Số quyết định').fill(decision);
	await officer.getByLabel('Ngày quyết định').fill('hôm nay');
	await officer.getByLabel('Có hiệu lực từ').fill('hôm nay');
	await officer.getByLabel('Phạm vi áp dụng').fill('Hoạt động giải quyết thủ tục hành chính của thị trấn.');
	await officer.getByRole('button', { name: 'Lưu', exact: true }).click();
	await expect(officer.getByText('Đã lưu công bố')).toBeVisible();
	await officer.getByRole('button', { name: 'Trình ký' }).click();
	await expectState(officer, 'Chờ ký');

	const head = await open(browser, as('head'));
	await head.locator(`main a[href^="${announcement}"]`).first().click();
	await head.waitForURL(`**${announcement}**`);
	await act(head, 'Ký công bố', sign);
	await expectState(head, 'Đang hiệu lực');
	const paper = async (name: string) => wordsOf(head, `${announcement}/papers/${name}`);
	const [decided, statement, annex] = [await paper('decision'), await paper('statement'), await paper('annex')];
	expect(decided).toContain(decision);
	expect(decided).toContain('Căn cứ Bản xác nhận hiệu lực số');
	expect(decided).not.toMatch(/dự thảo/i);
	for (const words of [decided, statement]) {
		expect(words).toContain('TCVN ISO 9001:2015');
		expect(words).toContain(nameOf('head'));
	}
	expect(statement).toContain('Hoạt động giải quyết thủ tục hành chính của thị trấn.');
	expect(annex).toContain(service);
	expect(annex).toContain('QT.TP.01');
});

test('it is posted and sent, and the Department receives it', async ({ browser }) => {
	const officer = await open(browser, as('officer'), announcement);
	await act(officer, 'Ghi đã gửi Sở', (dialog) => dialog.getByLabel('Ngày gửi').fill('hôm nay'));
	await expect(officer.getByText(`Lần 1: gửi ngày ${typed(today())}, ${nameOf('officer')}`)).toBeVisible();
	await officer.getByText('Sửa nơi niêm yết').click();
	await officer.getByLabel('Địa chỉ trang niêm yết').fill('https://nghen.example.vn/iso');
	await officer.getByRole('button', { name: 'Lưu', exact: true }).click();
	await expect(officer.getByText('Đã ghi nơi niêm yết')).toBeVisible();
	await officer.goto('/announcements');
	const listed = officer.getByRole('row').filter({ has: officer.getByRole('link', { name: new RegExp(`^${decision}`) }) });
	await expect(listed).toContainText('Đang hiệu lực');
	await expect(listed).not.toContainText('Chờ ký');

	const page = await open(browser, 'coordinator', '/announcements?show=to_receive');
	await page.locator(`main a[href="${announcement}"]`).first().click();
	await page.waitForURL(`**${announcement}`);
	await act(page, 'Tiếp nhận', (dialog) => dialog.getByLabel('Ngày nhận').fill('hôm nay'));
	await expect(page.getByText(`Sở nhận ngày ${typed(today())}`, { exact: false }).first()).toBeVisible();
});

test('whoever has no account finds the unit, its scope and its history', async ({ browser }) => {
	const page = await (await browser.newContext(phone)).newPage();
	await page.goto('/register');
	await page.getByRole('searchbox', { name: 'Tên đơn vị' }).fill('thi tran nghen');
	await page.getByRole('button', { name: 'Tìm', exact: true }).click();
	await page.getByRole('link', { name: unitName, exact: true }).click();
	await page.waitForURL(`**/register/${unitId}`);
	const main = page.getByRole('main');
	await expect(main).toContainText('Công bố đang có hiệu lực');
	await expect(main).toContainText(decision);
	await expect(main).toContainText('Hoạt động giải quyết thủ tục hành chính của thị trấn.');
	await expect(main).toContainText(service);
	await expect(main).toContainText('Công bố lần đầu');
	await expect(main.getByRole('link', { name: 'Trang niêm yết' })).toHaveAttribute('href', 'https://nghen.example.vn/iso');
	await expect(page.locator('body')).not.toContainText(nameOf('head'));
	await expectFits(page, 'a unit in the register on a phone');
	await page.context().close();
});

test('nothing is left to do: the unit stands with those who maintain, and as many build as before', async ({ browser }) => {
	const officer = await open(browser, as('officer'), place);
	await expect(officer.getByRole('heading', { name: 'Mọi bước đã xong' })).toBeVisible();
	await expect(officer.getByText(`${count}/${count}`, { exact: true })).toBeVisible();

	const page = await open(browser, 'coordinator');
	const own = await boardOf(page, new RegExp(`^${waveTitle}$`), unitName);
	expect(own).toEqual({ units: 1, settled: `${count}/${count}` });
	await recordProofs();
	const after = await boards(page);
	expect(after.building.units).toBe(143);
	expect(after.building.settled, 'stays in the list that builds').not.toBeNull();
	expect(after.maintaining.units).toBe(before.maintaining.units + 1);
	expect(after.maintaining.settled, 'joined the list that maintains').not.toBeNull();

	await page.goto(wave);
	await act(page, 'Đóng đợt…', (dialog) => dialog.getByLabel('Lý do').fill('Đơn vị đã công bố.'), 'Đóng đợt');
	await expectState(page, 'Đã đóng');
});

import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { expectAccessible, expectFits, settled } from './support/checks.ts';
import { expectState } from './support/documents.ts';
import { freshCode, paperOf } from './support/paper.ts';
import { addressOfPerson, openAs, password, phone } from './support/people.ts';
import { programsOf, type Program } from './support/program.ts';

/**
 * A head signs sixty documents in one sitting, on a phone. They lie in a unit where no other test works. The sixty-first is taken back
 * by its reviewer while the head has the question open.
 */
test.describe.configure({ mode: 'serial' });

const unit = 'SO-TC';
const sixty = 60;
const first = freshCode('KY');
const codes = Array.from({ length: sixty + 1 }, (_, at) => `${first}.${String(at + 1).padStart(2, '0')}`);
const changed = codes.at(-1) ?? '';
/** By code. */
const versions = new Map<string, string>();
let officers: Program[] = [];
let reviewer: Program | undefined;

const created = z.object({ id: z.string() });
const moved = z.object({ done: z.number(), refused: z.number() });
const trail = z.object({ items: z.array(z.object({ subjectId: z.string() })) });

test.afterAll(async () => {
	for (const program of [...officers, ...(reviewer ? [reviewer] : [])]) await program.close();
});

/** Documents, as a program of the officer makes them, so many a token as it may upload within a minute. */
async function prepare(program: Program, some: readonly string[], file: Awaited<ReturnType<typeof paperOf>>): Promise<void> {
	for (const code of some) {
		const document = created.parse(await program.post('/documents', { unit, kind: 'QT', code, title: `Ký trong một buổi, ${code}` }));
		const parts = { file, summary: 'Ban hành lần đầu.' };
		versions.set(code, created.parse(await program.upload(`/documents/${document.id}/versions`, parts)).id);
	}
}

test('an officer submits sixty-one documents and a reviewer passes them, each in one call', async ({ browser }) => {
	const file = await paperOf({ code: first, title: 'Ký trong một buổi', sentence: 'Lãnh đạo ký cả danh mục trong một buổi.' });
	officers = await programsOf(browser, `${unit}/officer`, 3);
	await Promise.all(
		officers.map((program, at) =>
			prepare(
				program,
				codes.filter((_, nth) => nth % officers.length === at),
				file
			)
		)
	);
	[reviewer] = await programsOf(browser, `${unit}/reviewer.VP`, 1);
	const items = codes.map((code) => ({ id: versions.get(code) }));
	const all = { done: codes.length, refused: 0 };
	expect(moved.parse(await officers[0]?.post('/versions/transitions', { event: 'submit', items }))).toEqual(all);
	expect(moved.parse(await reviewer?.post('/versions/transitions', { event: 'pass', items }))).toEqual(all);
});

test('the head chooses them on a phone, looks at one, and signs all with one password', async ({ browser }) => {
	const page = await openAs(browser, addressOfPerson(`${unit}/head`), '/approvals', phone);
	await expectFits(page, 'what waits');
	await page.getByRole('button', { name: /^Chọn cả \d+$/ }).tap();
	// What the sample province left waiting here is not part of this sitting.
	const others = page.getByRole('checkbox', { name: /^Chọn (?!mọi dòng|QT\.KY\.)/ });
	for (const box of await others.all()) await box.uncheck();
	const chosen = page.getByText(`Đã chọn ${codes.length} dòng`);
	await expect(chosen).toBeVisible();

	await page.getByRole('link', { name: `Xem bản PDF ${codes[0] ?? ''}`, exact: true }).tap();
	await expectState(page, 'Chờ phê duyệt');
	await settled(page);
	await page.getByRole('navigation', { name: 'Vị trí trang' }).getByRole('link', { name: 'Chờ bạn duyệt' }).tap();
	await expect(chosen).toBeVisible();

	await page.getByRole('button', { name: `Ký ${codes.length} tài liệu…` }).tap();
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('listitem').filter({ hasText: 'Tôi phê duyệt QT.KY.' })).toHaveCount(codes.length);
	await expect(dialog).toContainText(`${sixty} tài liệu bạn chưa mở xem`);
	await expectFits(page, 'signing');
	await expectAccessible(page, 'signing');

	await reviewer?.post(`/versions/${versions.get(changed) ?? ''}/transitions`, { event: 'recall' });
	await dialog.getByLabel('Mật khẩu của bạn').fill('sai mật khẩu rồi nhé');
	await dialog.getByRole('button', { name: `Ký ${codes.length} tài liệu` }).tap();
	await expect(dialog.getByRole('alert')).toContainText('Mật khẩu chưa đúng');

	await dialog.getByLabel('Mật khẩu của bạn').fill(password);
	await dialog.getByRole('button', { name: `Ký ${codes.length} tài liệu` }).tap();
	await expect(dialog).toBeHidden();
	const result = page.locator('[data-many-result]');
	await expect(result).toContainText(`Xong ${sixty} tài liệu, 1 tài liệu chưa làm được`);
	await expect(result.getByRole('listitem')).toHaveCount(1);
	await expect(result.getByRole('listitem')).toContainText(changed);
	await expect(page.getByRole('checkbox', { name: /^Chọn QT\.KY\./ })).toHaveCount(0);
	await expectFits(page, 'what was signed');
	await expectAccessible(page, 'what was signed');
	await page.context().close();
});

test('each of the sixty has a signature with its own sentence, and the one that changed has none', async ({ browser }) => {
	const page = await openAs(browser, addressOfPerson(`${unit}/head`));
	for (const code of codes) {
		const text = await (await page.request.get(`/versions/${versions.get(code) ?? ''}`)).text();
		const signed = [...text.matchAll(/ký phê duyệt: “([^”]*)”/g)].map(([, sentence]) => sentence);
		const own = `Tôi phê duyệt ${code} lần ban hành 01 · sửa đổi 00`;
		const sentences = signed.map((sentence) => sentence?.replace(/, [1-9]\d* trang, để đưa vào đợt ban hành\.$/, ''));
		expect(sentences, code).toEqual(code === changed ? [] : [own]);
	}
	await page.goto(`/versions/${versions.get(changed) ?? ''}`);
	await expectState(page, 'Chờ soát xét');
	await page.context().close();

	const { items } = trail.parse(await officers[0]?.get(`/audit-trail?unit=${unit}&event=version.approve&pageSize=100`));
	const signedHere = [...versions].filter(([, id]) => items.some(({ subjectId }) => subjectId === id)).map(([code]) => code);
	expect(signedHere.sort()).toEqual(codes.slice(0, sixty));
});

test('nothing chosen and no scripts: the page says so instead of doing nothing', async ({ browser }) => {
	const page = await openAs(browser, addressOfPerson(`${unit}/head`), '/approvals', { ...phone, javaScriptEnabled: false });
	await page.getByRole('button', { name: /^Ký các tài liệu/ }).click();
	await expect(page.getByText('Chưa chọn tài liệu nào để ký')).toBeVisible();
	await page.context().close();
});

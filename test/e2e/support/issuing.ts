import type { Browser } from '@playwright/test';
import { ask, choose, expectState, previewBatch } from './documents.ts';
import { openAs, password } from './people.ts';

/** Reviewed, signed and issued from today on, each by whoever does it; gives what the preview says of the reach of the document. */
export async function putInForce(browser: Browser, version: { id: string; code: string }, decision: string): Promise<string> {
	const officer = await openAs(browser, 'officer', `/versions/${version.id}`);
	const submit = await ask(officer, 'Gửi soát xét');
	// By name: a document of another division would go to the reviewers of that one.
	await choose(submit.getByRole('combobox', { name: 'Người soát xét' }), 'Nghiêm Sỹ Luyện');
	await submit.getByRole('button', { name: 'Gửi soát xét' }).click();
	await expectState(officer, 'Chờ soát xét');
	const reviewer = await openAs(browser, 'reviewer', `/versions/${version.id}`);
	await (await ask(reviewer, 'Đồng ý, chuyển phê duyệt')).getByRole('button', { name: 'Đồng ý, chuyển phê duyệt' }).click();
	await expectState(reviewer, 'Chờ phê duyệt');
	await reviewer.context().close();
	const head = await openAs(browser, 'head', `/versions/${version.id}`);
	const sign = await ask(head, 'Ký phê duyệt');
	await sign.getByLabel('Mật khẩu của bạn').fill(password);
	await sign.getByRole('button', { name: 'Ký phê duyệt' }).click();
	await expectState(head, 'Đã phê duyệt');
	await head.context().close();
	await previewBatch(officer, version.id, { number: decision, effectiveOn: 'hôm nay' });
	const reach = await officer.getByRole('row').filter({ hasText: version.code }).first().innerText();
	const issue = await ask(officer, /^Ban hành 1 tài liệu/);
	for (const box of await issue.getByRole('checkbox').all()) await box.check();
	await issue.getByRole('button', { name: 'Ban hành theo quyết định' }).click();
	await expectState(officer, 'Đã ban hành');
	await officer.context().close();
	return reach;
}

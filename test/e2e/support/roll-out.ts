import { expect, type Locator, type Page } from '@playwright/test';
import { evidence } from './corrective-actions.ts';

/** All about the step that a unit's page of the roll-out shows. */
export const stepShown = (page: Page): Locator => page.locator('#step');

/** Opens a step of the unit's page `place` by its title. */
export async function openStep(page: Page, place: string, title: string): Promise<Locator> {
	await page.goto(place);
	await page.getByRole('main').getByRole('link', { name: title, exact: true }).last().click();
	// Without a step in the address the page shows the next one to do, which may have the same title.
	await page.waitForURL(/[?&]step=/);
	await expect(stepShown(page).getByRole('heading', { level: 2, name: title, exact: true })).toBeVisible();
	return stepShown(page);
}

/** The state that the page shows of a step. */
export const expectStep = (page: Page, title: string, state: string) =>
	expect(
		page
			.getByRole('main')
			.getByRole('listitem')
			.filter({ has: page.getByRole('link', { name: title, exact: true }) })
	).toContainText(state);

export type Claim = { title: string; doneOn: string; note?: string; file?: string };

/** Attaches what shows it, where there is a file, and says that a step is done since a day (as people type it). */
export async function claim(page: Page, place: string, { title, doneOn, note, file }: Claim): Promise<void> {
	const step = await openStep(page, place, title);
	if (file) {
		await step.getByText('Thêm bằng chứng', { exact: true }).click();
		await step.locator('input[name=evidence]').setInputFiles(await evidence(file));
		await step.getByRole('button', { name: 'Đính kèm' }).click();
		await expect(step.getByRole('link', { name: `${file}.pdf` })).toBeVisible();
	}
	await step.getByLabel('Ngày hoàn thành').fill(doneOn);
	if (note) await step.getByLabel('Ghi chú cho Sở').fill(note);
	await step.getByRole('button', { name: 'Báo đã xong' }).click();
	await expect(step.getByText('Đơn vị tự báo', { exact: true })).toBeVisible();
}

export type Standing = { units: number; settled: string | null };

/** How many units the board of a wave has, and how many steps of one of them have nothing left to do; null: it is not in the wave. */
export async function boardOf(page: Page, wave: RegExp, unitName: string): Promise<Standing> {
	await page.goto('/roll-out');
	const of = page.getByRole('navigation', { name: 'Đợt', exact: true }).getByRole('link', { name: wave });
	await page.goto(`${(await of.getAttribute('href')) ?? ''}&q=${encodeURIComponent(unitName)}`);
	await expect(of).toHaveAttribute('aria-current', 'true');
	const units = /Lộ trình (\d+) đơn vị/.exec(await page.getByRole('heading', { level: 1 }).innerText())?.[1];
	const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: unitName, exact: true }) });
	const settled = (await row.count()) > 0 ? await row.getByRole('cell').last().innerText() : null;
	return { units: Number(units), settled };
}

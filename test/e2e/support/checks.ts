import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import type Axe from 'axe-core';

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * Axe is put into a page once and asked in each of its looks: its own driver for Playwright sends the whole of it, in its long form, twice
 * for each. Our pages have no frames, which that driver is for; nor sound or films, which it would load first; and what passed is not described.
 */
async function findViolations(page: Page): Promise<Axe.Result[]> {
	if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
	return page.evaluate(async (values) => {
		const { axe } = window as unknown as { axe: typeof Axe };
		const found = await axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'], preload: false });
		return found.violations;
	}, wcag);
}

/** No violation of WCAG 2.2 AA that axe can see. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
	const flow = await page.evaluateHandle(() => {
		// The acts of a page lie over whatever happens to be scrolled below them; a person scrolls on, axe would call it too small.
		const sheet = new CSSStyleSheet();
		sheet.replaceSync('.sticky-foot, .bottom-bar { position: static !important; }');
		document.adoptedStyleSheets.push(sheet);
		return sheet;
	});
	const violations = await findViolations(page);
	await flow.evaluate((sheet) => {
		document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
	});
	const said = violations.map(
		({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary ?? ''})`).join(', ')}`
	);
	expect(said, where).toEqual([]);
	// No rule of WCAG 2.2 any more, but a link, a label or a description that goes to one of two goes to the wrong one.
	// By the attribute: a form with a field named `id` gives that field for its own.
	const ids = await page.locator('[id]').evaluateAll((elements) => elements.map((element) => element.getAttribute('id')));
	expect(
		ids.filter((id, at) => ids.indexOf(id) !== at),
		`${where}: ids that stand twice`
	).toEqual([]);
}

/** Nothing is wider than the page, but for what scrolls by itself. */
export async function expectFits(page: Page, where: string): Promise<void> {
	const { wide, room } = await page.evaluate(() => ({
		wide: document.documentElement.scrollWidth,
		room: document.documentElement.clientWidth
	}));
	expect(wide, where).toBeLessThanOrEqual(room);
}

/** Collects what the browser complains about: errors of scripts, refusals by the content security policy, answers that failed. */
export function listen(page: Page): string[] {
	const complaints: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	return complaints;
}

/** Everything that loads by itself has come. */
export async function settled(page: Page): Promise<void> {
	await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

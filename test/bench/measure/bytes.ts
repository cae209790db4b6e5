import { chromium, type Browser } from '@playwright/test';
import { findBrowser } from '../../../scripts/browser.mjs';
import type { Result } from '../report.ts';
import { largeDocument } from '../data/files.ts';
import type { World } from '../world.ts';
import { pathOf } from './search.ts';

const kinds = { Script: 'JavaScript', Stylesheet: 'CSS', Font: 'fonts', Document: 'HTML' } as const;
type Kind = keyof typeof kinds;
const targets: Record<Kind, number> = { Script: 100, Stylesheet: 30, Font: 60, Document: 60 };

/** What a reader's phone fetches for each page with an empty cache, compressed as it is sent: the largest page counts. */
export async function measureBytes(world: World, say: (words: string) => void): Promise<Result[]> {
	const executablePath = findBrowser();
	if (!executablePath) {
		say('The bytes of a page are not measured: no browser. Run npm test once, or set CHROME_PATH.');
		return [];
	}
	const browser = await chromium.launch({ executablePath });
	try {
		const { documentId } = await world.versionInForce(largeDocument);
		const pages = { home: '/', search: pathOf('thu tuc hanh'), document: `/documents/${documentId}` };
		const sums = new Map<string, Record<Kind, number>>();
		for (const [name, path] of Object.entries(pages)) sums.set(name, await fetched(world, browser, path));
		return Object.entries(kinds).map(([type, words]) => {
			const kind = type as Kind;
			const sizes = [...sums].map(([name, sum]) => [name, sum[kind] / 1000] as const);
			return {
				operation: `a reader's page on a phone: ${words}`,
				measured: Math.max(...sizes.map(([, size]) => size)),
				unit: 'kB',
				target: { is: 'at most', value: targets[kind] },
				absolute: true,
				detail: Object.fromEntries(sizes)
			};
		});
	} finally {
		await browser.close();
	}
}

async function fetched(world: World, browser: Browser, path: string): Promise<Record<Kind, number>> {
	const cookie = await world.server.cookieOf(world.readerId);
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		isMobile: true,
		locale: 'vi-VN',
		extraHTTPHeaders: { cookie }
	});
	try {
		const page = await context.newPage();
		const network = await context.newCDPSession(page);
		const sum: Record<Kind, number> = { Script: 0, Stylesheet: 0, Font: 0, Document: 0 };
		const begun = new Map<string, { kind: Kind; headerBytes: number }>();
		network.on('Network.responseReceived', ({ requestId, type, response }) => {
			if (isKind(type)) begun.set(requestId, { kind: type, headerBytes: response.encodedDataLength });
		});
		network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
			const response = begun.get(requestId);
			if (response) sum[response.kind] += encodedDataLength - response.headerBytes;
		});
		await network.send('Network.enable');
		const response = await page.goto(`http://localhost:${world.server.port}${path}`, { waitUntil: 'networkidle' });
		if (response?.status() !== 200) throw new Error(`${path} was answered with ${response?.status() ?? 'nothing'}`);
		return sum;
	} finally {
		await context.close();
	}
}

function isKind(type: string): type is Kind {
	return type in kinds;
}

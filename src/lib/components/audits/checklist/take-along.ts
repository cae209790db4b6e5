import { forgetSheet, keptSheets } from './kept-store.ts';

/**
 * A page that opens without a network: a service worker whose scope is that page alone keeps its bytes. No other page is ever seen by it. The
 * page sends these messages; a worker of an older deployment answers them in the same way.
 */
export type WorkerWords = {
	/** Instead of a page that was not checked with the server for too long. */
	readonly tooOldTitle: string;
	readonly tooOldText: string;
	/** When the right to the page has ended. */
	readonly endedTitle: string;
	readonly endedText: string;
	readonly unsentTitle: string;
	readonly lang: string;
};
export type ToWorker = { readonly type: 'keep'; readonly path: string; readonly words: WorkerWords };

export const cachePrefix = 'eiso-sheet:';

export function workersWork(): boolean {
	return 'serviceWorker' in navigator && 'caches' in globalThis;
}

/** Registers the worker of this page and has it keep the page with all it needs. False: this browser does not. */
export async function keepPage(path: string, words: WorkerWords): Promise<boolean> {
	if (!workersWork()) return false;
	try {
		const registration = await navigator.serviceWorker.register('/service-worker.js', { scope: path, type: 'classic' });
		const worker = await activeWorker(registration);
		return await ask(worker, { type: 'keep', path, words });
	} catch {
		return false;
	}
}

/** The one that answers now; a new one waits for nobody, so the newest. */
function activeWorker(registration: ServiceWorkerRegistration): Promise<ServiceWorker> {
	const coming = registration.installing ?? registration.waiting;
	if (!coming) return registration.active ? Promise.resolve(registration.active) : Promise.reject(new Error('no worker'));
	return new Promise((resolve, reject) => {
		const look = () => {
			if (coming.state === 'activated') resolve(coming);
			if (coming.state === 'redundant') reject(new Error('the worker did not start'));
		};
		coming.addEventListener('statechange', look);
		look();
	});
}

function ask(worker: ServiceWorker, message: ToWorker): Promise<boolean> {
	return new Promise((resolve) => {
		const channel = new MessageChannel();
		channel.port1.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data === true);
		worker.postMessage(message, [channel.port2]);
	});
}

/** Takes everything of a page off this device: its questions, its bytes, its worker. */
export async function forgetPage(path: string): Promise<void> {
	await forgetSheet(path);
	if (!workersWork()) return;
	await caches.delete(`${cachePrefix}${path}`);
	const registration = await navigator.serviceWorker.getRegistration(path);
	if (registration && new URL(registration.scope).pathname === path) await registration.unregister();
}

/** The same for all pages; `except`: the person whose pages stay. */
export async function forgetPages(except: string | null = null): Promise<void> {
	for (const sheet of await keptSheets()) {
		if (sheet.userId !== except) await forgetPage(sheet.path);
	}
}

/** How many answers and findings on this device the server does not have. */
export async function unsentCount(): Promise<number> {
	return (await keptSheets()).reduce((sum, { waiting }) => sum + waiting.length, 0);
}

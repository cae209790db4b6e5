import { cachePrefix, type ToWorker, type WorkerWords } from '#lib/components/audits/checklist/take-along.ts';
import { forgetSheet, keptSheet, tooOld } from '#lib/components/audits/checklist/kept-store.ts';

/**
 * Keeps one page for when there is no network: the checklist that somebody took along (decision 0403). Registered by that page with its own path as
 * scope, so no other page meets it. The network goes first, always: what is kept answers only when the server cannot be reached, and
 * what a new deployment brings is never held back.
 */
const keptAtHeader = 'x-eiso-kept-at';

type Extendable = Event & { waitUntil(promise: Promise<unknown>): void };
type Fetching = Extendable & { readonly request: Request; respondWith(response: Promise<Response>): void };
type Worker = { skipWaiting(): Promise<void>; registration: { readonly scope: string; unregister(): Promise<boolean> } };

function isExtendable(event: Event): event is Extendable {
	return 'waitUntil' in event;
}
function isFetching(event: Event): event is Fetching {
	return isExtendable(event) && 'respondWith' in event && 'request' in event;
}
function isWorker(scope: object): scope is Worker {
	return 'registration' in scope && 'skipWaiting' in scope;
}
function isToWorker(data: unknown): data is ToWorker {
	return typeof data === 'object' && data !== null && 'type' in data && data.type === 'keep' && 'path' in data && 'words' in data;
}

const scope: object = globalThis;
if (isWorker(scope)) serve(scope);

function serve(worker: Worker): void {
	const path = new URL(worker.registration.scope).pathname;
	const name = `${cachePrefix}${path}`;

	addEventListener('install', (event) => {
		if (isExtendable(event)) event.waitUntil(worker.skipWaiting());
	});
	addEventListener('message', (event) => {
		const data: unknown = event.data;
		const [port] = event.ports;
		if (!isExtendable(event) || !isToWorker(data) || data.path !== path) return;
		const kept = keep(name, path, data.words).then(
			() => true,
			() => false
		);
		event.waitUntil(kept.then((done) => port?.postMessage(done)));
	});
	addEventListener('fetch', (event) => {
		if (!isFetching(event) || event.request.method !== 'GET') return;
		const url = new URL(event.request.url);
		if (url.origin !== location.origin) return;
		if (event.request.mode === 'navigate' && url.pathname === path) event.respondWith(page(worker, name, path, event.request));
		else if (isPart(url)) event.respondWith(part(name, event.request));
	});
}

/** Bytes that are named by their content, and the icon. */
function isPart(url: URL): boolean {
	return url.pathname.startsWith('/_app/') || url.pathname === '/favicon.svg' || url.pathname === '/manifest.webmanifest';
}

async function part(name: string, request: Request): Promise<Response> {
	const cache = await caches.open(name);
	const kept = () => cache.match(request.url, { ignoreVary: true });
	// Under one name there are the same bytes for ever; what has no such name is asked for first.
	if (request.url.includes('/_app/immutable/')) return (await kept()) ?? fetch(request);
	return fetch(request).catch(async () => (await kept()) ?? Response.error());
}

async function page(worker: Worker, name: string, path: string, request: Request): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(request);
	} catch {
		return keptPage(name, path);
	}
	// Not theirs any more: what was kept goes, and they are told what of it the server never got.
	if (response.status === 403 || response.status === 404) return ended(worker, name, path, response);
	// A server that is down, or a gateway before it, is no network either.
	return response.status >= 502 && response.status <= 504 ? keptPage(name, path) : response;
}

async function keptPage(name: string, path: string): Promise<Response> {
	const cache = await caches.open(name);
	const kept = await cache.match(path, { ignoreVary: true });
	if (!kept) return Response.error();
	const sheet = await keptSheet(path);
	const contactAt = Math.max(Number(kept.headers.get(keptAtHeader)), sheet?.contactAt ?? 0);
	if (!tooOld(contactAt, Date.now())) return kept;
	const words = await wordsOf(cache, path);
	return plainPage(words?.lang, words?.tooOldTitle, words?.tooOldText, []);
}

async function ended(worker: Worker, name: string, path: string, response: Response): Promise<Response> {
	const cache = await caches.open(name);
	const words = await wordsOf(cache, path);
	const sheet = await keptSheet(path);
	await forgetSheet(path);
	await caches.delete(name);
	await worker.registration.unregister();
	if (!words || !sheet) return response;
	const unsent = sheet.waiting.map(({ kind, edit }) => {
		const question = sheet.page.questions.find(({ id }) => id === edit.questionId);
		const said = kind === 'answer' ? [edit.answer.evidence, edit.answer.note] : [edit.statement, edit.evidence];
		return [question?.text ?? '', ...said].filter((text) => text !== '').join(': ');
	});
	return plainPage(words.lang, words.endedTitle, words.endedText, unsent, words.unsentTitle, response.status);
}

function plainPage(lang = 'vi', title = 'eISO', text = '', list: readonly string[] = [], listTitle = '', status = 200): Response {
	const items = list.length > 0 ? `<h2>${escape(listTitle)}</h2><ul>${list.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>` : '';
	const html = `<!doctype html><html lang="${escape(lang)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escape(title)}</title></head><body><main><h1>${escape(title)}</h1><p>${escape(text)}</p>${items}</main></body></html>`;
	return new Response(html, {
		status,
		headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'", 'cache-control': 'no-store' }
	});
}

function escape(text: string): string {
	return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function isWords(words: unknown): words is WorkerWords {
	return typeof words === 'object' && words !== null && 'lang' in words && 'tooOldTitle' in words && 'endedTitle' in words;
}

const wordsPath = (path: string) => `${path}?words`;

async function wordsOf(cache: Cache, path: string): Promise<WorkerWords | null> {
	const found = await cache.match(wordsPath(path), { ignoreVary: true });
	if (!found) return null;
	const words: unknown = await found.json();
	return isWords(words) ? words : null;
}

/**
 * Fetches the page and all it names, parts first, so that what is kept is always whole. A page that the server does not give (signed out, gone) leaves
 * what was kept before.
 */
async function keep(name: string, path: string, words: WorkerWords): Promise<void> {
	const response = await fetch(path, { headers: { accept: 'text/html' }, credentials: 'same-origin', cache: 'no-store' });
	if (!response.ok || response.redirected) throw new Error(`the page was answered with ${response.status}`);
	const html = await response.text();
	const cache = await caches.open(name);
	const parts = namedIn(html, new URL(path, location.origin));
	for (const href of parts) await keepPart(cache, href, parts);
	const headers = new Headers(response.headers);
	headers.set(keptAtHeader, String(Date.now()));
	await cache.put(wordsPath(path), Response.json(words));
	await cache.put(path, new Response(html, { headers }));
	const needed = new Set([...parts, new URL(path, location.origin).href, new URL(wordsPath(path), location.origin).href]);
	for (const request of await cache.keys()) {
		if (!needed.has(request.url)) await cache.delete(request);
	}
}

async function keepPart(cache: Cache, href: string, parts: Set<string>): Promise<void> {
	const known = await cache.match(href, { ignoreVary: true });
	const response = known ?? (await fetch(href));
	if (!response.ok) throw new Error(`${href} was answered with ${response.status}`);
	if (!known) await cache.put(href, response.clone());
	// A style sheet names fonts; the set grows while it is walked.
	if (href.endsWith('.css')) for (const named of namedIn(await response.text(), new URL(href))) parts.add(named);
}

function namedIn(text: string, base: URL): Set<string> {
	const found = new Set<string>();
	for (const [, named] of text.matchAll(/["'(]([^"'()\s<>]*(?:_app\/[^"'()\s<>]+\.(?:js|css|woff2|svg|png|json)|\/favicon\.svg))/g)) {
		if (named !== undefined) found.add(new URL(named, base).href);
	}
	for (const [, named] of text.matchAll(/["'(]((?:\.{1,2}\/)[^"'()\s<>]+\.(?:woff2|svg))/g)) {
		if (named !== undefined) found.add(new URL(named, base).href);
	}
	return found;
}

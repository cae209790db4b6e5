import type { IncomingMessage } from 'node:http';
import type { Settings } from '#lib/server/platform/settings.ts';

// Headers between this server and the app it holds; what a client sends under these names is overwritten.
export const protocolHeader = 'x-eiso-protocol';
export const addressHeader = 'x-eiso-address';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const wildcards = new Set(['0.0.0.0', '::', '[::]']);
/** Asked by orchestrators under whatever address they know. */
const probes = new Set(['/healthz', '/readyz', '/metrics']);

export type Refusal = { readonly status: number; readonly words: string };

type HeaderSettings = Pick<Settings, 'origin' | 'host' | 'trustProxy'>;

/**
 * Checks and completes a request before the app sees it: the Host it may come under, the client's address, and the Origin of a
 * bearer's request. Gives null, or why it is refused.
 */
export function prepareRequest(request: IncomingMessage, settings: HeaderSettings): Refusal | null {
	const { headers } = request;
	// No text of the database can hold it, so nothing here has it in its address.
	if (/%00/.test(request.url ?? '')) return { status: 400, words: 'This address cannot be read.\n' };
	const host = headers.host ?? '';
	if (!settings.origin && !isKnownHost(host, settings.host) && !probes.has(pathOf(request))) {
		return { status: 421, words: 'This address is not known here. Set ORIGIN to the address that people use.\n' };
	}
	headers[protocolHeader] = 'http';
	headers[addressHeader] = clientAddress(request, settings.trustProxy);
	if (/^bearer\s/i.test(headers.authorization ?? '')) {
		// A token speaks for itself: no cookie beside it, and so no other site can have made the browser send it. Programs send no
		// Origin, and the app refuses forms without one.
		delete headers.cookie;
		headers.origin ??= settings.origin ?? `http://${host}`;
	}
	return null;
}

/** Without ORIGIN only the machine itself is served, under its own names: another name is a page that rebinds its address to us. */
function isKnownHost(host: string, own: string | null): boolean {
	const name = host.replace(/:\d*$/, '').toLowerCase();
	return (
		loopbackNames.has(name) || (own !== null && !wildcards.has(own) && (name === own.toLowerCase() || name === `[${own.toLowerCase()}]`))
	);
}

function pathOf(request: IncomingMessage): string {
	return (request.url ?? '').split('?')[0] ?? '';
}

/** Each of our proxies adds the address it saw at the end of X-Forwarded-For; what stands before those may be invented. */
export function clientAddress(request: IncomingMessage, proxies: number): string {
	const direct = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
	if (proxies === 0) return direct;
	const forwarded = String(request.headers['x-forwarded-for'] ?? '')
		.split(',')
		.map((one) => one.trim());
	return forwarded.at(-proxies) || direct;
}

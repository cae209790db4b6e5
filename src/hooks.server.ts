import { sequence } from '@sveltejs/kit/hooks';
import { building } from '$app/environment';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit';
import { isClientGone } from '#lib/server/http/client-gone.ts';
import { identify } from '#lib/server/http/identify.ts';
import { observe } from '#lib/server/http/observe.ts';
import { openRuntime, currentRuntime } from '#lib/server/http/process.ts';
import { refuseForeignActs } from '#lib/server/http/own-origin.ts';
import { sayWait } from '#lib/server/http/retry-after.ts';
import { speak } from '#lib/server/http/speak.ts';

export const init: ServerInit = async () => {
	if (!building) await openRuntime();
};

/** What the directives of the CSP do not say. Files set stricter ones of their own. */
const secure: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	sayWait(event.locals, response);
	response.headers.set('x-content-type-options', 'nosniff');
	response.headers.set('referrer-policy', 'same-origin');
	response.headers.set('x-frame-options', 'DENY');
	response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()');
	response.headers.set('cross-origin-opener-policy', 'same-origin');
	if (event.url.protocol === 'https:') response.headers.set('strict-transport-security', 'max-age=31536000');
	// Pages show what a person may see: neither a proxy nor the next person at a shared computer gets them from a cache.
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
	return response;
};

export const handle: Handle = sequence(observe, secure, refuseForeignActs, speak, identify);

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	// Empty when the fault came before the request was looked at.
	const requestId = 'requestId' in event.locals ? event.locals.requestId : crypto.randomUUID();
	// Kit reports here what it refuses too, such as an unknown address, and who left in the middle: these are no errors of ours.
	if (status >= 500 && !isClientGone(error, event.request))
		currentRuntime()?.log.error({ err: error, requestId, method: event.request.method, route: event.route.id }, 'unexpected error');
	return { message: status === 404 ? 'not_found' : message, requestId };
};

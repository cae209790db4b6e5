import type { Handle } from '@sveltejs/kit';
import { observeRequest } from '#lib/server/platform/metrics.ts';
import { currentRuntime } from './process.ts';

/** Gives each request an id, measures it and logs it: method, route, status, time. Addresses with their queries are not logged. */
export const observe: Handle = async ({ event, resolve }) => {
	const started = performance.now();
	event.locals.requestId = crypto.randomUUID();
	const response = await resolve(event);
	const ms = performance.now() - started;
	const route = event.route.id ?? 'unknown';
	observeRequest({ method: event.request.method, route, status: response.status, seconds: ms / 1000 });
	response.headers.set('x-request-id', event.locals.requestId);
	currentRuntime()?.log.debug(
		{ requestId: event.locals.requestId, method: event.request.method, route, status: response.status, ms: Math.round(ms) },
		'request'
	);
	return response;
};

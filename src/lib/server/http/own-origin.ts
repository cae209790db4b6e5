import type { Handle } from '@sveltejs/kit';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether another site made a browser send this act. Programs send no Origin, and a bearer speaks for itself. */
export function isForeignAct(request: Pick<Request, 'method' | 'headers'>, own: string): boolean {
	if (reading.has(request.method) || request.headers.has('authorization')) return false;
	const origin = request.headers.get('origin');
	return origin !== null && origin !== own;
}

/**
 * Kit looks at the Origin of forms only. A page of a neighbouring name (same site, so the cookie comes along) can also post without a
 * body, and sign people out or keep a session awake.
 */
export const refuseForeignActs: Handle = ({ event, resolve }) =>
	isForeignAct(event.request, event.url.origin)
		? new Response('Acts from other sites are refused.\n', { status: 403, headers: { 'content-type': 'text/plain' } })
		: resolve(event);

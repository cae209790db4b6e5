import type { RequestHandler } from '@sveltejs/kit';
import { isReady } from '#lib/server/readiness.ts';

/** The database and the file store answer. */
export const GET: RequestHandler = async ({ locals }) => {
	const ready = await isReady(locals.runtime);
	return new Response(ready ? 'ready\n' : 'not ready\n', { status: ready ? 200 : 503, headers: { 'content-type': 'text/plain' } });
};

import type { RequestHandler } from '@sveltejs/kit';

/** The process answers. */
export const GET: RequestHandler = () => new Response('ok\n', { headers: { 'content-type': 'text/plain' } });

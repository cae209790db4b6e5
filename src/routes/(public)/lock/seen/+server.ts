import type { RequestHandler } from '@sveltejs/kit';

/**
 * Says that the person is at work in a page that asks for nothing, such as a long form: the request itself counts as use. 423: the
 * session is locked, 401: it has ended.
 */
export const POST: RequestHandler = ({ locals }) => {
	const status = locals.session === null ? 401 : locals.session.lockedAt ? 423 : 204;
	return new Response(null, { status });
};

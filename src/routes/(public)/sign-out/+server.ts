import { redirect, type RequestHandler } from '@sveltejs/kit';
import { dropSession } from '#lib/server/http/session-cookie.ts';

/**
 * Ends the session of this browser, also a locked one. What was taken along for when there is no network goes with it (design.md §6): pages,
 * answers and the workers that keep them.
 */
export const POST: RequestHandler = async (event) => {
	await dropSession(event);
	event.setHeaders({ 'clear-site-data': '"storage"' });
	redirect(303, '/sign-in');
};

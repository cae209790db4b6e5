import { redirect, type RequestHandler } from '@sveltejs/kit';
import { dropSession } from '#lib/server/http/session-cookie.ts';

/** Ends the session of this browser, also a locked one. */
export const POST: RequestHandler = async (event) => {
	await dropSession(event);
	redirect(303, '/sign-in');
};

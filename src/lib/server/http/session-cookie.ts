import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { Device, SignedIn } from '#lib/server/identity/sign-in.ts';
import { endSession, sessionCookie } from '#lib/server/identity/sessions.ts';

/** From where the request came, as a session remembers it. */
export function deviceOf(event: RequestEvent, input: { sharedComputer?: boolean }): Device {
	return { userAgent: event.request.headers.get('user-agent') ?? '', sharedComputer: input.sharedComputer ?? false };
}

/**
 * Puts the new session into the browser; one that it held before ends. On a shared computer the cookie goes with the browser's
 * window.
 */
export async function keepSession(event: RequestEvent, { session }: SignedIn): Promise<void> {
	await dropSession(event);
	event.cookies.set(sessionCookie.name, session.id, {
		...sessionCookie.attributes,
		...(session.sharedComputer ? {} : { expires: session.expiresAt })
	});
}

/** Signs in and goes on. */
export async function enter(event: RequestEvent, signedIn: SignedIn, next = '/'): Promise<never> {
	await keepSession(event, signedIn);
	redirect(303, next);
}

/** Ends the browser's session, locked or not. */
export async function dropSession(event: RequestEvent): Promise<void> {
	const raw = event.cookies.get(sessionCookie.name);
	if (!raw) return;
	await endSession(event.locals.ctx, raw);
	event.cookies.delete(sessionCookie.name, sessionCookie.attributes);
}

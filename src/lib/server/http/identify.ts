import type { Handle, RequestEvent } from '@sveltejs/kit';
import { publicActor, type Actor } from '#lib/domain/permissions/actor.ts';
import { dayOf } from '#lib/domain/shared/day.ts';
import { offerDirectBody } from '#lib/server/files/direct-body.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { readSession, sessionCookie, type CurrentSession } from '#lib/server/identity/sessions.ts';
import { readToken } from '#lib/server/identity/tokens.ts';
import { createContext } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { requireRuntime } from './process.ts';

type Who = { actor: Actor; session: CurrentSession | null };

/**
 * Finds out who asks: by a bearer token (then cookies count for nothing) or by the session cookie. Rights are read anew on each
 * request, so that one that ended is gone at the next. A locked session acts as nobody until it is unlocked.
 */
export const identify: Handle = async ({ event, resolve }) => {
	const runtime = requireRuntime();
	const { actor, session } = await whoAsks(event, runtime);
	event.locals.runtime = runtime;
	offerDirectBody(event.request, event.platform?.req);
	event.locals.session = session;
	event.locals.activeUnitId = activeUnit(actor, session);
	event.locals.ctx = createContext({
		actor,
		client: runtime.client,
		clock: runtime.clock,
		locale: event.locals.locale,
		requestId: event.locals.requestId,
		address: clientAddress(event)
	});
	return resolve(event);
};

async function whoAsks(event: RequestEvent, { client, clock }: Runtime): Promise<Who> {
	const bearer = /^Bearer\s+(\S+)$/i.exec(event.request.headers.get('authorization') ?? '')?.[1];
	if (bearer) {
		const found = await readToken(client, clock, bearer);
		const actor = found ? await loadActor(client, found.userId, dayOf(clock.now()), { token: found.token }) : null;
		return { actor: actor ?? publicActor, session: null };
	}
	const raw = event.cookies.get(sessionCookie.name);
	if (!raw) return { actor: publicActor, session: null };
	const session = await readSession(client, clock, raw);
	return { actor: !session || session.lockedAt ? publicActor : session.actor, session };
}

/** The unit chosen on this device while the person still belongs to it, else their first. */
function activeUnit(actor: Actor, session: CurrentSession | null): string | null {
	if (actor.kind !== 'user') return null;
	const own = actor.memberships.map((membership) => membership.unitId);
	const chosen = session?.activeUnitId;
	return chosen && own.includes(chosen) ? chosen : (own[0] ?? null);
}

function clientAddress(event: RequestEvent): string {
	try {
		return event.getClientAddress();
	} catch {
		// Not known while prerendering and in some tests.
		return '';
	}
}

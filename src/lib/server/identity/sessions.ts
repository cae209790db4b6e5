import { idleMinutesFor, isIdle } from '#lib/domain/identity/session-limits.ts';
import { membershipIn, type UserActor } from '#lib/domain/permissions/actor.ts';
import type { Clock } from '#lib/server/platform/clock.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { actorOf } from './actor.ts';
import { luciaFor } from './lucia.ts';
import { hashSecret } from './secrets.ts';
import { identitySettings } from './settings.ts';

/**
 * The cookie of a session. `__Host-` ties it to this host and path and needs Secure, which browsers also grant to localhost
 * over plain http.
 */
export const sessionCookie = {
	name: '__Host-eiso',
	attributes: { path: '/', httpOnly: true, secure: true, sameSite: 'lax' }
} as const;

/** A session as a request sees it. `id` is the hash: the raw id is only in the cookie. */
export type CurrentSession = {
	readonly id: string;
	readonly userId: string;
	/** With what rights the person acts through it, read with it: nobody's while it is locked. */
	readonly actor: UserActor;
	/** Set: nothing but unlocking and signing out is answered. */
	readonly lockedAt: Date | null;
	readonly activeUnitId: string | null;
	readonly sharedComputer: boolean;
	readonly createdAt: Date;
	readonly absoluteEndsAt: Date;
	/** Minutes without use after which it locks. */
	readonly idleMinutes: number;
};

export type NewSession = { userAgent: string; address: string; sharedComputer: boolean };

/** Moved at most this often, so that reading pages does not write on every request. */
const seenEveryMs = 60_000;
/** Browsers send longer ones only to annoy. */
const userAgentLimit = 400;

/** Begins a session. The raw id goes into the cookie and nowhere else. */
export async function createSession(ctx: Ctx, userId: string, from: NewSession): Promise<{ id: string; expiresAt: Date }> {
	const { absoluteHours } = await identitySettings(ctx.client);
	const now = ctx.clock.now();
	const made = await luciaFor(ctx.db, ctx.clock, absoluteHours).createSession(userId, {
		createdAt: now,
		lastSeenAt: now,
		lockedAt: null,
		userAgent: from.userAgent.slice(0, userAgentLimit),
		address: from.address,
		sharedComputer: from.sharedComputer,
		activeUnitId: null
	});
	return { id: made.id, expiresAt: new Date(now.getTime() + absoluteHours * 3_600_000) };
}

/**
 * The session of a cookie, or null: unknown, past its absolute end (the row goes), or of a person who is not active. One that
 * rested too long is locked and comes back so; it does not end, because a form may still be open in the page.
 * One query, with the rights of the person, and a write at most once a minute.
 */
export async function readSession(client: PrismaClient, clock: Clock, rawId: string): Promise<CurrentSession | null> {
	const rules = await identitySettings(client);
	const { session, user } = await luciaFor(client, clock, rules.absoluteHours).validateSession(rawId);
	if (!session || !user.active) return null;
	const now = clock.now();
	const id = hashSecret(rawId);
	const actor = actorOf(session.userId, user.rights);
	const administrator = actor.province.includes('administrator');
	const idleMinutes = idleMinutesFor(rules, { administrator, sharedComputer: session.sharedComputer });
	let { lockedAt } = session;
	if (!lockedAt && isIdle(session.lastSeenAt, now, idleMinutes)) {
		lockedAt = now;
		await client.session.updateMany({ where: { id, lockedAt: null }, data: { lockedAt } });
	} else if (!lockedAt && now.getTime() - session.lastSeenAt.getTime() >= seenEveryMs) {
		await client.session.updateMany({ where: { id, lockedAt: null }, data: { lastSeenAt: now } });
	}
	return {
		id,
		userId: session.userId,
		actor,
		lockedAt,
		activeUnitId: session.activeUnitId,
		sharedComputer: session.sharedComputer,
		createdAt: session.createdAt,
		// Lucia's copy is in the machine's time; ours may be moved.
		absoluteEndsAt: new Date(session.expiresAt.getTime() + now.getTime() - Date.now()),
		idleMinutes
	};
}

/** Ends the session of a cookie. Nothing happens when it is gone already. */
export async function endSession(ctx: Ctx, rawId: string): Promise<void> {
	await ctx.db.session.deleteMany({ where: { id: hashSecret(rawId) } });
}

/** Ends all sessions of a person, or all but one (`exceptId`, a hash). Gives how many. */
export async function endSessionsOf(ctx: Ctx, userId: string, exceptId?: string): Promise<number> {
	const { count } = await ctx.db.session.deleteMany({ where: { userId, ...(exceptId ? { id: { not: exceptId } } : {}) } });
	return count;
}

/** Locks a session now ("Khóa màn hình"), without waiting for the idle limit. */
export async function lockSession(ctx: Ctx, sessionId: string): Promise<void> {
	await ctx.db.session.updateMany({ where: { id: sessionId, lockedAt: null }, data: { lockedAt: ctx.clock.now() } });
}

/** Remembers in which of their units the person works on this device; another unit is ignored. */
export async function setActiveUnit(ctx: Ctx, sessionId: string, unitId: string): Promise<void> {
	if (!membershipIn(ctx.actor, unitId)) return;
	await ctx.db.session.updateMany({ where: { id: sessionId }, data: { activeUnitId: unitId } });
}

export type SessionRow = {
	/** The hash: good for ending it, useless as a cookie. */
	id: string;
	createdAt: Date;
	lastSeenAt: Date;
	userAgent: string;
	address: string;
	locked: boolean;
	sharedComputer: boolean;
};

/** The living sessions of a person, the last used first. */
export async function listSessions(ctx: Ctx, userId: string): Promise<SessionRow[]> {
	const rows = await luciaFor(ctx.db, ctx.clock, 1).getUserSessions(userId);
	return rows.map((row) => ({
		id: row.id,
		createdAt: row.createdAt,
		lastSeenAt: row.lastSeenAt,
		userAgent: row.userAgent,
		address: row.address,
		locked: row.lockedAt !== null,
		sharedComputer: row.sharedComputer
	}));
}

import type { UserActor } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { DomainError, Unauthenticated } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { attemptKey, findAccount, homeUnitId } from './accounts.ts';
import { loadActor } from './actor.ts';
import { passwordFits } from './password.ts';
import { createSession, type CurrentSession } from './sessions.ts';
import { accountKey, addressKey, clearAttempts, countAttempt, passwordPerAccount, passwordPerAddress, returnAttempt } from './throttle.ts';

/** From where somebody signs in. */
export type Device = { userAgent: string; sharedComputer: boolean };

export type SignedIn = { userId: string; session: { id: string; expiresAt: Date; sharedComputer: boolean } };

/**
 * Signs in with a mail address or staff name and the password. Recorded as `session.sign_in`. One refusal for an unknown name, a
 * wrong password, an account that was not activated or is disabled; it takes the same time and counts the same.
 * @throws DomainError `sign_in_refused` (401), TooMany
 */
export async function signIn(ctx: Ctx, input: Device & { name: string; password: string }): Promise<SignedIn> {
	await countAddress(ctx);
	const account = await findAccount(ctx, input.name);
	const key = attemptKey(account, input.name);
	// Counted before the password is looked at: a guess costs an attempt whatever its outcome, also when many come at once.
	await countAttempt(ctx.client, key, passwordPerAccount, ctx.clock.now());
	const fits = await passwordFits(account?.status === 'active' ? account.passwordHash : null, input.password);
	if (!account || !fits) throw new DomainError('sign_in_refused', 401);
	await succeeded(ctx, key);
	return transaction(ctx, async (ctx) => {
		const begun = await beginSession(ctx, account.id, input);
		await record(
			{ ...ctx, actor: begun.actor },
			{ event: 'session.sign_in', subjectType: 'person', subjectId: account.id, unitId: homeUnitId(begun.actor) }
		);
		return begun;
	});
}

/** Begins the session of somebody who just proved themself, within that act's transaction. @throws DomainError `sign_in_refused` */
export async function beginSession(ctx: Ctx, userId: string, device: Device): Promise<SignedIn & { actor: UserActor }> {
	const actor = await loadActor(ctx.db, userId, today(ctx));
	// Disabled between the proof and now.
	if (!actor) throw new DomainError('sign_in_refused', 401);
	await ctx.db.user.update({ where: { id: userId }, data: { lastSignInAt: ctx.clock.now() } });
	const session = await createSession(ctx, userId, { ...device, address: ctx.address });
	return { userId, session: { ...session, sharedComputer: device.sharedComputer }, actor };
}

/**
 * Proves that a person knows their own password: to unlock, to change it, to make a recovery code. Shares the throttle of
 * sign-in. Call it outside a transaction.
 * @throws DomainError `password_wrong` (422) at the field `field`, TooMany
 */
export async function provePassword(ctx: Ctx, userId: string, password: string, field = 'password'): Promise<void> {
	await countAddress(ctx);
	const key = accountKey(userId);
	await countAttempt(ctx.client, key, passwordPerAccount, ctx.clock.now());
	const user = await ctx.client.user.findUnique({ where: { id: userId }, select: { passwordHash: true, status: true } });
	const fits = await passwordFits(user?.status === 'active' ? user.passwordHash : null, password);
	if (!fits) throw new DomainError('password_wrong', 422, { field });
	await succeeded(ctx, key);
}

/** Counts an attempt from the address that asks. @throws TooMany */
export async function countAddress(ctx: Ctx): Promise<void> {
	if (ctx.address) await countAttempt(ctx.client, addressKey(ctx.address), passwordPerAddress, ctx.clock.now());
}

export async function succeeded(ctx: Ctx, key: string): Promise<void> {
	await clearAttempts(ctx.client, key);
	if (ctx.address) await returnAttempt(ctx.client, addressKey(ctx.address));
}

/** Opens a locked session again; what is open in its pages goes on. @throws Unauthenticated (it has ended), DomainError `password_wrong`, TooMany */
export async function unlockSession(ctx: Ctx, session: CurrentSession | null, password: string): Promise<void> {
	if (!session) throw new Unauthenticated();
	await provePassword(ctx, session.userId, password);
	await ctx.client.session.updateMany({ where: { id: session.id }, data: { lockedAt: null, lastSeenAt: ctx.clock.now() } });
}

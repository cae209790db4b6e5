import type { SigningCapacity } from '#lib/domain/permissions/actor.ts';
import { positionInPlace } from '#lib/domain/people/delegation.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { inPlaceOf, noteInPlace } from '#lib/server/permissions/in-place.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Unauthenticated } from '#lib/server/platform/errors.ts';
import { passwordFits } from './password.ts';
import { accountKey, clearAttempts, countAttempt, passwordPerAccount } from './throttle.ts';

/** The signer as they are at the moment of signing: what a signature row keeps. */
export type Signer = {
	userId: string;
	signerName: string;
	position: string;
	capacity: SigningCapacity | null;
	/** A reset started by another person or a change of heads in the 30 days before; shown with the signature. */
	notice: string | null;
	/** Set with both names when the person signs in the place of an absent head. */
	delegationId: string | null;
	onBehalfOf: string | null;
};

/**
 * Proves that the person at the keyboard is the head of the unit: password entered again, counted by the same throttle as
 * sign-in, refused while a signing hold runs. Call it *before* opening the transaction: hashing takes 60 ms and the count must
 * outlive a rollback. A token alone never signs, because nothing but the password proves the person; with it a call by token may.
 * @throws Conflict `signature_refused` (no or a wrong password, hold), TooMany, Forbidden (not a head of this unit)
 */
export async function proveSigner(ctx: Ctx, unitId: string, password: string): Promise<Signer> {
	const signerOf = await proveSigners(ctx, [unitId], password);
	return signerOf(unitId);
}

/**
 * The same for a list that is signed at once: one password, one attempt, one hash. Who signs for a unit is told by the function that
 * comes back, with the position they have there; as themselves, if they are a head there, else in the place of who is absent.
 * @param unitIds the person must be head of each
 */
export async function proveSigners(ctx: Ctx, unitIds: readonly string[], password: string): Promise<(unitId: string) => Signer> {
	const actor = ctx.actor;
	if (actor.kind === 'public') throw new Unauthenticated();
	if (actor.kind !== 'user') throw new Forbidden();
	const headIn = (unitId: string) => {
		const membership = membershipIn(actor, unitId, ['head']);
		if (!membership) throw new Forbidden();
		if (!membership.delegation) return membership;
		// Of several who are absent the one for whom the act was let pass: for another it may be refused.
		const used = inPlaceOf(actor, unitId, 'head');
		return actor.memberships.find((one) => one.delegation && one.delegation.id === used?.id) ?? membership;
	};
	unitIds.forEach(headIn);
	const { signerName, notice } = await proveAtKeyboard(ctx, actor.userId, password);
	return (unitId) => {
		const { position, capacity, delegation = null } = headIn(unitId);
		noteInPlace(actor, unitId, { allowed: true, role: 'head', delegation });
		const inPlace = { delegationId: delegation?.id ?? null, onBehalfOf: delegation?.ofName ?? null };
		const shown = delegation ? positionInPlace(position, delegation.ofName) : position;
		return { userId: actor.userId, signerName, position: shown, capacity, notice, ...inPlace };
	};
}

/**
 * The same for somebody who signs without being a head: the lead of an audit, an inspector. What they sign as is said by the caller, who has
 * asked whether they may. Before the transaction, as `proveSigner`.
 * @throws Conflict `signature_refused` (no or a wrong password, hold), TooMany, Unauthenticated, Forbidden (no person)
 */
export async function provePerson(ctx: Ctx, password: string, as: { position: string }): Promise<Signer> {
	const actor = ctx.actor;
	if (actor.kind === 'public') throw new Unauthenticated();
	if (actor.kind !== 'user') throw new Forbidden();
	return {
		userId: actor.userId,
		...(await proveAtKeyboard(ctx, actor.userId, password)),
		position: as.position,
		capacity: null,
		...ownHand
	};
}

const ownHand = { delegationId: null, onBehalfOf: null };

async function proveAtKeyboard(ctx: Ctx, userId: string, password: string): Promise<{ signerName: string; notice: string | null }> {
	if (password === '') throw new Conflict('signature_refused', { reason: 'password_required', field: 'password' });
	// Counted first: a guess must cost an attempt whatever its outcome.
	await countAttempt(ctx.client, accountKey(userId), passwordPerAccount, ctx.clock.now());
	const user = await ctx.client.user.findUniqueOrThrow({
		where: { id: userId },
		select: { passwordHash: true, status: true, fullName: true }
	});
	if (user.status !== 'active' || !(await passwordFits(user.passwordHash, password)))
		throw new Conflict('signature_refused', { reason: 'wrong_password' });
	await clearAttempts(ctx.client, accountKey(userId));
	return { signerName: user.fullName, notice: await holdNotice(ctx, userId) };
}

/** Refuses while a hold runs; gives the fact to show with signatures of the 30 days after it. */
async function holdNotice(ctx: Ctx, userId: string): Promise<string | null> {
	const now = ctx.clock.now();
	const holds = await ctx.client.signingHold.findMany({
		// One that begins with a later appointment does not hold yet.
		where: { userId, since: { lte: now }, noticeUntil: { gt: now } },
		orderBy: { until: 'desc' },
		select: { reason: true, until: true, since: true }
	});
	const running = holds.find((hold) => hold.until > now);
	if (running) throw new Conflict('signature_refused', { reason: 'hold', until: running.until.toISOString(), hold: running.reason });
	const latest = holds[0];
	return latest ? `${latest.reason}:${latest.since.toISOString()}` : null;
}

import { systemActor } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { accountFields, homeUnitId, peopleAround, type Account } from './accounts.ts';
import { acceptableHash } from './change-password.ts';
import { endSessionsOf } from './sessions.ts';
import { beginSession, type Device, type SignedIn } from './sign-in.ts';
import { holdSigning } from './signing-hold.ts';
import { accountKey, clearAttempts } from './throttle.ts';
import { endTokensOf } from './tokens.ts';

export type ResetKind = 'self_mail' | 'assisted_code' | 'assisted_witness';
export type OpenReset = {
	id: string;
	kind: ResetKind;
	state: 'open' | 'confirmed' | 'used' | 'cancelled';
	startedById: string | null;
	confirmedById: string | null;
	user: Account;
};
export const resetFields = {
	id: true,
	kind: true,
	state: true,
	startedById: true,
	confirmedById: true,
	user: { select: accountFields }
} as const;

/** In which state a reset of a kind may set a password. */
const ready = { self_mail: 'open', assisted_code: 'open', assisted_witness: 'confirmed' } as const;

/**
 * Sets the password of a person who proved themself, ends all their sessions and tokens, and signs them in here. After a reset
 * that somebody else started, or of a head by whatever way, the signature is held and the unit told: who reads a mailbox or
 * holds a paper may get in, but cannot sign unseen. Recorded as `person.reset`.
 * @throws NotFound (somebody was first, too old), Invalid (password)
 */
export async function finishReset(ctx: Ctx, reset: OpenReset, input: Device & { password: string }): Promise<SignedIn> {
	const { user } = reset;
	const passwordHash = await acceptableHash(input.password, user);
	const signedIn = await transaction(ctx, async (ctx) => {
		const now = ctx.clock.now();
		const used = await ctx.db.passwordReset.updateMany({
			where: { id: reset.id, state: ready[reset.kind], expiresAt: { gt: now } },
			data: { state: 'used', usedAt: now }
		});
		const changed = await ctx.db.user.updateMany({
			where: { id: user.id, status: 'active' },
			data: {
				passwordHash,
				passwordSetAt: now,
				rowVersion: { increment: 1 },
				// A printed code works once.
				...(reset.kind === 'assisted_code' ? { recoveryCodeHash: null, recoveryCodeOwn: false } : {})
			}
		});
		if (used.count !== 1 || changed.count !== 1) throw new NotFound('reset_over');
		await endResetsOf(ctx, user.id);
		await endSessionsOf(ctx, user.id);
		await endTokensOf(ctx, user.id);
		const begun = await beginSession(ctx, user.id, input);
		await record(
			{ ...ctx, actor: begun.actor },
			{
				event: 'person.reset',
				subjectType: 'person',
				subjectId: user.id,
				unitId: homeUnitId(begun.actor),
				after: { kind: reset.kind, startedBy: reset.startedById, confirmedBy: reset.confirmedById }
			}
		);
		await holdAndTell(ctx, reset);
		return begun;
	});
	await clearAttempts(ctx.client, accountKey(user.id));
	return signedIn;
}

async function holdAndTell(ctx: Ctx, { kind, startedById, user }: OpenReset): Promise<void> {
	const around = await peopleAround(ctx, user.id);
	const assisted = kind !== 'self_mail';
	if (assisted || around.isHead) await holdSigning(ctx, { userId: user.id, reason: 'reset', startedById });
	await lapse(ctx, 'person', [user.id], ['reset_started']);
	// The person is told as well: it may not have been them.
	const told = assisted || around.isHead ? [...around.headIds, ...around.officerIds, startedById] : [];
	await notify(
		{ ...ctx, actor: systemActor },
		{
			to: [user.id, ...told],
			kind: 'reset_done',
			subjectType: 'person',
			subjectId: user.id,
			unitId: around.unitIds[0] ?? null,
			params: { who: user.fullName }
		}
	);
}

/**
 * Ends every open reset of a person: a new password was set, the mail address changed, or the account was disabled. Within the
 * act that is recorded.
 */
export async function endResetsOf(ctx: Ctx, userId: string, kinds?: readonly ResetKind[]): Promise<void> {
	await ctx.db.passwordReset.updateMany({
		where: { userId, state: { in: ['open', 'confirmed'] }, ...(kinds ? { kind: { in: [...kinds] } } : {}) },
		data: { state: 'cancelled' }
	});
}

import { record } from '#lib/server/audit-trail/record.ts';
import { enqueue } from '#lib/server/jobs/queue.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { DomainError, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { accountFields, attemptKey, evenly, findAccount, homeUnitId, peopleAround, unitName, type Account } from './accounts.ts';
import { acceptableHash } from './change-password.ts';
import { hashPrintedCode } from './printed-code.ts';
import { hashSecret } from './secrets.ts';
import { beginSession, countAddress, succeeded, type Device, type SignedIn } from './sign-in.ts';
import { holdSigning } from './signing-hold.ts';
import { countAttempt, passwordPerAccount } from './throttle.ts';

/** No shorter than the slowest way through, so that a wrong name and a wrong code answer alike. */
const answerMs = 300;

/** Whom a mail link invites, while it works. Looking does not use it up. @throws NotFound */
export async function invitedBy(ctx: Ctx, secret: string): Promise<{ fullName: string; email: string | null; staffName: string | null }> {
	const { user } = await openInvitation(ctx, { secretHash: hashSecret(secret), channel: 'mail' });
	return { fullName: user.fullName, email: user.email, staffName: user.staffName };
}

/**
 * Activates an account by the mail link, with the person's own password, and signs in. The link works once, seven days.
 * @throws NotFound (unknown, used, revoked, too old), Invalid (password)
 */
export async function acceptInvitation(ctx: Ctx, input: Device & { secret: string; password: string }): Promise<SignedIn> {
	const found = await openInvitation(ctx, { secretHash: hashSecret(input.secret), channel: 'mail' });
	return activate(ctx, found.id, found.user, input);
}

/**
 * The same by staff name (or mail address) and the code of a printed slip. One refusal for whatever is wrong.
 * @throws DomainError `slip_refused` (401), Invalid (password), TooMany
 */
export function acceptSlip(ctx: Ctx, input: Device & { name: string; code: string; password: string }): Promise<SignedIn> {
	return evenly(answerMs, async () => {
		await countAddress(ctx);
		const account = await findAccount(ctx, input.name);
		const key = attemptKey(account, input.name);
		await countAttempt(ctx.client, key, passwordPerAccount, ctx.clock.now());
		const found = await openInvitation(ctx, { secretHash: hashPrintedCode(input.code), channel: 'slip' }).catch(refuseSlip);
		if (!account || found.user.id !== account.id) throw new DomainError('slip_refused', 401);
		// Proven: a password that is too weak is no guess.
		await succeeded(ctx, key);
		return activate(ctx, found.id, found.user, input);
	});
}

function refuseSlip(error: unknown): never {
	throw error instanceof NotFound ? new DomainError('slip_refused', 401) : error;
}

async function openInvitation(ctx: Ctx, where: { secretHash: string; channel: 'mail' | 'slip' }): Promise<{ id: string; user: Account }> {
	const found = await ctx.db.invitation.findFirst({
		where: { ...where, usedAt: null, revokedAt: null, expiresAt: { gt: ctx.clock.now() }, user: { status: 'invited' } },
		select: { id: true, user: { select: accountFields } }
	});
	if (!found) throw new NotFound('invitation_over');
	return found;
}

async function activate(ctx: Ctx, invitationId: string, user: Account, input: Device & { password: string }): Promise<SignedIn> {
	const passwordHash = await acceptableHash(input.password, user);
	return transaction(ctx, async (ctx) => {
		const now = ctx.clock.now();
		const used = await ctx.db.invitation.updateMany({
			where: { id: invitationId, usedAt: null, revokedAt: null, expiresAt: { gt: now } },
			data: { usedAt: now }
		});
		const activated = await ctx.db.user.updateMany({
			where: { id: user.id, status: 'invited' },
			data: { status: 'active', passwordHash, passwordSetAt: now, rowVersion: { increment: 1 } }
		});
		if (used.count !== 1 || activated.count !== 1) throw new NotFound('invitation_over');
		// Whatever else was sent or printed for this person is worthless from now on.
		await ctx.db.invitation.updateMany({ where: { userId: user.id, usedAt: null, revokedAt: null }, data: { revokedAt: now } });
		const begun = await beginSession(ctx, user.id, input);
		await record(
			{ ...ctx, actor: begun.actor },
			{
				event: 'person.activate',
				subjectType: 'person',
				subjectId: user.id,
				unitId: homeUnitId(begun.actor),
				before: { status: 'invited' },
				after: { status: 'active' }
			}
		);
		await holdNewHead({ ...ctx, actor: begun.actor }, user);
		await enqueue(ctx, 'reading.person', { userId: user.id, all: true });
		return begun;
	});
}

/**
 * Whoever saw a new head's link or slip could activate the account in their place: the signature waits a day from the
 * activation, and the unit's heads and officers are told.
 */
async function holdNewHead(ctx: Ctx, user: Account): Promise<void> {
	const around = await peopleAround(ctx, user.id);
	if (!around.isHead) return;
	await holdSigning(ctx, { userId: user.id, reason: 'head_change', startedById: null });
	await notify(ctx, {
		to: [...around.headIds, ...around.officerIds],
		kind: 'heads_changed',
		subjectType: 'person',
		subjectId: user.id,
		unitId: around.unitIds[0] ?? null,
		params: { who: user.fullName, unit: await unitName(ctx, around.unitIds[0]), what: '' }
	});
}

import { decide } from '#lib/domain/permissions/decide.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, DomainError, Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { accountFields, attemptKey, evenly, findAccount, peopleAround } from './accounts.ts';
import { finishReset, resetFields, type OpenReset } from './finish-reset.ts';
import { hashPrintedCode } from './printed-code.ts';
import { ownActor } from './own-actor.ts';
import { countAddress, succeeded, type Device, type SignedIn } from './sign-in.ts';
import { countAttempt, passwordPerAccount } from './throttle.ts';

export type AssistedKind = 'assisted_code' | 'assisted_witness';

const hoursOpen = 24;
const answerMs = 300;

/**
 * Starts a reset for somebody without mail. It shows the starter nothing and changes nothing yet: the person proves themself on
 * their own device. The present password goes on working until then. Recorded as `person.reset_start`; the person and the heads
 * and officers of the unit are told.
 *
 * Whoever printed the person's slip has seen the recovery code and so cannot start a reset that asks for it; people of the
 * province are helped by an administrator alone.
 * @throws NotFound, Forbidden, Conflict `reset_not_active`, `reset_no_code`, `reset_printed_by_you`
 */
export function startAssistedReset(ctx: Ctx, input: { userId: string; kind: AssistedKind }): Promise<{ id: string; expiresAt: Date }> {
	return transaction(ctx, async (ctx) => {
		const me = ownActor(ctx);
		const user = await ctx.db.user.findUnique({ where: { id: input.userId }, select: { ...accountFields, recoveryCodeOwn: true } });
		if (!user) throw new NotFound();
		const around = await peopleAround(ctx, user.id);
		const unitId = unitWhere(ctx, 'person.start_reset', around.vouchingUnitIds, user.id);
		const readable = [...around.unitIds, null].some((id) => decide(ctx.actor, 'person.list', { unitId: id }).allowed);
		const role = authorize(ctx, 'person.start_reset', { unitId, personId: user.id }, { readable });
		if (around.province && role !== 'administrator') throw new Forbidden();
		if (user.status !== 'active') throw new Conflict('reset_not_active');
		if (input.kind === 'assisted_code') {
			if (!user.recoveryCodeHash) throw new Conflict('reset_no_code');
			const printedByMe = await ctx.db.invitation.count({ where: { userId: user.id, channel: 'slip', createdById: me.userId } });
			if (printedByMe > 0 && !user.recoveryCodeOwn) throw new Conflict('reset_printed_by_you');
		} else if (around.witnessIds.every((id) => id === me.userId || id === user.id)) {
			throw new Conflict('reset_no_witness');
		}
		const now = ctx.clock.now();
		const expiresAt = new Date(now.getTime() + hoursOpen * 3_600_000);
		await ctx.db.passwordReset.updateMany({
			where: { userId: user.id, kind: { in: ['assisted_code', 'assisted_witness'] }, state: { in: ['open', 'confirmed'] } },
			data: { state: 'cancelled' }
		});
		const { id } = await ctx.db.passwordReset.create({
			data: { userId: user.id, kind: input.kind, startedById: me.userId, expiresAt, createdAt: now },
			select: { id: true }
		});
		await record(ctx, {
			event: 'person.reset_start',
			subjectType: 'person',
			subjectId: user.id,
			unitId,
			role,
			after: { reset: id, kind: input.kind, expiresAt: expiresAt.toISOString() }
		});
		await lapse(ctx, 'person', [user.id], ['reset_started']);
		await notify(ctx, {
			to: [user.id, ...around.headIds, ...around.officerIds],
			kind: 'reset_started',
			subjectType: 'person',
			subjectId: user.id,
			unitId,
			params: { who: me.fullName, what: user.fullName }
		});
		return { id, expiresAt };
	});
}

/** The first of the units when the actor may do it in each; else one where `authorize` will refuse. */
export function unitWhere(
	ctx: Ctx,
	action: 'person.start_reset' | 'person.confirm_reset',
	unitIds: readonly string[],
	personId: string
): string | null {
	return unitIds.find((unitId) => !decide(ctx.actor, action, { unitId, personId }).allowed) ?? unitIds[0] ?? null;
}

/**
 * Ends an assisted reset that was not used: by the person, the starter, or a head or officer of the unit. Recorded as
 * `person.reset_cancel`. @throws NotFound
 */
export function cancelAssistedReset(ctx: Ctx, input: { resetId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const me = ownActor(ctx);
		const reset = await ctx.db.passwordReset.findFirst({
			where: { id: input.resetId, kind: { not: 'self_mail' }, state: { in: ['open', 'confirmed'] } },
			select: { id: true, userId: true, startedById: true }
		});
		if (!reset) throw new NotFound();
		const { unitIds } = await peopleAround(ctx, reset.userId);
		// To stop it, one unit's word is enough.
		const mayStop = (unitId: string) => decide(ctx.actor, 'person.confirm_reset', { unitId, personId: reset.userId }).allowed;
		const unitId = unitIds.find(mayStop) ?? unitIds[0] ?? null;
		const own = me.userId === reset.userId || me.userId === reset.startedById;
		if (!own && !unitIds.some(mayStop)) throw new NotFound();
		await ctx.db.passwordReset.updateMany({ where: { id: reset.id }, data: { state: 'cancelled' } });
		await record(ctx, { event: 'person.reset_cancel', subjectType: 'person', subjectId: reset.userId, unitId, after: { reset: reset.id } });
		await lapse(ctx, 'person', [reset.userId], ['reset_started']);
	});
}

export type OwnReset = { id: string; startedBy: string; createdAt: Date; expiresAt: Date };

/** Resets that somebody started for the acting person and that are still open: they may not have asked for it. */
export async function ownResets(ctx: Ctx): Promise<OwnReset[]> {
	const rows = await ctx.db.passwordReset.findMany({
		where: {
			userId: ownActor(ctx).userId,
			kind: { not: 'self_mail' },
			state: { in: ['open', 'confirmed'] },
			expiresAt: { gt: ctx.clock.now() }
		},
		orderBy: { createdAt: 'desc' },
		select: { id: true, createdAt: true, expiresAt: true, startedBy: { select: { fullName: true } } }
	});
	return rows.map(({ startedBy, ...row }) => ({ ...row, startedBy: startedBy?.fullName ?? '' }));
}

/**
 * The person sets a new password with the recovery code, after somebody else started the reset. One refusal for an unknown name,
 * a wrong code and a reset that nobody started.
 * @throws DomainError `reset_code_refused` (401), Invalid (password), TooMany
 */
export function finishWithCode(ctx: Ctx, input: Device & { name: string; recoveryCode: string; password: string }): Promise<SignedIn> {
	return evenly(answerMs, async () => {
		await countAddress(ctx);
		const account = await findAccount(ctx, input.name);
		const key = attemptKey(account, input.name);
		await countAttempt(ctx.client, key, passwordPerAccount, ctx.clock.now());
		const reset = await openCodeReset(ctx, account?.id);
		const fits = reset !== null && reset.user.recoveryCodeHash === hashPrintedCode(input.recoveryCode);
		if (!reset || !fits) throw new DomainError('reset_code_refused', 401);
		// Proven: a password that is too weak is no guess.
		await succeeded(ctx, key);
		return finishReset(ctx, reset, input);
	});
}

function openCodeReset(ctx: Ctx, userId: string | undefined): Promise<OpenReset | null> {
	return ctx.db.passwordReset.findFirst({
		where: {
			userId: userId ?? crypto.randomUUID(),
			kind: 'assisted_code',
			state: 'open',
			expiresAt: { gt: ctx.clock.now() },
			user: { status: 'active' }
		},
		select: resetFields
	});
}

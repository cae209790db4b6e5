import { passwordProblem, type PasswordOwner } from '#lib/domain/identity/password-rules.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { DomainError, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { homeUnitId } from './accounts.ts';
import { hashPassword } from './password.ts';
import { hashPrintedCode, newPrintedCode } from './printed-code.ts';
import { endSessionsOf } from './sessions.ts';
import { ownActor } from './own-actor.ts';
import { provePassword } from './sign-in.ts';

/** The hash of a new password that obeys the rules. @throws Invalid with the reason at `password` */
export async function acceptableHash(password: string, owner: PasswordOwner): Promise<string> {
	const problem = passwordProblem(password, owner);
	if (problem) throw new Invalid({ password: problem });
	return hashPassword(password);
}

/**
 * Changes the person's own password; their other sessions end. Recorded as `person.change_password`.
 * @param input.sessionId the hash of the session that stays
 * @throws DomainError `password_wrong` at `current`, Invalid (`password`), TooMany
 */
export async function changePassword(
	ctx: Ctx,
	input: { current: string; password: string; sessionId: string | undefined }
): Promise<{ endedSessions: number }> {
	const actor = ownActor(ctx);
	await provePassword(ctx, actor.userId, input.current, 'current');
	const owner = await ctx.client.user.findUniqueOrThrow({
		where: { id: actor.userId },
		select: { fullName: true, email: true, staffName: true }
	});
	if (input.current.normalize('NFC') === input.password.normalize('NFC')) throw new Invalid({ password: 'password_same' });
	const passwordHash = await acceptableHash(input.password, owner);
	return transaction(ctx, async (ctx) => {
		const { count } = await ctx.db.user.updateMany({
			where: { id: actor.userId, status: 'active' },
			data: { passwordHash, passwordSetAt: ctx.clock.now() }
		});
		if (count !== 1) throw new DomainError('sign_in_refused', 401);
		const endedSessions = await endSessionsOf(ctx, actor.userId, input.sessionId);
		await record(ctx, {
			event: 'person.change_password',
			subjectType: 'person',
			subjectId: actor.userId,
			unitId: homeUnitId(actor),
			after: { endedSessions }
		});
		return { endedSessions };
	});
}

/**
 * Makes a new recovery code, which replaces the printed one: nobody but the person has seen it. Shown once. Recorded as
 * `person.renew_recovery_code`.
 * @throws DomainError `password_wrong`, TooMany
 */
export async function renewRecoveryCode(ctx: Ctx, input: { password: string }): Promise<{ recoveryCode: string }> {
	const actor = ownActor(ctx);
	await provePassword(ctx, actor.userId, input.password);
	const recoveryCode = newPrintedCode('recovery');
	return transaction(ctx, async (ctx) => {
		await ctx.db.user.update({
			where: { id: actor.userId },
			data: { recoveryCodeHash: hashPrintedCode(recoveryCode), recoveryCodeOwn: true }
		});
		await record(ctx, {
			event: 'person.renew_recovery_code',
			subjectType: 'person',
			subjectId: actor.userId,
			unitId: homeUnitId(actor)
		});
		return { recoveryCode };
	});
}

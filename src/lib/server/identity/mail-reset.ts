import { queueMail } from '#lib/server/notifications/mail.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { evenly, findAccount, peopleAround, type Account } from './accounts.ts';
import { endResetsOf, finishReset, resetFields, type OpenReset } from './finish-reset.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { Device, SignedIn } from './sign-in.ts';
import { countAttempt, type ThrottleRule } from './throttle.ts';

const minutes = 60;
const answerMs = 300;
const perAddress: ThrottleRule = { limit: 20, windowSeconds: 900, blockSeconds: 900 };
const perAccount: ThrottleRule = { limit: 3, windowSeconds: 3600, blockSeconds: 3600 };

/**
 * Sends a link to set a new password, if the name belongs to an active person with a mail address. The answer is always the same,
 * also in time. An earlier link of the person stops working. Recorded as `person.reset_start` when a mail goes out.
 * @throws TooMany per address; per name alike for names that exist and those that do not
 */
export function requestMailReset(ctx: Ctx, input: { name: string }): Promise<void> {
	return evenly(answerMs, async () => {
		const now = ctx.clock.now();
		if (ctx.address) await countAttempt(ctx.client, `reset:address:${ctx.address}`, perAddress, now);
		const account = await findAccount(ctx, input.name);
		const who = account?.id ?? hashSecret(input.name.normalize('NFC').trim().toLowerCase());
		await countAttempt(ctx.client, `reset:account:${who}`, perAccount, now);
		if (account?.status === 'active' && account.email) await sendLink(ctx, account, account.email);
	});
}

function sendLink(ctx: Ctx, account: Account, address: string): Promise<void> {
	const secret = newSecret();
	const validUntil = new Date(ctx.clock.now().getTime() + minutes * 60_000);
	return transaction({ ...ctx, actor: systemActor }, async (ctx) => {
		await endResetsOf(ctx, account.id, ['self_mail']);
		await ctx.db.passwordReset.create({
			data: {
				userId: account.id,
				kind: 'self_mail',
				secretHash: hashSecret(secret),
				expiresAt: validUntil,
				createdAt: ctx.clock.now()
			}
		});
		const { unitIds } = await peopleAround(ctx, account.id);
		await record(ctx, {
			event: 'person.reset_start',
			subjectType: 'person',
			subjectId: account.id,
			unitId: unitIds[0] ?? null,
			after: { kind: 'self_mail' }
		});
		await queueMail(ctx, {
			userId: account.id,
			address,
			locale: account.locale,
			kind: 'reset',
			params: { fullName: account.fullName, path: `/reset/${secret}`, validUntil }
		});
	});
}

/** Whose link it is, while it works. @throws NotFound */
export async function mailResetOf(ctx: Ctx, secret: string): Promise<{ fullName: string; email: string | null; staffName: string | null }> {
	const { user } = await openMailReset(ctx, secret);
	return { fullName: user.fullName, email: user.email, staffName: user.staffName };
}

/** Sets a new password by the mail link: see `finishReset`. @throws NotFound, Invalid (password) */
export async function finishMailReset(ctx: Ctx, input: Device & { secret: string; password: string }): Promise<SignedIn> {
	return finishReset(ctx, await openMailReset(ctx, input.secret), input);
}

async function openMailReset(ctx: Ctx, secret: string): Promise<OpenReset> {
	const found = await ctx.db.passwordReset.findFirst({
		where: {
			secretHash: hashSecret(secret),
			kind: 'self_mail',
			state: 'open',
			expiresAt: { gt: ctx.clock.now() },
			user: { status: 'active' }
		},
		select: resetFields
	});
	if (!found) throw new NotFound('reset_over');
	return found;
}

import { randomInt } from 'node:crypto';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { evenly, findAccount } from './accounts.ts';
import { finishReset, resetFields } from './finish-reset.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { countAddress, type Device, type SignedIn } from './sign-in.ts';

/**
 * The person's side of a reset with a witness. Their browser holds a secret and shows a number; the witness types the number in
 * their own session, and then this browser alone may set the password.
 */
export type Claim = {
	/** For the cookie of this browser alone. */
	secret: string;
	/** Four digits to show. */
	number: string;
};

const answerMs = 300;
/** How long a browser shows its number. */
export const claimMinutes = 30;

/**
 * Ties this browser to the open reset of a person. Somebody whom nobody helps, or who does not exist, gets a number all the same:
 * it just never matches. A later claim replaces an earlier one, whose number then is wrong.
 * @throws TooMany per address
 */
export function claimReset(ctx: Ctx, input: { name: string }): Promise<Claim> {
	return evenly(answerMs, async () => {
		await countAddress(ctx);
		const account = await findAccount(ctx, input.name);
		const claim: Claim = { secret: newSecret(), number: String(randomInt(10_000)).padStart(4, '0') };
		await ctx.db.passwordReset.updateMany({
			where: {
				userId: account?.id ?? crypto.randomUUID(),
				kind: 'assisted_witness',
				state: 'open',
				expiresAt: { gt: ctx.clock.now() },
				user: { status: 'active' }
			},
			data: { secretHash: hashSecret(claim.secret), matchNumber: claim.number }
		});
		return claim;
	});
}

/** Whether the witness has confirmed this browser's number. A claim that came to nothing looks as if it waited. */
export async function isClaimConfirmed(ctx: Ctx, secret: string): Promise<boolean> {
	return (await confirmedClaim(ctx, secret)) !== null;
}

/** Sets a new password in the browser whose number was confirmed: see `finishReset`. @throws NotFound, Invalid (password) */
export async function finishWithWitness(ctx: Ctx, input: Device & { secret: string; password: string }): Promise<SignedIn> {
	const reset = await confirmedClaim(ctx, input.secret);
	if (!reset) throw new NotFound('reset_over');
	return finishReset(ctx, reset, input);
}

function confirmedClaim(ctx: Ctx, secret: string) {
	return ctx.db.passwordReset.findFirst({
		where: {
			secretHash: hashSecret(secret),
			kind: 'assisted_witness',
			state: 'confirmed',
			expiresAt: { gt: ctx.clock.now() },
			user: { status: 'active' }
		},
		select: resetFields
	});
}

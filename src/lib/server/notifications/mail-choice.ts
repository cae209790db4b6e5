import { ownActor } from '#lib/server/identity/own-actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** What somebody wants by mail. */
export type MailChoice = {
	/** The daily digest. Without it Home shows all that it would have brought. */
	readonly digest: boolean;
	/** What changes something in substance, at once; else it waits for the digest. */
	readonly atOnce: boolean;
};

/** Who chose nothing. */
export const everything: MailChoice = { digest: true, atOnce: true };

export type MailChoicePage = MailChoice & {
	/** Null: an account without mail, to which nothing is sent. */
	readonly email: string | null;
	/** Heads and coordinators get the signed heads of the trail every day, whatever they choose (design.md §5.3). */
	readonly keepsCheckpoints: boolean;
};

/** One's own choice. @throws Unauthenticated; Forbidden for a token */
export async function mailChoice(ctx: Ctx): Promise<MailChoicePage> {
	const actor = ownActor(ctx);
	const user = await ctx.db.user.findUniqueOrThrow({
		where: { id: actor.userId },
		select: { email: true, mailChoice: { select: { digest: true, atOnce: true } } }
	});
	const keepsCheckpoints =
		actor.province.includes('coordinator') || actor.memberships.some((membership) => membership.roles.includes('head'));
	return { ...(user.mailChoice ?? everything), email: user.email, keepsCheckpoints };
}

/** Sets one's own choice, for what is sent from now on. Not an act of the QMS: nothing is recorded. @throws as `mailChoice` */
export async function chooseMail(ctx: Ctx, { digest, atOnce }: MailChoice): Promise<void> {
	const { userId } = ownActor(ctx);
	const data = { digest, atOnce, updatedAt: ctx.clock.now() };
	await ctx.db.mailChoice.upsert({ where: { userId }, create: { userId, ...data }, update: data });
}

import type { UserActor } from '#lib/domain/permissions/actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, Unauthenticated } from '#lib/server/platform/errors.ts';

/** The person at the keyboard, signed in with a session: account settings are not for tokens. @throws Unauthenticated, Forbidden */
export function ownActor(ctx: Ctx): UserActor {
	if (ctx.actor.kind !== 'user') throw new Unauthenticated();
	if (ctx.actor.token !== null || ctx.actor.operator !== null) throw new Forbidden();
	return ctx.actor;
}

import { decide, type Subject } from '#lib/domain/permissions/decide.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import { Forbidden, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { noteInPlace } from './in-place.ts';

/**
 * Lets the act pass or throws. Gives the role by which it was allowed, for the trail.
 * @param options.readable whether the actor may know the thing exists; false turns the refusal into a 404.
 * @throws Unauthenticated, NotFound, Forbidden (`forbidden` or `separation_of_duties`)
 */
export function authorize(ctx: Ctx, action: Action, subject: Subject = {}, options: { readable?: boolean } = {}): string {
	const decision = decide(ctx.actor, action, subject);
	noteInPlace(ctx.actor, subject.unitId, decision);
	if (decision.allowed) return decision.role;
	if (ctx.actor.kind === 'public') throw new Unauthenticated();
	if (options.readable === false) throw new NotFound();
	throw new Forbidden(decision.reason);
}

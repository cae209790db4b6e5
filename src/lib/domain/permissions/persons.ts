import { receivedBy, type UserActor } from './actor.ts';

/** A person and those in whose place they are taken to act: whom an exclusion asks, as `decide` does. */
export function personsOf(actor: UserActor): string[] {
	return [...new Set([actor.userId, ...receivedBy(actor).map(({ ofUserId }) => ofUserId)])];
}

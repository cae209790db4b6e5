import { membershipIn, receivedBy, roles, type Actor, type ReceivedBy } from '#lib/domain/permissions/actor.ts';

type Use = { readonly unitId: string | null; readonly role: string; readonly delegation: ReceivedBy };

/** An actor is loaded anew for each request, so what is noted here ends with it. */
const uses = new WeakMap<Actor, Use[]>();

/** Notes that an act was let pass only because somebody absent has delegated their role: the trail names both. */
export function noteInPlace(
	actor: Actor,
	unitId: string | null | undefined,
	decision: { readonly allowed: true; readonly role: string; readonly delegation: ReceivedBy | null } | { readonly allowed: false }
): void {
	if (!decision.allowed || !decision.delegation) return;
	const { role, delegation } = decision;
	uses.set(actor, [...(uses.get(actor) ?? []), { unitId: unitId ?? null, role, delegation }]);
}

/**
 * By which delegation an act that is being recorded was done; null: by a right of the person's own. Known from what was asked before it, and
 * for a role that they have in this unit by a delegation alone, from the role itself.
 * @param role by which the act was allowed; undefined: nobody said
 */
export function inPlaceOf(actor: Actor, unitId: string | null, role: string | undefined): ReceivedBy | null {
	const received = receivedBy(actor);
	if (actor.kind !== 'user' || received.length === 0) return null;
	const used = (uses.get(actor) ?? []).find(
		(use) => (use.unitId === unitId || unitId === null || use.unitId === null) && (role === undefined || use.role === role)
	);
	if (used) return used.delegation;
	const asked = roles.find((one) => one === role);
	if (!asked || unitId === null) return null;
	return membershipIn(actor, unitId, [asked])?.delegation ?? null;
}

/** Those who are absent and in whose place this person has acted in the request so far: separation of duties counts them too. */
export function absentOnes(actor: Actor): string[] {
	return [...new Set((uses.get(actor) ?? []).map(({ delegation }) => delegation.ofUserId))];
}

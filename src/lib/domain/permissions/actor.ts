/**
 * Who acts. Loaded once per request from dated memberships, so that a right that ended is gone at the next request.
 * Terms: a *membership* is person × unit × division × roles × position × dates; an *appointment* is province-wide.
 */
export const roles = ['reader', 'drafter', 'officer', 'reviewer', 'head', 'internal_auditor'] as const;
export type Role = (typeof roles)[number];

export const provinceRoles = ['coordinator', 'inspector', 'administrator'] as const;
export type ProvinceRole = (typeof provinceRoles)[number];

export const signingCapacities = ['chief', 'on_behalf', 'deputy_for', 'by_order', 'by_authority', 'acting'] as const;
export type SigningCapacity = (typeof signingCapacities)[number];

/** By whose absence a person has rights beside their own. */
export type ReceivedBy = { readonly id: string; readonly ofUserId: string; readonly ofName: string };

export type ActorMembership = {
	readonly id: string;
	readonly unitId: string;
	readonly divisionId: string | null;
	readonly roles: readonly Role[];
	readonly position: string;
	readonly capacity: SigningCapacity | null;
	/** Not one of their own: the roles of somebody absent, for the days of the delegation. `id` is the delegation's. */
	readonly delegation?: ReceivedBy | null;
};

/** A unit that is no more, and a unit of the person's into which it passed, by one event or several. */
export type Predecessor = { readonly unitId: string; readonly heirId: string };

export type UserActor = {
	readonly kind: 'user';
	readonly userId: string;
	readonly fullName: string;
	/** Memberships in force today, the one that began first first; after the own ones what others have delegated to this person. */
	readonly memberships: readonly ActorMembership[];
	/** Province-wide appointments in force today. */
	readonly province: readonly ProvinceRole[];
	readonly provincePosition: string;
	/** Units below a unit in which this person is officer or head, today's tree. */
	readonly childUnitIds: readonly string[];
	/** Closed units that left something to read, of which a unit of theirs is a successor. */
	readonly predecessors: readonly Predecessor[];
	/** Units that an inspector may read today: opened to them, or inspected by their team, from the notice to the close. */
	readonly inspectedUnitIds: readonly string[];
	/** Documents in the scope of audits whose team they are on, until those are closed. */
	readonly auditedDocumentIds: readonly string[];
	/** Set when the act came by an API token or the command line: recorded with it; a token alone never signs. */
	readonly token: { readonly id: string; readonly name: string } | null;
	readonly operator: string | null;
};

/** Jobs and start-up: may only *follow* dates and finish what a person began. */
export type SystemActor = { readonly kind: 'system'; readonly name: string };

/** Nobody signed in. */
export type PublicActor = { readonly kind: 'public' };

export type Actor = UserActor | SystemActor | PublicActor;

export const publicActor: PublicActor = { kind: 'public' };
export const systemActor: SystemActor = { kind: 'system', name: 'system' };

export function userIdOf(actor: Actor): string | null {
	return actor.kind === 'user' ? actor.userId : null;
}

export function hasProvinceRole(actor: Actor, role: ProvinceRole): boolean {
	return actor.kind === 'user' && actor.province.includes(role);
}

/**
 * The membership by which a person acts in a unit. Who holds the roles twice there (its chief, and acting for another head as well)
 * acts in the own right first: by the one as chief, else by the one they have had longest.
 */
export function membershipIn(actor: Actor, unitId: string, anyOf: readonly Role[] = roles): ActorMembership | null {
	if (actor.kind !== 'user') return null;
	const held = actor.memberships.filter((m) => m.unitId === unitId && m.roles.some((role) => anyOf.includes(role)));
	return held.find((m) => m.capacity === 'chief') ?? held.find((m) => !m.delegation) ?? held[0] ?? null;
}

/** What others have delegated to this person, today. */
export function receivedBy(actor: Actor): ReceivedBy[] {
	return actor.kind === 'user' ? actor.memberships.flatMap(({ delegation }) => delegation ?? []) : [];
}

/** The same person with their own rights alone, or with what they received by one delegation beside them. */
export function actingAs(actor: UserActor, delegation: ReceivedBy | null): UserActor {
	return { ...actor, memberships: actor.memberships.filter((m) => !m.delegation || m.delegation.id === delegation?.id) };
}

export function unitIdsWith(actor: Actor, anyOf: readonly Role[] = roles): string[] {
	if (actor.kind !== 'user') return [];
	return [...new Set(actor.memberships.filter((m) => m.roles.some((role) => anyOf.includes(role))).map((m) => m.unitId))];
}

/** Closed units of whose successors this person is one of those. */
export function predecessorIdsWith(actor: Actor, anyOf: readonly Role[] = roles): string[] {
	if (actor.kind !== 'user' || actor.predecessors.length === 0) return [];
	const held = unitIdsWith(actor, anyOf);
	return [...new Set(actor.predecessors.filter(({ heirId }) => held.includes(heirId)).map(({ unitId }) => unitId))];
}

/** The unit itself and what passed into it: to whom a paper of a unit that is no more was given, it is given in the successor. */
export function withPredecessors(actor: UserActor, unitId: string): string[] {
	return [unitId, ...actor.predecessors.filter(({ heirId }) => heirId === unitId).map((one) => one.unitId)];
}

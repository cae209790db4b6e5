/**
 * A *delegation*: roles that somebody who is away hands to another person of the unit for some days. The *absent* one keeps them; the *delegate*
 * acts in their place, and both names are recorded. In force: accepted, on its days, while both are people of the unit.
 */
import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Role } from '#lib/domain/permissions/actor.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';

export const delegationStates = ['offered', 'accepted', 'declined', 'ended'] as const;
export type DelegationState = (typeof delegationStates)[number];
export type DelegationEvent = 'accept' | 'decline' | 'end';

export const delegationLifecycle = [
	{ id: 'G2', from: ['offered'], event: 'accept', to: 'accepted', permission: 'delegation.answer' },
	{ id: 'G3', from: ['offered'], event: 'decline', to: 'declined', permission: 'delegation.answer' },
	{ id: 'G4', from: ['offered', 'accepted'], event: 'end', to: 'ended', permission: 'delegation.end' },
	// Its last day is over, or one of the two is no longer of the unit.
	{ id: 'G5', from: ['offered', 'accepted'], event: 'end', to: 'ended', permission: 'follows' }
] as const satisfies readonly Row<DelegationState, DelegationEvent, Action | Follows>[];

/**
 * What can be delegated. A qualification as internal auditor is a person's own; readers and drafters do nothing that must go on
 * without them.
 */
export const delegableRoles = ['officer', 'reviewer', 'head'] as const satisfies readonly Role[];
export type DelegableRole = (typeof delegableRoles)[number];

/** A delegation has an end (NĐ 30/2020 art. 13 § 3: limited in time); who is away for longer is replaced. */
export const longestDelegationDays = 90;

/** How a delegation stands on a day: the state, where its days have not the last word. */
export const delegationStandings = ['offered', 'declined', 'upcoming', 'in_force', 'over'] as const;
export type DelegationStanding = (typeof delegationStandings)[number];

export function standingOn(one: { state: DelegationState; from: Day; to: Day; holds: boolean }, day: Day): DelegationStanding {
	if (one.state === 'declined') return 'declined';
	if (one.state === 'ended' || one.to <= day) return 'over';
	if (one.state === 'offered') return 'offered';
	if (one.from > day) return 'upcoming';
	return one.holds ? 'in_force' : 'over';
}

/** What is wrong with the days: field → message code. @param day today */
export function dayFaults({ from, lastDay }: { from: Day; lastDay: Day }, day: Day): Record<string, string> {
	if (from < day) return { from: 'day_in_past' };
	if (lastDay < from) return { lastDay: 'last_before_first' };
	return lastDay >= addDays(from, longestDelegationDays) ? { lastDay: `days_at_most:${longestDelegationDays}` } : {};
}

/** The position of who acts for somebody absent, as it stands beside their name: `Chánh Văn phòng, TUQ. Trần Văn Đức`. */
export function positionInPlace(position: string, ofName: string): string {
	return [position, `TUQ. ${ofName}`].filter(Boolean).join(', ');
}

import type { Role } from '../permissions/actor.ts';

/**
 * The units that vouch for a person when somebody else helps them back into their account: where they do more than read, else all of
 * theirs. Who helps must be entitled in each, or a unit could take a head of another one in as a reader and then take the account.
 */
export function vouchingUnits(memberships: readonly { readonly unitId: string; readonly roles: readonly Role[] }[]): string[] {
	const acting = memberships.filter((membership) => membership.roles.some((role) => role !== 'reader'));
	return [...new Set((acting.length > 0 ? acting : memberships).map((membership) => membership.unitId))];
}

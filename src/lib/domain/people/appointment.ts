/**
 * Appointing people. Terms: a *membership* ties a person to a unit with roles, position and dates; *lead* roles are officer and
 * head, all others are *staff* roles; a *change of heads* is any act after which other people, or the same in another capacity,
 * may sign for a unit.
 */
import { roles, type Role, type SigningCapacity } from '#lib/domain/permissions/actor.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

export const leadRoles = ['officer', 'head'] as const satisfies readonly Role[];

export function isLead(role: Role): boolean {
	return leadRoles.some((lead) => lead === role);
}

/** What an appointment says, without person and dates. */
export type Appointment = {
	readonly roles: readonly Role[];
	readonly position: string;
	readonly capacity: SigningCapacity | null;
	readonly divisionId: string | null;
};

/**
 * The right that giving, changing or ending asks for. Whoever touches the appointment of an officer or head needs the right to
 * appoint them, also where only the position changes: it stands in signatures.
 */
export function appointAction(
	before: Appointment | null,
	after: Appointment | null
): Extract<Action, 'person.appoint_staff' | 'person.appoint_lead'> {
	const touched = [...(before?.roles ?? []), ...(after?.roles ?? [])];
	return touched.some(isLead) ? 'person.appoint_lead' : 'person.appoint_staff';
}

export type HeadChange = 'given' | 'ended' | 'capacity';

/** Whether an act changes the heads of its unit, and how. */
export function headChange(before: Appointment | null, after: Appointment | null): HeadChange | null {
	const was = before?.roles.includes('head') ?? false;
	const is = after?.roles.includes('head') ?? false;
	if (!was && is) return 'given';
	if (was && !is) return 'ended';
	if (was && is && (before?.capacity !== after?.capacity || before?.position !== after?.position)) return 'capacity';
	return null;
}

/** Each role once, in the order of the list; nothing else. */
export function tidyRoles(given: readonly Role[]): Role[] {
	return roles.filter((role) => given.includes(role));
}

/** What is wrong with an appointment: field → message code. Empty when nothing is. */
export function appointmentFaults(appointment: Appointment): Record<string, string> {
	const faults: Record<string, string> = {};
	const isHead = appointment.roles.includes('head');
	if (appointment.roles.length === 0) faults.roles = 'role_required';
	if (isHead && appointment.capacity === null) faults.capacity = 'capacity_required';
	if (!isHead && appointment.capacity !== null) faults.capacity = 'capacity_only_heads';
	if (isHead && appointment.position === '') faults.position = 'position_required';
	return faults;
}

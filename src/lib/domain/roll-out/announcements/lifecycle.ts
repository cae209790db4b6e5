import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import type { Day } from '#lib/domain/shared/day.ts';

/**
 * An announcement (công bố) and the confirmation before it. What follows from dates alone is computed: a signed announcement is upcoming, in
 * force or over by its range, and the end of a unit (states.md §11) only sets the last day.
 */
export const announcementStates = ['draft', 'signed', 'cancelled', 'withdrawn'] as const;
export type AnnouncementState = (typeof announcementStates)[number];
export type AnnouncementEvent = 'sign' | 'cancel' | 'withdraw';

export const announcementLifecycle = [
	{ id: 'N1', from: ['draft'], event: 'sign', to: 'signed', permission: 'announcement.sign' },
	{ id: 'N2', from: ['draft'], event: 'cancel', to: 'cancelled', permission: 'announcement.manage', reason: 'required' },
	{ id: 'N3', from: ['signed'], event: 'withdraw', to: 'withdrawn', permission: 'announcement.sign', reason: 'required' },
	// The end of a unit takes its drafts along.
	{ id: 'N4', from: ['draft'], event: 'cancel', to: 'cancelled', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<AnnouncementState, AnnouncementEvent, Action | Follows>[];

export const confirmationStates = ['draft', 'signed', 'cancelled'] as const;
export type ConfirmationState = (typeof confirmationStates)[number];
export type ConfirmationEvent = 'sign' | 'cancel';

export const confirmationLifecycle = [
	{ id: 'X1', from: ['draft'], event: 'sign', to: 'signed', permission: 'announcement.sign' },
	{ id: 'X2', from: ['draft'], event: 'cancel', to: 'cancelled', permission: 'announcement.manage', reason: 'required' },
	{ id: 'X3', from: ['draft'], event: 'cancel', to: 'cancelled', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<ConfirmationState, ConfirmationEvent, Action | Follows>[];

/** What people see. */
export const announcementPhases = ['draft', 'upcoming', 'in_force', 'superseded', 'unit_ended', 'withdrawn', 'cancelled'] as const;
export type AnnouncementPhase = (typeof announcementPhases)[number];

export type AnnouncementTimes = {
	readonly state: AnnouncementState;
	readonly effectiveOn: Day | null;
	/** The first day without it. */
	readonly effectiveTo: Day | null;
	readonly endedFor: 'superseded' | 'withdrawn' | 'unit_ended' | null;
};

/** A withdrawal or an end of a later day leaves it in force until then. */
export function announcementPhase({ state, effectiveOn, effectiveTo, endedFor }: AnnouncementTimes, day: Day): AnnouncementPhase {
	if (state === 'draft' || state === 'cancelled') return state;
	const runs = effectiveTo === null || effectiveTo > day;
	if (effectiveOn !== null && effectiveOn <= day && runs) return 'in_force';
	if (effectiveOn !== null && effectiveOn > day && (effectiveTo === null || effectiveTo > effectiveOn)) return 'upcoming';
	return endedFor ?? 'withdrawn';
}

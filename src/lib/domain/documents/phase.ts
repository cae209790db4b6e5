import type { Day } from '#lib/domain/shared/day.ts';
import type { Phase } from '#lib/domain/permissions/policy.ts';
import type { VersionState } from './lifecycle.ts';

/** A version's stored state and range. `effectiveTo` is exclusive. */
export type VersionTimes = { state: VersionState; effectiveFrom: Day | null; effectiveTo: Day | null };

/** Where a version stands for a reader on a day (design.md §7): computed, never stored, so that no job has to flip a flag at midnight. */
export function phaseOn(version: VersionTimes, day: Day): Phase {
	if (version.state === 'cancelled') return 'cancelled';
	if (version.effectiveFrom === null) return 'open';
	if (version.effectiveFrom > day) return 'upcoming';
	return version.effectiveTo !== null && version.effectiveTo <= day ? 'past' : 'in_force';
}

/** The nine names that people see for a version (design.md §7). */
export type ShownState =
	'draft' | 'in_review' | 'in_approval' | 'approved' | 'upcoming' | 'in_force' | 'superseded' | 'withdrawn' | 'cancelled';

export function shownState(version: VersionTimes, day: Day): ShownState {
	const phase = phaseOn(version, day);
	if (phase === 'upcoming' || phase === 'in_force') return phase;
	if (phase === 'past') return version.state === 'withdrawn' ? 'withdrawn' : 'superseded';
	if (version.state === 'issued' || version.state === 'withdrawn') return 'superseded';
	return version.state;
}

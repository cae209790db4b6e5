import type { Day } from '#lib/domain/shared/day.ts';

/** Computed from the event's day and whether it was called off; nothing is stored. */
export const unitEventStates = ['coming', 'applied', 'called_off'] as const;
export type UnitEventState = (typeof unitEventStates)[number];

export function unitEventState(effectiveOn: Day, today: Day, isCalledOff: boolean): UnitEventState {
	if (isCalledOff) return 'called_off';
	return effectiveOn > today ? 'coming' : 'applied';
}

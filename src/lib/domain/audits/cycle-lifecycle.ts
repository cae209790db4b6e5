import type { Row } from '#lib/domain/documents/lifecycle.ts';

/** An audit cycle of the Department (states.md §8): drafted, opened with one inspection per unit, closed when all of them have ended. */
export const cycleStates = ['draft', 'open', 'closed'] as const;
export type CycleState = (typeof cycleStates)[number];

export const cycleEvents = ['open', 'close'] as const;
export type CycleEvent = (typeof cycleEvents)[number];

export const cycleLifecycle = [
	{ id: 'CY1', from: ['draft'], event: 'open', to: 'open', permission: 'cycle.manage' },
	{ id: 'CY2', from: ['open'], event: 'close', to: 'closed', permission: 'cycle.manage' }
] as const satisfies readonly Row<CycleState, CycleEvent>[];

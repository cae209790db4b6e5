import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/**
 * The objectives of a year (ISO 9001 §6.2). Handing them in and giving them back move no state; a signed change of approved ones is a revision of
 * the same state. The end of a unit closes what is open.
 */
export const objectiveSetStates = ['draft', 'approved', 'closed'] as const;
export type ObjectiveSetState = (typeof objectiveSetStates)[number];
export type ObjectiveSetEvent = 'approve' | 'close' | 'discard';

export const objectiveSetLifecycle = [
	{ id: 'O1', from: ['draft'], event: 'approve', to: 'approved', permission: 'objective.sign' },
	{ id: 'O2', from: ['approved'], event: 'close', to: 'closed', permission: 'objective.manage' },
	{ id: 'O3', from: ['draft', 'approved'], event: 'discard', to: 'closed', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<ObjectiveSetState, ObjectiveSetEvent, Action | Follows>[];

import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/**
 * The programme of a year (states.md §7). Handing it in and giving it back move no state; a signed change of an approved one is a revision
 * of the same state. The end of a unit discards its drafts and closes what was approved (states.md §11).
 */
export const programmeStates = ['draft', 'approved', 'closed'] as const;
export type ProgrammeState = (typeof programmeStates)[number];
export type ProgrammeEvent = 'approve' | 'close' | 'discard';

export const programmeLifecycle = [
	{ id: 'A0', from: ['draft'], event: 'approve', to: 'approved', permission: 'programme.sign' },
	{ id: 'A0c', from: ['approved'], event: 'close', to: 'closed', permission: 'programme.manage' },
	{ id: 'A0d', from: ['draft'], event: 'discard', to: 'closed', permission: 'follows', reason: 'required' },
	{ id: 'A0e', from: ['approved'], event: 'close', to: 'closed', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<ProgrammeState, ProgrammeEvent, Action | Follows>[];

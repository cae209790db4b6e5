import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/**
 * A finding of an internal audit or inspection, or a recommendation (states.md §9). It follows what it belongs to: the report or the signed
 * minutes fix it, an action or an accepted correction answers it, the last action that closes well closes it. Nobody deletes one; two people
 * together say that it was raised in error.
 */
export const findingStates = ['draft', 'fixed', 'answered', 'closed', 'void'] as const;
export type FindingState = (typeof findingStates)[number];

export const findingGrades = ['major', 'minor', 'observation', 'recommendation'] as const;
export type FindingGrade = (typeof findingGrades)[number];

export const findingEvents = ['fix', 'reopen', 'answer', 'close', 'ask_void', 'void'] as const;
export type FindingEvent = (typeof findingEvents)[number];

export const findingLifecycle = [
	{ id: 'F1', from: ['draft'], event: 'fix', to: 'fixed', permission: 'follows' },
	// A report that was returned (A8).
	{ id: 'F1r', from: ['fixed'], event: 'reopen', to: 'draft', permission: 'follows' },
	{ id: 'F2', from: ['fixed'], event: 'answer', to: 'answered', permission: 'follows' },
	{ id: 'F3', from: ['answered'], event: 'close', to: 'closed', permission: 'follows' },
	// The first of the two who must agree; the second makes it void. Which two is asked by the command.
	{ id: 'F4d', from: ['draft'], event: 'ask_void', to: 'draft', permission: 'finding.void', reason: 'required' },
	{ id: 'F4f', from: ['fixed'], event: 'ask_void', to: 'fixed', permission: 'finding.void', reason: 'required' },
	{ id: 'F4a', from: ['answered'], event: 'ask_void', to: 'answered', permission: 'finding.void', reason: 'required' },
	{ id: 'F4', from: ['draft', 'fixed', 'answered'], event: 'void', to: 'void', permission: 'finding.void', reason: 'required' }
] as const satisfies readonly Row<FindingState, FindingEvent, Action | Follows>[];

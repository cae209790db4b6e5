import { z } from 'zod';
import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import { optionalText, requiredId } from '#lib/domain/shared/form-fields.ts';

/** What a unit that ends offers to its successor (states.md §11): each is taken or declined by an act of the successor. */
export const handedOverKinds = ['draft', 'membership', 'external_document'] as const;
export type HandedOverKind = (typeof handedOverKinds)[number];

export const handedOverStates = ['open', 'taken', 'declined', 'gone'] as const;
export type HandedOverState = (typeof handedOverStates)[number];
export type HandedOverEvent = 'take' | 'decline' | 'end';

export const handedOverLifecycle = [
	{ id: 'E1', from: ['open'], event: 'take', to: 'taken', permission: 'handed_over.take' },
	// Persons are confirmed by who may appoint them there.
	{ id: 'E1p', from: ['open'], event: 'take', to: 'taken', permission: 'handed_over.appoint' },
	{ id: 'E2', from: ['open'], event: 'decline', to: 'declined', permission: 'handed_over.take' },
	{ id: 'E2p', from: ['open'], event: 'decline', to: 'declined', permission: 'handed_over.appoint' },
	// The event was called off, another successor took it, or there is nothing to take any more.
	{ id: 'E3', from: ['open'], event: 'end', to: 'gone', permission: 'follows' }
] as const satisfies readonly Row<HandedOverState, HandedOverEvent, Action | Follows>[];

/** The row of the lifecycle by which this kind is taken or declined. */
export function rowOf(kind: HandedOverKind, event: 'take' | 'decline'): string {
	return `${event === 'take' ? 'E1' : 'E2'}${kind === 'membership' ? 'p' : ''}`;
}

/** `code`: of a draft, in the successor; empty: as it was. */
export const takeForm = z.object({ item: requiredId, code: optionalText(40) });
export const declineForm = z.object({ item: requiredId, reason: optionalText(500) });

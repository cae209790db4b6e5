import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

export type HandOverState = 'open' | 'done' | 'called_off' | 'expired';
export type HandOverEvent = 'finish' | 'call_off' | 'expire';

/** How long a hand-over can be confirmed, in days. */
export const handOverDays = 30;

/** A hand-over of duties. It is done by the second confirmation of the same list, in the same transaction. */
export const handOverLifecycle = [
	{ id: 'HO1', from: ['open'], event: 'finish', to: 'done', permission: 'follows' },
	{ id: 'HO2', from: ['open'], event: 'call_off', to: 'called_off', permission: 'hand_over.arrange', reason: 'required' },
	/** Its last day is over, or the unit ended. */
	{ id: 'HO3', from: ['open'], event: 'expire', to: 'expired', permission: 'follows' }
] as const satisfies readonly Row<HandOverState, HandOverEvent, Action | Follows>[];

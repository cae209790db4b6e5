import type { Action } from '#lib/domain/permissions/policy.ts';
import type { Follows, Row } from './lifecycle.ts';

/**
 * Requests to write, amend or withdraw a document (states.md §6). `done` follows the days of what is linked: nobody does it, and pages say it
 * from that day on, whether a job has run or not.
 */
export const requestKinds = ['new', 'amend', 'withdraw'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Where a request comes from: a person, a finding of an inspection, or what the system noticed. */
export const requestSources = ['person', 'finding', 'law', 'review', 'model'] as const;
export type RequestSource = (typeof requestSources)[number];
export type SystemSource = Extract<RequestSource, 'law' | 'review' | 'model'>;

export const requestStates = ['proposed', 'considered', 'accepted', 'declined', 'cancelled', 'done'] as const;
export type RequestState = (typeof requestStates)[number];
export const openRequestStates = ['proposed', 'considered', 'accepted'] as const satisfies readonly RequestState[];

export const requestEvents = [
	'ask',
	'answer',
	'withdraw',
	'consider',
	'decline',
	'accept',
	'link',
	'extend',
	'stop',
	'finish',
	'end'
] as const;
export type RequestEvent = (typeof requestEvents)[number];

export const declineGrounds = ['duplicate', 'out_of_scope', 'other'] as const;
/** Why a request is declined. An officer may only say that it is a duplicate or out of scope; a head anything. */
export type DeclineGround = (typeof declineGrounds)[number];

export const requestLifecycle = [
	{ id: 'R2', from: ['proposed'], event: 'ask', to: 'proposed', permission: 'change_request.consider_own', reason: 'required' },
	{ id: 'R2a', from: ['proposed'], event: 'answer', to: 'proposed', permission: 'change_request.withdraw', reason: 'required' },
	{ id: 'R3', from: ['proposed'], event: 'withdraw', to: 'cancelled', permission: 'change_request.withdraw' },
	{ id: 'R4', from: ['proposed'], event: 'consider', to: 'considered', permission: 'change_request.consider' },
	// The only officer of a unit considers their own proposal, and the request shows it.
	{ id: 'R4o', from: ['proposed'], event: 'consider', to: 'considered', permission: 'change_request.consider_own' },
	{
		id: 'R5',
		from: ['proposed', 'considered'],
		event: 'decline',
		to: 'declined',
		permission: 'change_request.decline',
		reason: 'required'
	},
	{ id: 'R6', from: ['considered'], event: 'accept', to: 'accepted', permission: 'change_request.accept' },
	{ id: 'R7', from: ['accepted'], event: 'link', to: 'accepted', permission: 'change_request.link' },
	// A draft that somebody begins for the request, or a withdrawal that it allowed.
	{ id: 'R7f', from: ['accepted'], event: 'link', to: 'accepted', permission: 'follows' },
	{ id: 'R8', from: ['accepted'], event: 'extend', to: 'accepted', permission: 'change_request.direct', reason: 'required' },
	{ id: 'R9', from: ['accepted'], event: 'stop', to: 'cancelled', permission: 'change_request.direct', reason: 'required' },
	{ id: 'R10', from: ['accepted'], event: 'finish', to: 'done', permission: 'follows' },
	// The end of the unit (states.md §11).
	{ id: 'R11', from: ['proposed', 'considered', 'accepted'], event: 'end', to: 'cancelled', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<RequestState, RequestEvent, Action | Follows>[];

/** What a request is to a reader on a day: an accepted one is done from the day on which all that is linked took effect. */
export function shownRequestState(state: RequestState, doneOn: string | null, day: string): RequestState {
	return state === 'accepted' && doneOn !== null && doneOn <= day ? 'done' : state;
}

/** Which kinds of documents a unit changes without a request (states.md §6). What is not named: revisions yes, withdrawals no. */
export type ChangeRule = {
	readonly revisions: Readonly<Record<string, boolean>>;
	readonly withdrawals: Readonly<Record<string, boolean>>;
};

export function needsRequest(rule: ChangeRule, act: 'revision' | 'withdrawal', kindCode: string): boolean {
	return act === 'revision' ? !(rule.revisions[kindCode] ?? true) : !(rule.withdrawals[kindCode] ?? false);
}

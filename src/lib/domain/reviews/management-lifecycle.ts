import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/**
 * A management review (ISO 9001 §9.3, domain.md §3.2). Planning creates it and has no row here. Reporting an input, saying who came, discussing
 * and deciding leave its state: two people do them at the same time, so their rows have versions of their own and ask only for the state.
 */
export const managementReviewStates = ['planned', 'notified', 'in_session', 'signing', 'closed', 'cancelled'] as const;
export type ManagementReviewState = (typeof managementReviewStates)[number];
export const openReviewStates = ['planned', 'notified', 'in_session', 'signing'] as const satisfies readonly ManagementReviewState[];

export type ManagementReviewEvent =
	| 'edit'
	| 'assign'
	| 'report'
	| 'notify'
	| 'start'
	| 'attend'
	| 'discuss'
	| 'decide'
	| 'conclude'
	| 'hand_over'
	| 'return'
	| 'sign'
	| 'share'
	| 'postpone'
	| 'cancel'
	| 'end';

/** Acts on a part of it: they are recorded, and move nothing. */
export type ReviewPartEvent = Extract<ManagementReviewEvent, 'assign' | 'report' | 'attend' | 'discuss' | 'decide'>;

export const managementReviewLifecycle = [
	{ id: 'M1e', from: ['planned'], event: 'edit', to: 'planned', permission: 'management_review.plan' },
	{ id: 'M1a', from: ['planned'], event: 'assign', to: 'planned', permission: 'management_review.plan' },
	{ id: 'M2p', from: ['planned'], event: 'report', to: 'planned', permission: 'management_review.report' },
	{ id: 'M2n', from: ['notified'], event: 'report', to: 'notified', permission: 'management_review.report' },
	{ id: 'M2s', from: ['in_session'], event: 'report', to: 'in_session', permission: 'management_review.report' },
	{ id: 'M3', from: ['planned'], event: 'notify', to: 'notified', permission: 'management_review.plan' },
	{ id: 'M4', from: ['notified'], event: 'start', to: 'in_session', permission: 'management_review.conduct' },
	{ id: 'M5a', from: ['in_session'], event: 'attend', to: 'in_session', permission: 'management_review.conduct' },
	{ id: 'M5d', from: ['in_session'], event: 'discuss', to: 'in_session', permission: 'management_review.conduct' },
	{ id: 'M5o', from: ['in_session'], event: 'decide', to: 'in_session', permission: 'management_review.conduct' },
	{ id: 'M5c', from: ['in_session'], event: 'conclude', to: 'in_session', permission: 'management_review.conduct' },
	{ id: 'M6', from: ['in_session'], event: 'hand_over', to: 'signing', permission: 'management_review.hand_over' },
	{ id: 'M7', from: ['signing'], event: 'return', to: 'in_session', permission: 'management_review.sign', reason: 'required' },
	{ id: 'M8', from: ['signing'], event: 'sign', to: 'closed', permission: 'management_review.sign' },
	{ id: 'M8s', from: ['closed'], event: 'share', to: 'closed', permission: 'management_review.share' },
	{
		id: 'M9p',
		from: ['planned', 'notified'],
		event: 'postpone',
		to: 'planned',
		permission: 'management_review.direct',
		reason: 'required'
	},
	{
		id: 'M9',
		from: ['planned', 'notified', 'in_session'],
		event: 'cancel',
		to: 'cancelled',
		permission: 'management_review.direct',
		reason: 'required'
	},
	// The end of the unit (states.md §11).
	{
		id: 'M10',
		from: ['planned', 'notified', 'in_session', 'signing'],
		event: 'end',
		to: 'cancelled',
		permission: 'follows',
		reason: 'required'
	}
] as const satisfies readonly Row<ManagementReviewState, ManagementReviewEvent, Action | Follows>[];

/** How long before its day a review is told without giving a reason (domain.md §1.5). */
export const reviewNoticeDays = 14;
/** How long before its day the members are reminded of what they have not reported. */
export const reportReminderDays = 5;

export const reviewDecisionKinds = ['improvement', 'system_change', 'resources'] as const;
export type ReviewDecisionKind = (typeof reviewDecisionKinds)[number];
export const reviewDecisionFollows = ['corrective_action', 'change_request', 'step'] as const;
export type ReviewDecisionFollow = (typeof reviewDecisionFollows)[number];
export const reviewInputSources = ['eiso', 'typed', 'not_available'] as const;
export type ReviewInputSource = (typeof reviewInputSources)[number];

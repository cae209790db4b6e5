import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/**
 * One unit's inspection in an audit cycle of the Department (states.md §8, I1 to I10). A postponed one is scheduled again and is notified anew;
 * what the unit has answered by then stays.
 */
export const inspectionStates = ['scheduled', 'notified', 'handed_in', 'on_site', 'minutes', 'closed', 'cancelled'] as const;
export type InspectionState = (typeof inspectionStates)[number];
export const openInspectionStates = [
	'scheduled',
	'notified',
	'handed_in',
	'on_site',
	'minutes'
] as const satisfies readonly InspectionState[];

/** How a closed inspection ended. */
export const inspectionEndings = ['signed', 'own_opinion', 'unsigned'] as const;
export type InspectionEnding = (typeof inspectionEndings)[number];

export const inspectionEvents = [
	'notify',
	'name_helpers',
	'self_assess',
	'extend_self',
	'hand_in',
	'start',
	'answer',
	'draw_up',
	'sign',
	'sign_own_opinion',
	'return',
	'remind',
	'ask_unsigned',
	'close_unsigned',
	'postpone',
	'cancel',
	'end_with_unit'
] as const;
export type InspectionEvent = (typeof inspectionEvents)[number];

export const inspectionLifecycle = [
	{ id: 'I1', from: ['scheduled'], event: 'notify', to: 'notified', permission: 'inspection.notify' },
	{ id: 'I2h', from: ['notified'], event: 'name_helpers', to: 'notified', permission: 'inspection.name_helpers' },
	{ id: 'I2', from: ['notified'], event: 'self_assess', to: 'notified', permission: 'inspection.self_assess' },
	{ id: 'I2e', from: ['notified'], event: 'extend_self', to: 'notified', permission: 'inspection.lead', reason: 'required' },
	{ id: 'I3', from: ['notified'], event: 'hand_in', to: 'handed_in', permission: 'inspection.hand_in' },
	{ id: 'I4', from: ['notified', 'handed_in'], event: 'start', to: 'on_site', permission: 'inspection.lead' },
	{ id: 'I5', from: ['on_site'], event: 'answer', to: 'on_site', permission: 'inspection.answer' },
	{ id: 'I6', from: ['on_site'], event: 'draw_up', to: 'minutes', permission: 'inspection.lead' },
	{ id: 'I7', from: ['minutes'], event: 'sign', to: 'closed', permission: 'inspection.sign' },
	{ id: 'I7o', from: ['minutes'], event: 'sign_own_opinion', to: 'closed', permission: 'inspection.sign', reason: 'required' },
	{ id: 'I8', from: ['minutes'], event: 'return', to: 'on_site', permission: 'inspection.sign', reason: 'required' },
	{ id: 'I9r', from: ['minutes'], event: 'remind', to: 'minutes', permission: 'inspection.close_unsigned' },
	// The first of the two who must agree; the second closes.
	{ id: 'I9a', from: ['minutes'], event: 'ask_unsigned', to: 'minutes', permission: 'inspection.close_unsigned', reason: 'required' },
	{ id: 'I9', from: ['minutes'], event: 'close_unsigned', to: 'closed', permission: 'inspection.close_unsigned', reason: 'required' },
	{
		id: 'I10p',
		from: ['scheduled', 'notified', 'handed_in'],
		event: 'postpone',
		to: 'scheduled',
		permission: 'inspection.direct',
		reason: 'required'
	},
	{
		id: 'I10',
		from: ['scheduled', 'notified', 'handed_in'],
		event: 'cancel',
		to: 'cancelled',
		permission: 'inspection.direct',
		reason: 'required'
	},
	// The unit ends (states.md §11): the coordinator who brings the event in has chosen.
	{
		id: 'I11',
		from: ['scheduled', 'notified', 'handed_in', 'on_site', 'minutes'],
		event: 'end_with_unit',
		to: 'cancelled',
		permission: 'follows',
		reason: 'required'
	}
] as const satisfies readonly Row<InspectionState, InspectionEvent, Action | Follows>[];
